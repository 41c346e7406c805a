"""Consolidate a folder of returned workbooks into the office's report.

    python scripts/consolidate.py REGISTER.xlsx RETURNED_DIR OUT.xlsx --round 2 [--previous REPORT.xlsx]
                                  [--last-year REPORT.xlsx] [--pdf] [--docx] [--public] [--emenscr] [--proposals]
                                  [--check] [--json]

Exit code: 0 = done, 1 = done with problems to look at, 2 = could not run (then nothing was changed).
"""

from __future__ import annotations

import gc
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from xl_addin.commands.options import CANNOT, DONE, LOOK, Lang, Language, problems_of, progress_bar, tell
from xl_addin.commands.places import lacking, office_places
from xl_addin.commands.round_options import (
    PreviousReportFile,
    ReadingWorkers,
    RegisterFile,
    ReturnedFolder,
    RoundNumber,
)
from xl_addin.excel.gc_pause import gc_paused
from xl_addin.model.problems.catalogue import say
from xl_addin.model.problems.problem import Problem, Severity

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from xl_addin.consolidate.consolidated import Consolidated
    from xl_addin.report.book.live_checks import Check
    from xl_addin.report.book.prose import Chapter


def main(
    register: RegisterFile = None,
    returned: ReturnedFolder = None,
    out: Annotated[
        Path | None,
        typer.Argument(metavar="OUT.xlsx", help="รายงาน / the report to write, outside that folder"),
    ] = None,
    round_: RoundNumber = None,
    previous: PreviousReportFile = None,
    last_year: Annotated[
        Path | None,
        typer.Option(
            metavar="REPORT.xlsx",
            help="รายงานปีก่อน แสดงคู่กับปีนี้ / an earlier year's report, shown beside this one",
        ),
    ] = None,
    pdf: Annotated[
        bool, typer.Option("--pdf", help="ทำ PDF สำหรับเสนอไว้ข้างรายงาน / also write the report's pages as PDF")
    ] = False,
    docx: Annotated[
        bool,
        typer.Option(
            "--docx", help="ทำบันทึกข้อความและคำบรรยายเป็น Word / also memos and narrative parts as Word"
        ),
    ] = False,
    public: Annotated[
        bool,
        typer.Option("--public", help="ทำฉบับเผยแพร่ต่อสาธารณะ (Excel และ PDF) / also the page for the public"),
    ] = False,
    emenscr: Annotated[
        bool,
        typer.Option(
            "--emenscr", help="ทำแผ่นสำหรับคัดลอกลงระบบ eMENSCR / also the sheet to copy to eMENSCR from"
        ),
    ] = False,
    proposals: Annotated[
        bool,
        typer.Option(
            "--proposals",
            help="บันทึกข้อเสนอโครงการลงทะเบียน / also write what groups propose into the register, to be decided",
        ),
    ] = False,
    check: Annotated[
        bool,
        typer.Option(
            "--check", help="ตรวจอย่างเดียว ไม่เขียนอะไร / write nothing; say what the report would change"
        ),
    ] = False,
    json_: Annotated[
        bool,
        typer.Option("--json", help="บอกผลเป็น JSON ให้โปรแกรมอื่นอ่าน / say the outcome as JSON, for a program"),
    ] = False,
    lang: Lang = Language.th,
    workers: ReadingWorkers = None,
) -> None:
    """รวมแบบรายงานที่กลุ่มส่งเป็นรายงานของสำนักงาน / Consolidate returned workbooks into the office's report."""
    from xl_addin.consolidate.intake.reading_task import reader_getting_ready

    # A process that reads workbooks gets ready beside what an office waits for most: a quarter million objects are
    # imported, none of them ever to be thrown away.
    ending = ExitStack()
    read = ending.enter_context(reader_getting_ready())
    with gc_paused():
        from rich.console import Console

        from xl_addin.commands.json_answer import answer, refusal
        from xl_addin.consolidate.report_changes import with_changes
        from xl_addin.consolidate.run import CannotRun, consolidate_to, consolidated_from
        from xl_addin.previous.overwritten_report import overwritten_report
        from xl_addin.report.book.live_checks import unequal_problems
        from xl_addin.report.book.report_workbook import ReportError
        from xl_addin.report.writer import write_report

        gc.freeze()

    if register is None:
        places = office_places(round_, lang)
        register, returned, out = places.register, places.folder.returned, places.folder.report
        round_, previous = places.round, previous or places.previous
    if returned is None or out is None or round_ is None:
        lacking({"RETURNED_DIR": returned, "OUT.xlsx": out, "--round": round_}, lang)
    # Names are printed as they are, "กลุ่ม:star:" too.
    console = Console(quiet=json_, emoji=False)
    complaints = Console(stderr=True, quiet=json_, emoji=False)
    disagreements: list[Check] = []
    chapters: list[Chapter] = []

    def write(target: Path, consolidated: Consolidated, *, returned: str) -> None:
        made = write_report(target, consolidated, returned=returned, words=docx)
        disagreements.extend(made.disagreements)
        chapters.extend(made.chapters)

    try:
        with progress_bar(complaints, say("command_reading", lang)) as counted:
            options: dict[str, Any] = {
                "workers": workers,
                "on_progress": counted,
                "language": lang,
                "read": read,
            }
            if check:
                consolidated = consolidated_from(
                    register, returned, round_, previous, last_year_path=last_year, **options
                )
                consolidated = with_changes(consolidated, overwritten_report(out, consolidated.register.form))
            else:
                consolidated = consolidate_to(
                    register, returned, out, round_, write, previous, last_year_path=last_year, **options
                )
    except (CannotRun, ReportError) as error:
        complaints.print(say("command_cannot_run", lang), style="bold red")
        problems = problems_of(error, lang)
        tell(complaints, problems)
        _print_json(json_, refusal(problems, CANNOT))
        raise typer.Exit(CANNOT) from error
    except KeyboardInterrupt:
        complaints.print(say("command_interrupted", lang))
        raise typer.Exit(CANNOT) from None
    finally:
        ending.close()
    if check:
        tell(console, [one for one in consolidated.problems if one.severity is not Severity.NOTE])
        code = _tell(consolidated, disagreements, None, lang, console)
        _print_json(json_, answer(consolidated, code))
        raise typer.Exit(code)
    code = _tell(consolidated, disagreements, out, lang, console)
    asked = {"pdf": pdf, "docx": docx, "public": public, "emenscr": emenscr}
    wanted = [name for name in asked if asked[name]]
    written, told = _write_beside(out, consolidated, chapters, wanted, lang) if wanted else ((), [])
    for path in written:
        console.print(say("command_also_written", lang, value=path), markup=False, highlight=False)
    if proposals:
        from xl_addin.office.record_proposals import keep_proposals

        count, unwritten = keep_proposals(register, consolidated.proposals, lang)
        told += unwritten
        console.print(say("proposals_recorded", lang, count=count, file=register.name), highlight=False)
    tell(complaints, told)
    code = max(code, LOOK) if told else code
    more = (*unequal_problems(consolidated, disagreements, lang), *told)
    _print_json(json_, answer(consolidated, code, (out, *written), more))
    raise typer.Exit(code)


