"""Serve the add-in from one PC of the office.

    python scripts/serve_addin.py --register REGISTER.xlsx --returned DIR --round 2 [--previous REPORT.xlsx]
    python scripts/serve_addin.py                       again, with what was set up the first time
    python scripts/serve_addin.py --round 3 --previous REPORT.xlsx     again, with something else than before
    python scripts/serve_addin.py --demo                try it in a browser, without Excel

The first run makes certificates, tokens and the manifest in the state folder and says in Thai what to do
on the staff's PCs. Exit code: 0 = done, or stopped with Ctrl+C; 2 = could not run.
"""

from __future__ import annotations

import datetime as dt
import signal
import socket
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from xl_addin.commands.options import CANNOT, Lang, Language, tell
from xl_addin.commands.places import kept_folder
from xl_addin.excel.writing.atomic_file import WriteError
from xl_addin.model.problems.catalogue import problem, say
from xl_addin.model.problems.problem import Problem
from xl_addin.model.register import Register
from xl_addin.model.thai import fiscal_calendar, words
from xl_addin.office.state_folder import Office, Source, State, StateError
from xl_addin.server import setup
from xl_addin.server.app import PortRefused, listening, server
from xl_addin.server.open_round_options import Said, opened
from xl_addin.server.security.tokens import Token, TokenBook, TokenError
from xl_addin.server.setup import CannotSetUp, Issued

PORT = 8443
DEMO_PORT = 8770
STATE = kept_folder()
HANDED_OUT = ("serve_manifest_anew", "serve_authority_anew")
"""What is said when a file that the staff's PCs have was made anew, in the order of `handed_out`."""


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
        str | None,
        typer.Option(
            metavar="GROUP",
            help="ออกรหัสใหม่ / new token for a group (its id, name or short name), or “officer”",
        ),
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
    place, said = State(state), Said(register, returned, round_, previous)
    try:
        if demo:
            others = {"--address": address, "--state": None if state == STATE else state} | {
                "--new-token": new_token,
                "--revoke": revoke,
                "--tokens": tokens or None,
                "--set-up-only": set_up_only or None,
                "--excel-on-the-web": excel_on_the_web,
            }
            _demo(console, said, others, port or DEMO_PORT, lang)
        elif tokens or revoke:
            _tokens(console, place, revoke, lang)
        else:
            office, registers = _office(place, said, address, port, excel_on_the_web, lang)
            if new_token or set_up_only:
                _set_up(console, place, office, registers, new_token, lang)
                return
            with listening(office.port) as taken:
                _set_up(console, place, office, registers, None, lang)
                _serve(console, place, taken, lang)
    except CannotSetUp as error:
        _refuse(complaints, error.problems)
    except PortRefused as error:
        name = "serve_port_taken" if error.taken else "serve_port_forbidden"
        _refuse(complaints, [problem(name, value=str(error.port), language=lang, other=error.port + 1)])
    except TokenError:
        _refuse(complaints, [problem("serve_tokens_unreadable", value=str(place.tokens), language=lang)])
    except WriteError as error:
        _refuse(complaints, [error.problem(language=lang)])
    except StateError as error:
        complaints.print(str(error), markup=False, highlight=False)
        raise typer.Exit(CANNOT) from error
    except KeyboardInterrupt:
        console.print(say("serve_stopped", lang))


def _refuse(complaints: Console, problems: list[Problem]) -> NoReturn:
    tell(complaints, problems)
    raise typer.Exit(CANNOT)


def _office(
    state: State,
    said: Said,
    address: str | None,
    port: int | None,
    excel_on_the_web: bool | None,
    lang: str,
) -> tuple[Office, list[tuple[Source, Register]]]:
    """What was set up before, with what is said anew, and the registers of its open rounds."""
    office = state.office() if state.office_file.exists() else None
    if office is None:
        name, others = setup.this_host()
        office = Office("ติดตาม", name, PORT, others)
    known: Sequence[Source | None] = office.sources or (None,)
    # An office has one open round; only what was set up with several keeps them.
    registers = [opened(one, said, lang) for one in (known if said.nothing() else known[:1])]
    office = replace(office, sources=tuple(source for source, _ in registers))
    if said.register is not None:
        office = replace(office, name=f"ติดตาม {registers[0][1].office_short}")
    if address is not None:
        office = replace(office, address=address)
    if port is not None:
        office = replace(office, port=port)
    if excel_on_the_web is not None:
        office = replace(office, excel_on_the_web=excel_on_the_web)
    return office, registers


