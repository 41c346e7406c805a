"""Setting up and starting `serve_addin.py`: what is refused, what is said, and how it ends."""

from __future__ import annotations

import datetime as dt
import os
import re
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from tests.excel_host.running import ROOT, free_port
from tests.support.commands import Said, run_python
from tests.support.registers import small_register
from xl_addin.office.state_folder import Source, State
from xl_addin.register.writer import write_register
from xl_addin.server.security.tokens import TokenBook
from xl_addin.server.setup import last_day, missing_tokens

pytestmark = pytest.mark.slow

Serve = Callable[..., Said]
CODE = re.compile(r"[0-9A-Z]{5}(?:-[0-9A-Z]{5}){4}")


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("office_folder") / "register.xlsx"
    small = small_register("spm2")
    write_register(path, small.form, small)
    return path


def command(*arguments: str | Path) -> Said:
    return run_python("scripts/serve_addin.py", *arguments, columns=120)


@pytest.fixture
def state(tmp_path: Path) -> State:
    return State(tmp_path / "state")


@pytest.fixture
def serve(state: State) -> Serve:
    return lambda *arguments: command("--state", state.folder, *arguments)


@pytest.fixture
def set_up(serve: Serve, register: Path, tmp_path: Path) -> Said:
    """An office that was set up for round 1, at localhost."""
    options = ("--register", register, "--returned", tmp_path / "returned", "--round", 1)
    done = serve(*options, "--address", "localhost", "--port", free_port(), "--set-up-only")
    assert done.returncode == 0, done.stderr
    return done


def test_the_steps_for_the_staff_can_be_followed(set_up: Said, state: State) -> None:
    office = state.office()
    steps = set_up.stdout
    shared = steps.index("โฟลเดอร์ที่ใช้ร่วมกัน")
    assert (
        shared
        < steps.index("tidtam-ca.cer")
        < steps.index("manifest.xml")
        < steps.index("เครื่องของผู้กรอกแต่ละเครื่อง")
    )
    assert r"\\เครื่อง\โฟลเดอร์" in steps
    assert f"เปิด {office.base_url}/upload ในเบราว์เซอร์" in steps
    assert f"localport={office.port}" in steps
    assert "--address" in steps
    for menu in ("File", "Options", "Trust Center", "Trusted Add-in Catalogs", "Insert", "SHARED FOLDER"):
        assert f"({menu})" in steps


def refused(done: Said, *said: str) -> None:
    assert done.returncode == 2, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    for part in said:
        assert part in done.stderr


def test_a_first_start_names_what_is_missing(
    serve: Serve, register: Path, state: State, tmp_path: Path
) -> None:
    refused(serve("--register", register, "--returned", tmp_path / "returned"), "ยังขาด --round")
    refused(serve("--round", 1, "--lang", "en"), "missing: --register, --returned")
    assert not state.folder.exists()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"--round": "9"}, ("ไม่มีรอบที่ 9",)),
        ({"--register": "ทะเบียนเก่า.xlsx"}, ("ทะเบียนเก่า.xlsx", "ไม่พบไฟล์", "ตรวจชื่อไฟล์")),
        ({"--returned": "a file"}, ("เป็นไฟล์ ไม่ใช่โฟลเดอร์",)),
        ({"--returned": "no/such/folder"}, ("ไม่พบโฟลเดอร์",)),
        ({"--round": "2", "--previous": "a file"}, ("a file",)),
    ],
    ids=["no such round", "no such register", "a file to return into", "a folder nowhere", "no report"],
)
def test_what_cannot_be_served_is_refused_before_anything_is_set_up(
    serve: Serve, register: Path, state: State, tmp_path: Path, changes: dict[str, str], said: tuple[str, ...]
) -> None:
    (tmp_path / "a file").write_text("x", encoding="utf-8")
    options = {"--register": str(register), "--returned": str(tmp_path / "returned"), "--round": "1"}
    for option, value in changes.items():
        options[option] = value if option == "--round" else str(tmp_path / value)
    refused(serve(*(word for pair in options.items() for word in pair), "--set-up-only"), *said)
    assert not state.folder.exists()


def test_a_set_up_office_keeps_what_is_not_said_anew(set_up: Said, serve: Serve, state: State) -> None:
    (before,) = state.office().sources
    later = serve("--round", 2, "--set-up-only")
    assert later.returncode == 0, later.stderr
    (after,) = state.office().sources
    assert (after.round, after.register, after.returned) == (2, before.register, before.returned)
    refused(serve("--previous", before.register, "--set-up-only"), Path(before.register).name)
    assert state.office().sources == (after,)


def test_a_register_that_went_away_is_named_at_the_next_start(
    set_up: Said, serve: Serve, state: State
) -> None:
    (source,) = state.office().sources
    kept = Path(source.register).rename(Path(source.register).with_suffix(".away"))
    try:
        refused(serve("--set-up-only"), Path(source.register).name, "ไม่พบไฟล์")
    finally:
        kept.rename(source.register)


def test_another_address_says_that_the_manifest_must_be_installed_anew(
    set_up: Said, serve: Serve, state: State
) -> None:
    manifest = state.manifest.read_bytes()
    moved = serve("--port", free_port(), "--set-up-only")
    assert state.manifest.read_bytes() != manifest
    assert "manifest เปลี่ยนไป" in moved.stdout
    assert "ให้ปิดแล้วเปิดใหม่" in moved.stdout
    assert "manifest เปลี่ยนไป" not in set_up.stdout + serve("--set-up-only").stdout