def _write_beside(
    out: Path, consolidated: Consolidated, chapters: list[Chapter], wanted: list[str], lang: str
) -> tuple[tuple[Path, ...], list[Problem]]:
    from xl_addin.report.export.beside_report import write_beside

    beside = write_beside(out, consolidated, chapters, wanted, lang)
    return beside.written, list(beside.problems)


def _print_json(wanted: bool, text: str) -> None:
    if wanted:
        print(text)


def _tell(
    consolidated: Consolidated, disagreements: list[Check], out: Path | None, lang: str, console: Console
) -> int:
    """What came out, and the exit code. `out`: None where nothing was written."""
    from xl_addin.report.book.live_checks import unequal_problems

    console.print(_files(consolidated, lang) if consolidated.files else say("command_no_files", lang))
    severities = [told.severity for told in consolidated.problems]
    errors, warnings = severities.count(Severity.ERROR), severities.count(Severity.WARNING)
    console.print(
        say(
            "command_counts",
            lang,
            reported=int(consolidated.frame["reported"].sum()),
            projects=len(consolidated.frame),
            returned=consolidated.groups_returned,
            groups=len(consolidated.groups_due),
            errors=errors,
            warnings=warnings,
        ),
        highlight=False,
    )
    unequal = list(unequal_problems(consolidated, disagreements, lang))
    for told in unequal:
        console.print(told.message, style="bold red", markup=False)
    waiting = sum(one.verdict is None for one in consolidated.proposals)
    if waiting:
        console.print(say("proposals_waiting", lang, count=waiting), highlight=False)
    _tell_changes(consolidated, lang, console)
    written = say("command_checked", lang) if out is None else say("command_written", lang, value=out)
    console.print(written, markup=False, highlight=False)
    return LOOK if errors or warnings or unequal else DONE


def _tell_changes(consolidated: Consolidated, lang: str, console: Console) -> None:
    """What differs from the report that lay there; nothing where there was none."""
    if not consolidated.compared:
        return
    said = say("command_changes", lang, count=len(consolidated.changes))
    console.print(said, markup=False, highlight=False, soft_wrap=True)
    for one in consolidated.changes:
        values = {
            "before": one.before or say("nothing_entered", lang),
            "after": one.after or say("nothing_entered", lang),
        }
        line = say(
            "command_change", lang, project=f"{one.project_id} {one.project}", label=one.label, **values
        )
        console.print(line, markup=False, highlight=False, soft_wrap=True)


def _files(consolidated: Consolidated, lang: str) -> Table:
    """Every file with what became of it."""
    from rich.markup import escape
    from rich.table import Table

    table = Table(title=say("command_files", lang))
    for name in ("command_file", "command_outcome", "command_reason"):
        table.add_column(say(name, lang), overflow="fold")
    for outcome in consolidated.files:
        table.add_row(escape(outcome.file), say(f"command_{outcome.outcome}", lang), escape(outcome.reason))
    return table
