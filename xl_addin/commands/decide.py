"""Keep a decision of the officer in the register: a warning accepted, a file sent back or accepted, nothing to report.

    python scripts/decide.py accept_warning REGISTER.xlsx --round 2 --project P --rule ID --reason TEXT
    python scripts/decide.py return_file REGISTER.xlsx --round 2 --group G --file FILE.xlsx --reason TEXT
    python scripts/decide.py accept_file REGISTER.xlsx --round 2 --group G --file FILE.xlsx
    python scripts/decide.py nothing REGISTER.xlsx --round 2 --group G [--withdraw]

Exit code: 0 = done, 2 = could not run (then nothing was changed).
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from xl_addin.commands.options import CANNOT, Lang, Language, tell
from xl_addin.commands.places import lacking, office_places
from xl_addin.commands.round_options import RegisterFile, RoundNumber
from xl_addin.model.decisions import PHRASES, Decision, DecisionKind
from xl_addin.model.problems.catalogue import problem, say


def main(
    kind: Annotated[DecisionKind, typer.Argument(help="เรื่อง / what is decided")],
    register: RegisterFile = None,
    round_: RoundNumber = None,
    group: Annotated[str, typer.Option(help="กลุ่ม: รหัสหรือชื่อ / the group, by id or name")] = "",
    project: Annotated[str, typer.Option(help="โครงการ: รหัสหรือชื่อ / the project, by code or name")] = "",
    rule: Annotated[
        str, typer.Option(help="รหัสข้อตรวจในข้อสังเกต / the rule's id in the list of problems")
    ] = "",
    file: Annotated[Path | None, typer.Option(help="ไฟล์ของกลุ่ม / the file that the group returned")] = None,
    reason: Annotated[str, typer.Option(help="เหตุผล / why")] = "",
    withdraw: Annotated[bool, typer.Option("--withdraw", help="ยกเลิก / take the decision back")] = False,
    lang: Lang = Language.th,
) -> None:
    """บันทึกการพิจารณาไว้ในทะเบียน / Keep a decision of the officer in the register."""
    from rich.console import Console

    from xl_addin.excel.writing.atomic_file import WriteError
    from xl_addin.office import record_decisions
    from xl_addin.office.register_table import NotRecorded
    from xl_addin.register.reader import RegisterError, load_register

    if register is None:
        places = office_places(round_, lang)
        register, round_ = places.register, places.round
    if round_ is None:
        lacking({"--round": round_}, lang)
    console, complaints = Console(soft_wrap=True), Console(stderr=True, soft_wrap=True)
    try:
        known = load_register(register, language=lang)
        decision = record_decisions.meant(
            known,
            Decision(
                round_ or 0,
                kind,
                group,
                project,
                rule,
                file=file.name if file else "",
                code=_code(file),
                reason=reason,
            ),
            language=lang,
        )
        write = record_decisions.withdraw if withdraw else record_decisions.record
        write(register, [decision], language=lang)
    except (RegisterError, NotRecorded) as error:
        tell(complaints, error.problems)
        raise typer.Exit(CANNOT) from error
    except WriteError as error:
        tell(complaints, [error.problem(language=lang)])
        raise typer.Exit(CANNOT) from error
    done = "decision_withdrawn" if withdraw else "decision_recorded"
    console.print(say(done, lang, value=PHRASES[kind], file=register), markup=False, highlight=False)
    if kind is DecisionKind.RETURN_FILE and not withdraw and not decision.code:
        tell(console, [problem("decision_of_any_file", language=lang)])


def _code(file: Path | None) -> str:
    """The code of what is in a file that lies there, so that the decision ends when another takes its place."""
    from xl_addin.model.marks import code_of_content

    if file is None or not file.is_file():
        return ""
    return code_of_content(file.read_bytes())
