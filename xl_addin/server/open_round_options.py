"""Which round is open: what was set up before, with what is said anew, looked at before anything is served."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from xl_addin.excel.reading.limits import PackageError
from xl_addin.model.problems.catalogue import problem
from xl_addin.model.problems.problem import Place, Problem
from xl_addin.model.register import Register
from xl_addin.office.state_folder import Source
from xl_addin.previous.previous_report import PreviousError, fitting_previous
from xl_addin.register.reader import RegisterError, load_register
from xl_addin.server.setup import CannotSetUp, source_of


@dataclass(frozen=True, slots=True)
class Said:
    """What the command says about the open round; None where it says nothing."""

    register: Path | None = None
    returned: Path | None = None
    round: int | None = None
    previous: Path | None = None

    def nothing(self) -> bool:
        return self == Said()


def opened(known: Source | None, said: Said, language: str = "th") -> tuple[Source, Register]:
    """The round to open and its register.

    What is not said stays as it was set up. The earlier report is asked for anew with another round or
    register, because it belongs to one of each. Raises CannotSetUp."""
    if known is None:
        wanted = {"--register": said.register, "--returned": said.returned, "--round": said.round}
        lacking = ", ".join(option for option, value in wanted.items() if value is None)
        if lacking:
            raise CannotSetUp([problem("serve_needs_register", value=lacking, language=language)])
    path = _said_or_known(said.register, known.register if known else "")
    returned = _said_or_known(said.returned, known.returned if known else "")
    round_ = said.round if said.round is not None else known.round if known else 0
    previous = said.previous
    if previous is None and known and known.previous:
        same = (str(path.resolve()), round_) == (known.register, known.round)
        previous = Path(known.previous) if same else None
    register = _register(path, language)
    _look_at(register, round_, returned, language)
    if previous is not None:
        _look_at_previous(previous, register, round_, language)
    return source_of(register, path, round_, returned, previous), register


def _said_or_known(said: Path | None, known: str) -> Path:
    return said if said is not None else Path(known)


def _register(path: Path, language: str) -> Register:
    try:
        return load_register(path, language=language)
    except RegisterError as error:
        raise CannotSetUp(list(error.problems)) from error
    except PackageError as error:
        raise CannotSetUp([error.problem(Place(path.name), language=language)]) from error


def _look_at(register: Register, round_: int, returned: Path, language: str) -> None:
    told: list[Problem] = []
    rounds = register.form.period.rounds
    if not 1 <= round_ <= rounds:
        values: dict[str, Any] = {"value": str(round_), "rounds": rounds}
        told.append(problem("command_no_such_round", language=language, **values))
    if returned.exists() and not returned.is_dir():
        told.append(problem("command_folder_is_file", value=str(returned), language=language))
    elif not returned.parent.is_dir():
        told.append(problem("command_folder_missing", value=str(returned), language=language))
    if told:
        raise CannotSetUp(told)


def _look_at_previous(path: Path, register: Register, round_: int, language: str) -> None:
    try:
        fitting_previous(path, register, round_, language)
    except PreviousError as error:
        raise CannotSetUp(error.problems) from error