def _set_up(
    console: Console,
    state: State,
    office: Office,
    registers: list[tuple[Source, Register]],
    new_token: str | None,
    lang: str,
) -> None:
    """Make what is missing, and say what is to be done with it."""
    before = setup.handed_out(state)
    issued = setup.prepare(state, office, registers)
    for source in office.sources:
        Path(source.returned).mkdir(exist_ok=True)
    office = state.office()
    if new_token is not None:
        issued.append(setup.another_token(state, *registers[0], new_token, lang))
    else:
        _say(console, setup.instructions(state, office, lang))
        console.print()
    for old, new, name in zip(before, setup.handed_out(state), HANDED_OUT, strict=True):
        if old not in (None, new):
            _say(console, say(name, lang, url=office.base_url, folder=state.folder), style="bold")
    if issued:
        _tell_issued(console, state, issued, lang)
    lacking = setup.without_token(state, registers)
    if lacking:
        names = ", ".join(f"{name} ({id_})" if name else say("serve_officer", lang) for id_, name in lacking)
        _say(console, say("serve_tokens_lacking", lang, value=names, first=lacking[0][0]))
    elif not issued:
        _say(console, say("serve_tokens_kept", lang))


def _tell_issued(console: Console, state: State, issued: list[Issued], lang: str) -> None:
    _say(console, say("serve_tokens_made", lang), style="bold")
    table = _table(lang, "serve_column_id", "serve_column_group", "serve_column_name", "serve_column_code")
    for one in issued:
        table.add_row(one.token.id, *_whose(one.token, lang), one.text)
    console.print(table)
    made = {one.token.id for one in issued}
    for one in issued:
        older = [
            token.id
            for token in TokenBook(state.tokens).all()
            if token.is_valid(dt.date.today())
            and token.id not in made
            and (token.source, token.group) == (one.token.source, one.token.group)
        ]
        if older:
            _say(console, say("serve_older_token", lang, value=", ".join(older), first=older[0]))


def _tokens(console: Console, state: State, revoke: str | None, lang: str) -> None:
    book = TokenBook(state.tokens)
    if revoke:
        try:
            _say(console, say("serve_revoked", lang, count=len(book.revoke(revoke))))
        except TokenError as error:
            raise CannotSetUp([problem("serve_no_such_token", value=revoke, language=lang)]) from error
    table = _table(lang, "serve_column_id", "serve_column_group", "serve_column_name", "serve_column_state")
    for token in book.all():
        table.add_row(token.id, *_whose(token, lang), _validity(token, lang))
    console.print(table)


def _validity(token: Token, lang: str) -> str:
    if token.revoked:
        return say("serve_token_revoked", lang)
    if not token.until:
        return say("serve_token_valid", lang)
    last = dt.date.fromisoformat(token.until)
    name = "serve_token_until" if token.is_valid(dt.date.today()) else "serve_token_over"
    return say(name, lang, day=words.date_words(fiscal_calendar.serial_of(last), short=True))


def _whose(token: Token, lang: str) -> tuple[str, str]:
    """(id, name) of the group or the officer."""
    return token.group or token.role.value, escape(token.group_name) or say("serve_officer", lang)


def _table(lang: str, *columns: str) -> Table:
    """Only a name may be broken: an id or a code that is cut cannot be typed."""
    table = Table()
    for name in columns:
        table.add_column(say(name, lang), no_wrap=name != "serve_column_name", overflow="fold")
    return table


def _say(console: Console, text: str, style: str = "") -> None:
    console.print(text, style=style, markup=False, highlight=False, soft_wrap=True)


def _serve(console: Console, state: State, taken: socket.socket, lang: str) -> None:
    """Until a stop signal; the caller gets KeyboardInterrupt then."""
    _heed_stop_signals()
    served = server(state)
    _say(console, say("serve_serving", lang, url=state.office().base_url, log=state.log), style="bold")
    served.run(sockets=[taken])
    raise CannotSetUp([problem("serve_not_started", value=str(state.log), language=lang)])


def _heed_stop_signals() -> None:
    """Both raise KeyboardInterrupt, also where the shell has told its background processes to ignore one."""
    for stop in (signal.SIGINT, signal.SIGTERM):
        signal.signal(stop, signal.default_int_handler)


def _demo(console: Console, said: Said, others: Mapping[str, object], port: int, lang: str) -> None:
    """The browser host on the five real offices. It lives with the tests, which play Excel with it."""
    named = {"--register": said.register, "--returned": said.returned, "--round": said.round}
    ignored = {**named, "--previous": said.previous, **others}
    options = ", ".join(option for option, value in ignored.items() if value is not None)
    if options:
        raise CannotSetUp([problem("serve_demo_alone", value=options, language=lang)])
    try:
        furnish = import_module("tests.excel_host.office").furnish
        serve = import_module("tests.excel_host.serve").serve
    except ModuleNotFoundError as error:
        raise CannotSetUp([problem("serve_demo_lacks", value=str(error.name), language=lang)]) from error
    from xl_addin.demo.examples import demo_register, example_offices

    # The host makes its own socket; this one only asks whether the port is free, before the work.
    listening(port, "127.0.0.1").close()
    # Stopped from outside, it leaves no folder behind either.
    _heed_stop_signals()
    with tempfile.TemporaryDirectory(prefix="tidtam-demo-") as folder:
        furnish(Path(folder), [(demo_register(form_id), 1) for form_id in example_offices()], port)
        _say(console, say("serve_demo_serving", lang, url=f"http://localhost:{port}/host/"), style="bold")
        serve(Path(folder), port)
