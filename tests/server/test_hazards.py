"""Hazards of xlwings Server, each closed: these fail when the cure is taken away."""

from __future__ import annotations

import os
import ssl
import subprocess
import sys
from collections.abc import Callable
from http.client import HTTPSConnection
from urllib.parse import quote

import httpx
import psutil
import pytest

from tests.excel_host.headless import live_payload
from tests.excel_host.office import FurnishedOffice
from tests.excel_host.running import ROOT, Running
from tests.server.jobs import begun, result_of
from tests.server.test_serving import IDENTITY, LIVE, ROWS
from xl_addin.server.app import PROJECT

Client = Callable[[str], httpx.Client]

pytestmark = pytest.mark.slow


def test_hundreds_of_calls_with_whole_sheets_do_not_grow_the_server(client: Client, server: Running) -> None:
    """A live check reads no sheet, whatever the pane sends along."""
    group, process = client("spm2/g2"), psutil.Process(server.pid)
    sheets = [[f"{row}.{column}" for column in range(25)] for row in range(60)]

    def call(number: int) -> None:
        payload = live_payload(IDENTITY, ROWS)
        payload["sheets"][0]["values"] = [[number], *sheets]
        payload["sheets"][0]["used_range_address"] = "A1:Y61"
        assert group.post(LIVE, json=payload).status_code == 200

    for number in range(60):
        call(number)
    before = process.memory_info().rss
    for number in range(300):
        call(60 + number)

    assert process.memory_info().rss - before < 15 * 2**20


MANY_SHEETS = """
import asyncio, sys
from pathlib import Path
from xl_addin.server.app import build
from xl_addin.office.state_folder import State

app = build(State(Path(sys.argv[1])))
import xlwings as xw
from xlwings.pro import _xlremote
from xlwings_server.main import app as inner
from tests.excel_host.headless import live_payload

async def read_many():
    async with inner.router.lifespan_context(inner):
        for number in range(200):
            payload = live_payload({}, {})
            del payload["args"]
            payload["sheets"][0]["values"] = [[number, 2], [3, 4]]
            assert xw.Book(json=payload).sheets[0]["A1:B2"].value[0][0] == number
        print(_xlremote.get_range_api.cache_info().currsize)

asyncio.run(read_many())
"""


def test_sheets_that_were_read_are_forgotten(office: FurnishedOffice) -> None:
    """xlwings keeps every sheet that a script ever read; 3,000 of them took 600 MB."""
    assert int(_in_a_process(MANY_SHEETS, office)) <= 32


