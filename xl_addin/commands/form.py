"""An office's form as an Excel workbook: out of it, back from it, checked, and its template to look at.

    python scripts/form.py to-excel FORM แบบ.xlsx
    python scripts/form.py check แบบ.xlsx
    python scripts/form.py from-excel แบบ.xlsx FOLDER
    python scripts/form.py preview แบบ.xlsx ตัวอย่าง.xlsx
    python scripts/form.py preview แบบ.xlsx โฟลเดอร์ตัวอย่าง
    python scripts/form.py draft รายงานปีก่อน.xlsx แบบ.xlsx

draft reads the table of a report that the office printed into a form workbook in which every guess is marked and
every open question listed; it is no finished form. preview writes the blank template into a file .xlsx; into a
folder it puts an office of made-up figures, with its templates and reports of two rounds, and แบบ.pdf and
รายงาน.pdf to look at.
from-excel writes FOLDER/forms/<id>.toml and FOLDER/texts/<id>/: with TIDTAM_FORMS=FOLDER every command knows the form.
Exit code: 0 = done, 1 = the form has mistakes (written beside their cells), 2 = could not run.
"""

from __future__ import annotations

import re
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from xl_addin.commands.options import CANNOT, LOOK, Force, Lang, Language, tell
from xl_addin.model.problems.catalogue import problem, say
from xl_addin.model.problems.errors import TidtamError
from xl_addin.model.problems.problem import Problem

if TYPE_CHECKING:
    from xl_addin.form_workbook.reader import FormReading


PREVIEWED = (1, 2)
"""Rounds of a preview: the second goes on from the report of the first."""
DRAFT_ID = "our_office"
_ID = re.compile(r"[a-z][a-z0-9_]*")
TEMPLATE_PDF, REPORT_PDF = "แบบ.pdf", "รายงาน.pdf"


class Step(StrEnum):
    """What to do with a form."""

    to_excel = "to-excel"
    from_excel = "from-excel"
    check = "check"
    preview = "preview"
    draft = "draft"


def main(
    step: Annotated[Step, typer.Argument(help="to-excel, check, preview, draft, from-excel")],
    source: Annotated[
        str, typer.Argument(help="แบบ หรือไฟล์ .toml หรือ .xlsx / a form, its .toml or its workbook")
    ],
    out: Annotated[Path | None, typer.Argument(help="ไฟล์หรือโฟลเดอร์ที่จะเขียน / what to write")] = None,
    force: Force = False,
    lang: Lang = Language.th,
) -> None:
    """แบบรายงานของสำนักงานใน Excel / an office's form in Excel: to, from, check, preview, draft."""
    from rich.console import Console

    from xl_addin.excel.reading.limits import PackageError
    from xl_addin.excel.writing.atomic_file import WriteError
    from xl_addin.form_workbook.reader import NotAFormWorkbook
    from xl_addin.model.form.loader import FormError

    console, complaints = Console(soft_wrap=True), Console(stderr=True, soft_wrap=True)
    try:
        said, problems = _done(step, source, out, force, lang)
    except FormError as error:
        complaints.print(str(error), markup=False, highlight=False)
        raise typer.Exit(LOOK) from error
    except (PackageError, NotAFormWorkbook, WriteError) as error:
        tell(complaints, [error.problem(language=lang)])
        raise typer.Exit(CANNOT) from error
    except TidtamError as error:
        complaints.print(str(error), markup=False, highlight=False)
        raise typer.Exit(CANNOT) from error
    except FileNotFoundError as error:
        tell(complaints, [problem("form_unreadable", language=lang, reason=source)])
        raise typer.Exit(CANNOT) from error
    if problems:
        tell(complaints, problems)
        raise typer.Exit(LOOK if said else CANNOT)
    console.print(said, markup=False, highlight=False)


