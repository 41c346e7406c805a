"""serve_addin.py as an officer runs it: codes, the option for Excel on the web, and stopping."""

from __future__ import annotations

import os
import re
import signal
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import psutil
import pytest

from tests.excel_host.running import Running, free_port, running
from tests.server.jobs import begun, result_of
from tests.support.commands import Said, run_python
from tests.support.registers import small_register
from tests.support.templates import filled_workbook
from xl_addin.office.state_folder import State
from xl_addin.register.writer import write_register

pytestmark = pytest.mark.slow

CODE = re.compile(r"[0-9A-Z]{5}(?:-[0-9A-Z]{5}){4}")


@pytest.fixture(scope="module")
def office_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """register.xlsx and the folder for returned workbooks."""
    folder = tmp_path_factory.mktemp("office_folder")
    register = small_register("spm2")
    write_register(folder / "register.xlsx", register.form, register)
    (folder / "returned").mkdir()
    return folder


def run(office_folder: Path, *options: str) -> Said:
    return run_python("scripts/serve_addin.py", "--state", office_folder / "state", *options, columns=80)


@pytest.fixture(scope="module")
def first_run(office_folder: Path) -> str:
    """What the first run prints."""
    options = [
        "--register",
        str(office_folder / "register.xlsx"),
        "--returned",
        str(office_folder / "returned"),
    ]
    address = ["--address", "localhost", "--port", str(free_port())]
    done = run(office_folder, *options, "--round", "1", *address, "--set-up-only")
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def trusted(office_folder: Path, first_run: str) -> ssl.SSLContext:
    authority = (State(office_folder / "state").certificates / "tidtam-ca.cer").read_bytes()
    return ssl.create_default_context(cadata=authority)


@dataclass(frozen=True, slots=True)
class Served:
    """The running server. `client(code)`: a PC with a code, or a stranger's."""

    running: Running
    client: Callable[..., httpx.Client]


@contextmanager
def serving(office_folder: Path, trusted: ssl.SSLContext, *options: str) -> Iterator[Served]:
    """Until the block ends, when the PCs close their connections and the server is interrupted."""
    command = ["scripts/serve_addin.py", "--state", str(office_folder / "state"), *options]
    port = State(office_folder / "state").office().port
    with (
        running(command, port, office_folder / "log", scheme="https", verify=trusted) as server,
        ExitStack() as opened,
    ):

        def client(code: str = "") -> httpx.Client:
            headers = {"Authorization": code} if code else {}
            made = httpx.Client(base_url=server.base, verify=trusted, headers=headers, timeout=60)
            return opened.enter_context(made)

        yield Served(server, client)


def new_code(office_folder: Path, group: str) -> str:
    (code,) = CODE.findall(run(office_folder, "--new-token", group).stdout)
    return code


def test_codes_are_shown_once_and_kept_nowhere(office_folder: Path, first_run: str) -> None:
    codes = CODE.findall(first_run)
    kept = State(office_folder / "state").tokens.read_text(encoding="utf-8")

    assert len(set(codes)) == 4
    assert CODE.findall(run(office_folder, "--set-up-only").stdout) == []
    assert not any(code in kept or code.replace("-", "") in kept for code in codes)


def test_a_revoked_code_is_refused_at_once_while_the_server_runs(
    office_folder: Path, trusted: ssl.SSLContext
) -> None:
    lost, other = new_code(office_folder, "g2"), new_code(office_folder, "g3")
    with serving(office_folder, trusted) as server:
        assert server.client(lost).get("/tidtam/me").json()["group"] == "g2"

        assert run(office_folder, "--revoke", "g2").returncode == 0

        refused = server.client(lost).get("/tidtam/me")
        assert refused.status_code == 401
        assert "ขอรหัสใหม่" in refused.json()["detail"]
        assert server.client(other).get("/tidtam/me").status_code == 200


@pytest.mark.parametrize(
    "options", [("--new-token", "nobody"), ("--revoke", "nobody"), ("--register", "register.xlsx")]
)
def test_what_cannot_be_done_is_said_and_ends_with_2(
    office_folder: Path, first_run: str, options: tuple[str, str]
) -> None:
    done = run(office_folder, *options)

    assert done.returncode == 2
    assert done.stderr.strip()
    assert "Traceback" not in done.stderr