def _in_a_process(code: str, office: FurnishedOffice, *arguments: str) -> str:
    """What Python code prints, given the state folder. The server's settings are read once per process."""
    done = subprocess.run(
        [sys.executable, "-c", code, str(office.state.folder), *arguments],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout.strip()


BROKEN_PROVIDER = """
import asyncio, importlib, json, os, sys
from pathlib import Path
import httpx
from xl_addin.server.app import build
from xl_addin.office.state_folder import State

app = build(State(Path(sys.argv[1])))
[provider] = json.loads(os.environ["XLWINGS_AUTH_PROVIDERS"])
importlib.import_module(f"auth.{provider}")
sys.modules.pop(f"auth.{provider}")
class Broken:
    def find_spec(self, name, path=None, target=None):
        if name.startswith("auth."):
            raise ImportError(name)
sys.meta_path.insert(0, Broken())

async def ask():
    transport = httpx.ASGITransport(app.inner, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="https://office", timeout=60) as client:
        answer = await client.get("/tidtam/me", headers={"Authorization": "test-token"})
        print(answer.status_code)

asyncio.run(ask())
"""


def test_a_provider_that_cannot_be_imported_lets_nobody_in(office: FurnishedOffice) -> None:
    """A provider named "custom" would be replaced by one that knows the token "test-token"."""
    assert _in_a_process(BROKEN_PROVIDER, office) == "500"


ALONE = """
import asyncio, json, sys
from pathlib import Path
import httpx
from xl_addin.server.app import build
from xl_addin.office.state_folder import State
from tests.excel_host.headless import live_payload
from tests.server.security.test_middleware import LIVE, WHO_MAY

app = build(State(Path(sys.argv[1])))
tokens = dict(zip(("group", "officer"), sys.argv[2:]))

async def ask():
    transport = httpx.ASGITransport(app.inner, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="https://office", timeout=60) as client:
        for (method, path), roles in WHO_MAY.items():
            for who, token in {**tokens, "": "", "wrong": "AAAAA-AAAAA-AAAAA-AAAAA-AAAAA"}.items():
                if who not in roles:
                    asked = live_payload({}, {}) if path == LIVE else None
                    headers = {"Authorization": token}
                    answer = await client.request(method, path, headers=headers, json=asked)
                    print(method, path, who or "stranger", answer.status_code)

asyncio.run(ask())
"""


def test_every_route_asks_for_the_role_by_itself_too(office: FurnishedOffice) -> None:
    """Without the middleware, too: what it lets through by mistake is refused here."""
    tokens = [office.token("spm2/g2"), office.token("spm2/officer")]
    asked = [line.split() for line in _in_a_process(ALONE, office, *tokens).splitlines()]

    assert len(asked) >= 28
    let_in = [
        (path, who) for _, path, who, status in asked if status != ("401" if who in STRANGERS else "403")
    ]
    assert let_in == []


STRANGERS = ("stranger", "wrong")
REPORTS_TRIED = 5


def test_the_demonstration_token_is_no_token(client: Client) -> None:
    assert client("test-token").get("/tidtam/me").status_code == 401


def test_a_live_check_goes_on_while_a_report_is_made(client: Client) -> None:
    officer, group = client("spm2/officer"), client("spm2/g2")
    answers: list[int] = []

    def check() -> None:
        answers.append(group.post(LIVE, json=live_payload(IDENTITY, ROWS)).status_code)

    check()  # the first one waits until the server has read the template
    for _ in range(REPORTS_TRIED):  # on a busy machine a report can be made between two questions
        job = begun(officer, "/tidtam/report")
        result_of(officer, job, check)
        if len(answers) >= 3:
            break

    assert len(answers) >= 3, "a report was still being made after a check had been answered"
    assert set(answers) == {200}
    assert officer.get(f"/tidtam/jobs/{job}/report").content.startswith(b"PK")


@pytest.mark.parametrize("length", ["-1", "9" * 30, "1e3", "abc"])
def test_an_odd_length_is_refused(client: Client, length: str) -> None:
    with pytest.raises(httpx.HTTPError):
        client("spm2/g2").post(LIVE, content=b"{}", headers={"Content-Length": length}).raise_for_status()


WAYS_OUT = ["../", "..%2f", "%2e%2e/", "%2E%2E%2F", "..%5c", "....//", "./../"]


@pytest.mark.parametrize("out", WAYS_OUT)
@pytest.mark.parametrize("start", ["/static/", "/static/js/", "/static//"])
def test_no_path_leads_out_of_the_folder_of_the_pane(
    server: Running, trusted: ssl.SSLContext, office: FurnishedOffice, start: str, out: str
) -> None:
    """xlwings Server puts what follows /static/ behind its folder as it comes: the keys were there for all."""
    secret = office.state.certificates / "ca.key"
    assert secret.is_file()
    port = int(server.base.rpartition(":")[2])
    for path in (start + out * 15 + str(secret).lstrip("/"), start + quote(str(secret)), f"{start}{secret}"):
        connection = HTTPSConnection("localhost", port, context=trusted, timeout=60)
        connection.request("GET", path)
        answer = connection.getresponse()
        assert (answer.status, b"PRIVATE" in answer.read()) == (404, False)
        connection.close()


def test_every_file_of_the_pane_is_given_out(client: Client) -> None:
    static = PROJECT / "static"
    names = sorted(path.relative_to(static).as_posix() for path in static.rglob("*") if path.is_file())
    stranger = client("")

    assert len(names) > 20
    assert {stranger.get(f"/static/{name}").status_code for name in names} == {200}