def _done(step: Step, source: str, out: Path | None, force: bool, lang: str) -> tuple[str, list[Problem]]:
    """What was done, or why not."""
    from xl_addin.excel.writing.atomic_file import write_whole
    from xl_addin.form_workbook.content import rows_of
    from xl_addin.form_workbook.files import content_of, write_form
    from xl_addin.form_workbook.writer import workbook_of
    from xl_addin.model.form.loader import load_form

    if out is None and step is not Step.check:
        return "", [problem("form_no_target", language=lang, step=step.value)]
    if step is Step.draft:
        assert out is not None
        if refused := _there(out, force, lang):
            return "", [refused]
        return say("form_drafted", lang, file=str(out), count=_draft(Path(source), out)), []
    if step is Step.to_excel:
        assert out is not None
        if refused := _there(out, force, lang):
            return "", [refused]
        write_whole(out, workbook_of(rows_of(content_of(source)), form=load_form(source)))
        return say("form_written", lang, file=str(out)), []
    is_workbook = source.lower().endswith((".xlsx", ".xlsm"))
    reading = _read(Path(source)) if is_workbook else None
    form = load_form(source) if reading is None else reading.form
    assert form is not None
    if step is Step.check:
        return say("form_is_right", lang, title=form.title), []
    assert out is not None
    content = content_of(source) if reading is None else reading.content
    if step is Step.from_excel:
        if refused := _there(out / "forms" / f"{form.id}.toml", force, lang):
            return "", [refused]
        return say("form_written", lang, file=str(write_form(content, out))), []
    if refused := _there(out, force, lang):
        return "", [refused]
    return say("form_written", lang, file=str(out)), _preview(source, out, lang)


def _there(target: Path, force: bool, lang: str) -> Problem | None:
    if target.exists() and not force:
        return problem("form_there", language=lang, file=str(target))
    return None


def _read(path: Path) -> FormReading:
    """The form in a workbook; one with mistakes is given back with them beside their cells. Raises FormError."""
    from xl_addin.excel.writing.atomic_file import write_whole
    from xl_addin.form_workbook.reader import read_form_workbook
    from xl_addin.model.form.loader import FormError
    from xl_addin.model.notation.mistakes import Mistake

    reading = read_form_workbook(path)
    if reading.told:
        told = path.with_name(f"{path.stem}_ที่ต้องแก้.xlsx")
        write_whole(told, reading.with_mistakes())
        where = Mistake(str(told), say("form_told_in"))
        raise FormError(path.name, [*(one.mistake for one in reading.told), where])
    return reading


def _draft(report: Path, out: Path) -> int:
    """Write the draft of the form that a report was printed from; gives how much is guessed or open in it."""
    from tempfile import TemporaryDirectory

    from xl_addin.excel.writing.atomic_file import write_whole
    from xl_addin.form_workbook.content import rows_of
    from xl_addin.form_workbook.reader import read_form_workbook
    from xl_addin.form_workbook.writer import workbook_of
    from xl_addin.register.lists.form_draft import draft_form

    draft = draft_form(report, out.stem if _ID.fullmatch(out.stem) else DRAFT_ID)
    with TemporaryDirectory() as folder:
        plain = Path(folder) / "draft.xlsx"
        plain.write_bytes(workbook_of(rows_of(draft.content)))
        reading = read_form_workbook(plain)
    write_whole(out, reading.with_mistakes(draft.asks))
    return len(draft.asks) + len(reading.told)


def _preview(source: str, out: Path, lang: str) -> list[Problem]:
    """The blank template of the form in a workbook; in a folder all that an office would have, as PDF too.

    Gives why there is no PDF. Raises TidtamError for a form whose made-up figures cannot be reported.
    """
    from xl_addin.demo.made_up import make_up
    from xl_addin.model.form.loader import load_form
    from xl_addin.report.export.pdf import PdfError, write_pdf
    from xl_addin.template.master import write_master

    form = load_form(source)
    if out.suffix.lower() == ".xlsx":
        write_master(form, out)
        return []
    rounds = make_up(form, out, PREVIEWED)
    try:
        write_pdf(rounds[0].templates[0], out / TEMPLATE_PDF)
        write_pdf(rounds[-1].report, out / REPORT_PDF)
    except PdfError as error:
        return [error.problem(language=lang)]
    return []