def test_a_round_that_the_form_does_not_have_is_not_opened(office_folder: Path, first_run: str) -> None:
    register, returned = str(office_folder / "register.xlsx"), str(office_folder / "returned")

    done = run(office_folder, "--register", register, "--returned", returned, "--round", "9", "--set-up-only")

    assert done.returncode == 2
    assert "ไม่มีรอบที่ 9" in done.stderr
    assert State(office_folder / "state").office().sources[0].round == 1


def test_excel_on_the_web_may_frame_the_pane_when_the_office_says_so(
    office_folder: Path, trusted: ssl.SSLContext
) -> None:
    with serving(office_folder, trusted) as server:
        desktop = server.client().get("/taskpane.html")
        manifest = server.client().get("/manifest.xml").text
    with serving(office_folder, trusted, "--excel-on-the-web") as server:
        web = server.client().get("/taskpane.html")
        icon = server.client().get("/static/images/tidtam-32.png")
        refused = server.client().get("/tidtam/me")
        same_manifest = server.client().get("/manifest.xml").text
    run(office_folder, "--no-excel-on-the-web", "--set-up-only")

    assert ancestors(desktop) == ["'none'"]
    assert desktop.headers["x-frame-options"] == "deny"
    assert desktop.headers["cross-origin-opener-policy"] == "same-origin"
    hosts = ["https://*.officeapps.live.com", "https://*.office.com", "https://*.sharepoint.com"]
    for answer in (web, icon, refused):
        assert ancestors(answer) == hosts
        assert "x-frame-options" not in answer.headers
        assert "connect-src 'self'" in answer.headers["content-security-policy"]
    assert "cross-origin-opener-policy" not in web.headers
    assert icon.headers["cross-origin-resource-policy"] == "cross-origin"
    assert refused.status_code == 401
    assert same_manifest == manifest


def ancestors(answer: httpx.Response) -> list[str]:
    """Who may frame an answer."""
    found = re.search(r"frame-ancestors ([^;]*)", answer.headers["content-security-policy"])
    assert found is not None
    return found[1].split()


def test_an_upload_under_way_is_finished_before_the_server_stops(
    office_folder: Path, trusted: ssl.SSLContext
) -> None:
    content = filled_workbook(small_register("spm2"), "g1")
    code = new_code(office_folder, "g1")
    with serving(office_folder, trusted) as server:

        def interrupted() -> Iterator[bytes]:
            yield content[:1000]
            os.kill(server.running.pid, signal.SIGINT)
            while takes_connections(server.running):
                pass
            yield content[1000:]

        receipt = server.client(code).post("/tidtam/returned", content=interrupted())

    assert receipt.status_code == 200
    assert (office_folder / "returned" / "g1.xlsx").read_bytes() == content


def takes_connections(server: Running) -> bool:
    try:
        socket.create_connection(("localhost", int(server.base.rsplit(":", 1)[1])), 1).close()
    except OSError:
        return False
    return True


def test_a_stop_ends_the_work_and_keeps_no_copy_of_it(office_folder: Path, trusted: ssl.SSLContext) -> None:
    code = new_code(office_folder, "officer")
    with serving(office_folder, trusted) as server:
        officer = server.client(code)
        job = begun(officer, "/tidtam/report")
        result_of(officer, job)
        begun(officer, "/tidtam/report")
        made = State(office_folder / "state").made
        working = psutil.Process(server.running.pid).children(recursive=True)
        assert working
        assert (made / job / "report.xlsx").exists()

    _gone, alive = psutil.wait_procs(working, timeout=60)
    assert alive == []
    assert not list(made.rglob("*.xlsx"))
    assert "Finished server process" in State(office_folder / "state").log.read_text(encoding="utf-8")


def test_the_server_asks_nothing_of_any_other_pc(office_folder: Path, trusted: ssl.SSLContext) -> None:
    """Its pages are seen in the browser tests; this is the server's own traffic."""
    code = new_code(office_folder, "officer")
    with serving(office_folder, trusted) as server:
        officer = server.client(code)
        result_of(officer, begun(officer, "/tidtam/progress"))
        processes = [
            psutil.Process(server.running.pid),
            *psutil.Process(server.running.pid).children(recursive=True),
        ]
        others = {
            connection.raddr.ip
            for process in processes
            for connection in process.net_connections()
            if connection.raddr
        }

    assert others <= {"127.0.0.1", "::1", "::ffff:127.0.0.1"}