def test_codes_hold_until_the_last_report_of_their_year_is_made() -> None:
    assert last_day(2570) == "2027-12-31"
    assert last_day(2570, dt.date(2026, 10, 5)) == "2027-12-31"
    assert last_day(2566, dt.date(2026, 10, 5)) == "2027-01-05"  # a year that is over


def test_the_next_year_s_register_gives_everybody_another_code(tmp_path: Path) -> None:
    state = State(tmp_path)
    this = small_register("spm2", 6)
    source = Source("spm2", "", 1, "")
    first = missing_tokens(state, source, this)
    assert missing_tokens(state, source, this) == []
    ends = min(one.token.until for one in first)
    following = replace(this, fiscal_year=this.fiscal_year + 20)
    again = missing_tokens(state, source, following)
    assert [one.token.group for one in again] == [one.token.group for one in first]
    assert all(one.token.until > ends for one in again)


@pytest.mark.parametrize("whose", ["g2", "กลุ่มนิเทศ ติดตาม และประเมินผลการจัดการศึกษา", "กลุ่มนิเทศ"])
def test_a_lost_code_is_replaced_by_any_of_the_groups_names(
    set_up: Said, serve: Serve, state: State, whose: str
) -> None:
    (old,) = (token for token in TokenBook(state.tokens).all() if token.group == "g2")
    done = serve("--new-token", whose)
    assert done.returncode == 0, done.stderr
    (code,) = CODE.findall(done.stdout)
    found = TokenBook(state.tokens).find(code)
    assert found is not None
    assert found.group == "g2"
    assert f"--revoke {old.id}" in done.stdout


def test_a_name_that_no_group_has_is_answered_with_the_names_that_there_are(
    set_up: Said, serve: Serve
) -> None:
    refused(serve("--new-token", "กลุ่มไม่มี"), "g2 กลุ่มนิเทศ")


def test_who_has_no_valid_code_is_told(set_up: Said, serve: Serve) -> None:
    assert "ทุกกลุ่มมีรหัสเข้าใช้แล้ว" in serve("--set-up-only").stdout
    listed = serve("--revoke", "officer", "--lang", "en").stdout
    for head in ("Number", "Group id", "Whose", "State", "revoked"):
        assert head in listed
    assert "รหัสกลุ่ม" in serve("--tokens").stdout
    again = serve("--set-up-only").stdout
    assert "ทุกกลุ่มมีรหัสเข้าใช้แล้ว" not in again
    assert "--new-token officer" in again


def test_the_demo_does_not_go_with_an_offices_options() -> None:
    refused(command("--demo", "--round", 1, "--set-up-only"), "--round, --set-up-only")


@pytest.mark.parametrize("demo", [False, True])
def test_a_port_that_is_taken_is_told_before_anything_is_announced(
    set_up: Said, serve: Serve, demo: bool
) -> None:
    with socket.socket() as other:
        other.bind(("0.0.0.0", 0))
        other.listen()
        port = other.getsockname()[1]
        done = command("--demo", "--port", port) if demo else serve("--port", port)
    refused(done, f"พอร์ต {port} มีโปรแกรมอื่นใช้อยู่", "--port")
    assert done.stdout == ""


def started(folder: Path, *arguments: str | Path) -> subprocess.Popen[str]:
    """The command, running; what it says goes into `said.log`, its own folders into the folder."""
    environment = {**os.environ, "TMPDIR": str(folder), "PYTHONIOENCODING": "utf-8", "COLUMNS": "120"}
    with (folder / "said.log").open("wb") as log:
        return subprocess.Popen(
            [sys.executable, "-u", "scripts/serve_addin.py", *map(str, arguments)],
            cwd=ROOT,
            env=environment,
            stdout=log,
            stderr=subprocess.STDOUT,
            text=True,
        )


def answers(process: subprocess.Popen[str], url: str, verify: ssl.SSLContext | bool = True) -> int:
    """The status that the server answers with, as soon as it does."""
    while process.poll() is None:
        with suppress(httpx.TransportError):
            return httpx.get(url, verify=verify, timeout=60).status_code
        time.sleep(0.1)
    raise AssertionError("the server ended")


@pytest.fixture
def in_the_background() -> Iterator[None]:
    """As a shell's script starts a command with "&": deaf to SIGINT."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("in_the_background")
@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_a_server_that_is_stopped_ends_with_0_and_its_instructions_are_not_buried(
    set_up: Said, state: State, tmp_path: Path, stop: signal.Signals
) -> None:
    trusted = ssl.create_default_context(cadata=(state.certificates / "tidtam-ca.cer").read_bytes())
    process = started(tmp_path, "--state", state.folder)
    assert answers(process, f"{state.office().base_url}/upload", trusted) == 200
    process.send_signal(stop)
    assert process.wait(60) == 0
    said = (tmp_path / "said.log").read_text(encoding="utf-8")
    assert said.splitlines()[-2].startswith("เครื่องให้บริการทำงานแล้วที่")
    assert said.splitlines()[-1] == "หยุดแล้ว"
    assert "INFO" not in said
    assert "GET /upload 200" in state.log.read_text(encoding="utf-8")


def test_a_demo_that_is_stopped_from_outside_leaves_no_folder(tmp_path: Path) -> None:
    port = free_port()
    process = started(tmp_path, "--demo", "--port", str(port))
    assert answers(process, f"http://localhost:{port}/host/") == 200
    assert list(tmp_path.glob("tidtam-demo-*"))
    process.send_signal(signal.SIGTERM)
    assert process.wait(60) == 0
    assert list(tmp_path.glob("tidtam-demo-*")) == []
    assert "INFO" not in (tmp_path / "said.log").read_text(encoding="utf-8")
