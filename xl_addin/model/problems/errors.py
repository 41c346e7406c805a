"""Why nothing came of what was asked: one base for all exceptions that end before a person.

    TidtamError
    ├── ExpressionError      an expression of a form cannot be used
    ├── FormError            a form file has mistakes, all at once
    ├── CatalogueError       one entry of the message catalogue and its values
    │   ├── PackageError     a file is left out as a whole
    │   ├── ReadersLost      no reading process stays alive
    │   ├── NotAFormWorkbook a workbook is no form
    │   ├── NoTable          no form can be drafted from a workbook without projects
    │   ├── FolderError      a folder cannot be listed
    │   ├── WriteError       a file could not be written; the old one is whole
    │   ├── OfficesError     nothing can be made of many offices' reports
    │   ├── PdfError         the report's pages could not be written as PDF
    │   ├── NoPublicPage     the form does not say what the page for the public is made of
    │   ├── NoEmenscr        the form does not say the fields of eMENSCR
    │   └── ReportError      the form's report asks for what does not exist
    ├── RegisterError        a register with errors
    ├── NotAPlan             no register can be made from the file
    ├── NotAList             no list of projects is found in the file
    ├── PreviousError        an earlier report that does not fit
    ├── CannotMake           no template was made
    ├── TemplatesThere       templates stand where others would be written
    ├── CannotRun            nothing was consolidated
    ├── StateError           the state folder or the office's address cannot be used
    ├── CannotSetUp          the office cannot be served so
    ├── NotRecorded          a decision has no place in the register
    ├── CannotOpen           an office's folder cannot be opened or made
    ├── TokenError           the token file cannot be used
    ├── PortRefused          a port cannot be listened on
    ├── Refused              an upload is not accepted
    └── WouldLose            an upload is worse than what is there already

Caught where the file can be named, and shown as the sentences of its problems.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from xl_addin.model.problems import catalogue
from xl_addin.model.problems.problem import Place, Problem


class TidtamError(Exception):
    """What was asked cannot be done. `problems` say why and how to put it right, all at once, where there are any.

    `said`: the exception's own text, where it is not the messages of the problems.
    """

    def __init__(self, problems: Iterable[Problem] = (), said: str | None = None) -> None:
        self.problems = list(problems)
        super().__init__("; ".join(told.message for told in self.problems) if said is None else said)


class CatalogueError(TidtamError):
    """One entry of the message catalogue; its sentences are made where place and language are known.

    `values` fill the sentences; a text of the system ("error") is blank where it gave none.
    """

    def __init__(self, message_id: str, **values: Any) -> None:
        super().__init__(said=message_id)
        self.message_id = message_id
        self.values = values

    def __reduce__(self) -> tuple[Any, ...]:
        # Exceptions travel between processes by their arguments, and keyword arguments are none of them.
        return _rebuilt, (type(self), self.__dict__.copy())

    def problem(self, place: Place | None = None, *, language: str = "th", group: str = "") -> Problem:
        """The problem that a person can act upon."""
        values = {"error": "", **self.values}
        return catalogue.problem(
            self.message_id, place, group=group, language=language, wording=self.wording, **values
        )

    @property
    def wording(self) -> str:
        """The entry whose sentences are said instead of its own, "" for its own."""
        return ""


def _rebuilt(kind: type[CatalogueError], state: dict[str, Any]) -> CatalogueError:
    made = kind.__new__(kind)
    made.__dict__.update(state)
    made.args = (state["message_id"],)
    return made
