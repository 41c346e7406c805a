"""Serve the add-in from one PC of the office.

    python scripts/serve_addin.py --register REGISTER.xlsx --returned DIR --round 2 [--previous REPORT.xlsx]
    python scripts/serve_addin.py                       again, with what was set up the first time
    python scripts/serve_addin.py --demo                try it in a browser, without Excel

The first run makes certificates, tokens and the manifest in the state folder and says in Thai what to do
on the staff's PCs. Exit code: 0 = stopped, or done; 2 = could not run.
"""

from __future__ import annotations

import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Annotated

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from scripts.start import run  # isort: split

import typer
from rich.console import Console
from rich.table import Table

from scripts.command_line import CANNOT, Lang, Language, tell
from xl_addin.model.messages import problem, say
from xl_addin.model.problem import Problem
from xl_addin.server import first_run
from xl_addin.server.app import server
from xl_addin.server.state import Office, State, StateError
from xl_addin.server.tokens import TokenBook, TokenError
from xl_addin.workbook.limits import PackageError
from xl_addin.workbook.register_reader import RegisterError, load_register

DEMO_PORT = 8770
STATE = Path(typer.get_app_dir("tidtam"))


def main(
    register: Annotated[
        Path | None, typer.Option(help="ทะเบียน / the office's register, an .xlsx file")
    ] = None,
    returned: Annotated[
        Path | None, typer.Option(help="โฟลเดอร์รับแบบ / the folder for returned workbooks")
    ] = None,
    round_: Annotated[
        int | None, typer.Option("--round", help="รอบที่เปิดรับ / the round that is open: 1, 2 ...")
    ] = None,
    previous: Annotated[
        Path | None, typer.Option(help="รายงานรอบก่อน / the report of the round before")
    ] = None,
    address: Annotated[
        str | None, typer.Option(help="ชื่อหรือ IP ของเครื่องนี้ / name or IP by which staff PCs reach this PC")
    ] = None,
    port: Annotated[int | None, typer.Option(min=1, max=65535, help="พอร์ต / port (8443)")] = None,
    state: Annotated[Path, typer.Option(help="โฟลเดอร์ของเครื่องให้บริการ / the server's own folder")] = STATE,
    excel_on_the_web: Annotated[
        bool | None, typer.Option(help="ให้ Excel บนเว็บเปิดแผงได้ / allow Excel on the web to frame the pane")
    ] = None,
    new_token: Annotated[
        str | None, typer.Option(metavar="GROUP", help="ออกรหัสใหม่ / new token for a group, or “officer”")
    ] = None,
    revoke: Annotated[
        str | None, typer.Option(metavar="GROUP", help="ยกเลิกรหัส / revoke a group's tokens, or one by its id")
    ] = None,
    tokens: Annotated[bool, typer.Option("--tokens", help="แสดงรายชื่อรหัส / list tokens, then end")] = False,
    set_up_only: Annotated[
        bool, typer.Option("--set-up-only", help="เตรียมแล้วจบ / set up, then end without serving")
    ] = False,
    demo: Annotated[bool, typer.Option("--demo", help="ลองใช้ในเบราว์เซอร์ / try it in a browser")] = False,
    lang: Lang = Language.th,
) -> None:
    """เปิดเครื่องให้บริการของแผง “ติดตาม” ใน Excel / Serve the add-in."""
    console, complaints = Console(), Console(stderr=True)
    place = State(state)
    try:
        if demo:
            _demo(console, port or DEMO_PORT, lang)
        elif tokens or revoke:
            _tokens(console, place, revoke, lang)
        else:
            office = _office(place, register, returned, round_, previous, address, port, excel_on_the_web)
            _set_up(console, place, office, new_token, lang)
            if not (new_token or set_up_only):
                console.print(say("serve_serving", lang, url=office.base_url))
                server(place).run()
    except _Cannot as error:
        tell(complaints, error.problems)
        raise typer.Exit(CANNOT) from error
    except StateError as error:
        complaints.print(str(error), markup=False, highlight=False)
        raise typer.Exit(CANNOT) from error


class _Cannot(Exception):
    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems


def _office(
    state: State,
    register: Path | None,
    returned: Path | None,
    round_: int | None,
    previous: Path | None,
    address: str | None,
    port: int | None,
    excel_on_the_web: bool | None,
) -> Office:
    """What was set up before, with what is said anew."""
    office = state.office() if state.office_file.exists() else None
    if office is None:
        name, others = first_run.this_host()
        office = Office("ติดตาม", name, 8443, others)
    if register is not None and returned is not None and round_ is not None:
        found = _read(register)
        if not 1 <= round_ <= found.form.period.rounds:
            rounds = found.form.period.rounds
            raise _Cannot([problem("command_no_such_round", value=str(round_), rounds=rounds)])
        source = first_run.source_of(found, register, round_, returned, previous)
        office = replace(office, name=f"ติดตาม {found.office_short}", sources=(source,))
    elif not office.sources or register or returned or round_ or previous:
        raise _Cannot([problem("serve_needs_register")])
    if address is not None:
        office = replace(office, address=address)
    if port is not None:
        office = replace(office, port=port)
    if excel_on_the_web is not None:
        office = replace(office, excel_on_the_web=excel_on_the_web)
    return office


def _read(register: Path) -> first_run.Register:
    try:
        return load_register(register)
    except RegisterError as error:
        raise _Cannot(list(error.problems)) from error
    except PackageError as error:
        raise _Cannot([error.problem()]) from error


def _set_up(console: Console, state: State, office: Office, new_token: str | None, lang: str) -> None:
    registers = [(source, _read(Path(source.register))) for source in office.sources]
    issued = first_run.prepare(state, office, registers)
    if new_token is not None:
        issued.append(first_run.another_token(state, *registers[0], new_token))
    office = state.office()
    console.print(first_run.instructions(state, office, lang), markup=False, highlight=False, soft_wrap=True)
    console.print()
    if not issued:
        console.print(say("serve_tokens_kept", lang), markup=False)
        return
    console.print(say("serve_tokens_made", lang), style="bold", markup=False)
    table = Table(show_header=False)
    for whose, text in first_run.token_lines(issued):
        table.add_row(whose, text)
    console.print(table)


def _tokens(console: Console, state: State, revoke: str | None, lang: str) -> None:
    book = TokenBook(state.tokens)
    if revoke:
        try:
            console.print(say("serve_revoked", lang, count=len(book.revoke(revoke))))
        except TokenError as error:
            raise _Cannot([problem("serve_no_such_token", value=revoke, language=lang)]) from error
    table = Table("id", "", "")
    for token in book.all():
        table.add_row(token.id, token.group_name or token.role.value, "ยกเลิกแล้ว" if token.revoked else "ใช้ได้")
    console.print(table)


def _demo(console: Console, port: int, lang: str) -> None:
    """The browser host on the five real offices. It lives with the tests, which play Excel with it."""
    from tests.excel_host.office import furnish
    from tests.excel_host.serve import serve
    from xl_addin.demo.examples import demo_register, example_offices

    with tempfile.TemporaryDirectory(prefix="tidtam-demo-") as folder:
        furnish(Path(folder), [(demo_register(form_id), 1) for form_id in example_offices()], port)
        console.print(say("serve_demo_serving", lang, url=f"http://localhost:{port}/host/"))
        serve(Path(folder), port)


if __name__ == "__main__":
    run(main)
