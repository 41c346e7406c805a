"""The middleware: strangers, roles and sizes are settled before a body is read, and the log keeps no values."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.support.waiting import finished
from xl_addin.server.security import middleware as middleware_module
from xl_addin.server.security.middleware import AccessMiddleware, Message, Receive, Send
from xl_addin.server.security.response_headers import response_headers
from xl_addin.server.security.route_permissions import LIVE_BODY, ROUTES
from xl_addin.server.security.tokens import Role, TokenBook

LIVE = "/xlwings/custom-scripts-call/check_rows"


def call(said: str = "") -> bytes:
    """A call of a script as the pane makes it."""
    argument = {"client": "Office.js", "version": "0", "book": {}, "args": [{"said": said}]}
    return json.dumps(argument).encode()


class Inside:
    """The application behind the middleware: reads the whole body, then answers 200."""

    def __init__(self) -> None:
        self.entered = 0
        self.read = 0

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        self.entered += 1
        more = True
        while more:
            message = await receive()
            self.read += len(message.get("body", b""))
            more = message.get("more_body", False)
        if b"fail" in scope["query_string"]:
            raise ValueError("could not read ลับ 12345")
        await send({"type": "http.response.start", "status": 200, "headers": [(b"server", b"x")]})
        await send({"type": "http.response.body", "body": b"in"})


@pytest.fixture
def inside() -> Inside:
    return Inside()


@pytest.fixture
def tokens(tmp_path: Path) -> dict[str, str]:
    book = TokenBook(tmp_path / "tokens.json")
    return {
        "group": book.issue(Role.GROUP, "spm2", "plan")[0],
        "officer": book.issue(Role.OFFICER, "spm2")[0],
    }


@pytest.fixture
def ask(inside: Inside, tokens: dict[str, str], tmp_path: Path) -> Any:
    guarded = AccessMiddleware(
        inside, TokenBook(tmp_path / "tokens.json"), response_headers(excel_on_the_web=False)
    )

    def ask(method: str, path: str, who: str = "", **request: Any) -> httpx.Response:
        async def go() -> httpx.Response:
            transport = httpx.ASGITransport(guarded)
            async with httpx.AsyncClient(
                transport=transport, base_url="https://office", timeout=60
            ) as client:
                headers = {"Authorization": tokens.get(who, who)} if who else {}
                asked = client.request(method, path, headers=headers, **request)
                return await asyncio.wait_for(asked, 60)

        return finished(go())

    return ask


@pytest.mark.parametrize("path", ["/taskpane.html", "/upload", "/manifest.xml", "/static/js/main.js"])
def test_pages_without_data_are_open_to_anyone(ask: Any, path: str) -> None:
    assert ask("GET", path).status_code == 200


@pytest.mark.parametrize("who", ["", "wrong", "test-token"])
@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", LIVE), ("POST", "/tidtam/returned"), ("POST", "/tidtam/progress"), ("GET", "/tidtam/me")],
)
def test_a_stranger_gets_no_further_than_the_middleware(
    ask: Any, inside: Inside, method: str, path: str, who: str
) -> None:
    assert ask(method, path, who, content=b"x").status_code == 401
    assert inside.entered == 0


JOB = "0123456789abcdef"
GROUP, OFFICER = Role.GROUP, Role.OFFICER
WHO_MAY = {
    ("POST", LIVE): {GROUP, OFFICER},
    ("GET", "/tidtam/me"): {GROUP, OFFICER},
    ("GET", "/tidtam/template"): {GROUP},
    ("POST", "/tidtam/returned"): {GROUP},
    ("POST", "/tidtam/templates"): {OFFICER},
    ("GET", f"/tidtam/templates/{JOB}/0"): {OFFICER},
    ("POST", "/tidtam/progress"): {OFFICER},
    ("POST", "/tidtam/report"): {OFFICER},
    ("POST", "/tidtam/corrections"): {OFFICER},
    ("POST", "/tidtam/decisions"): {OFFICER},
    ("GET", f"/tidtam/jobs/{JOB}"): {OFFICER},
    ("GET", f"/tidtam/jobs/{JOB}/report"): {OFFICER},
}


@pytest.mark.parametrize(("request_", "roles"), WHO_MAY.items())
@pytest.mark.parametrize("who", Role)
def test_each_role_has_its_doors(
    ask: Any, inside: Inside, request_: tuple[str, str], roles: set[Role], who: Role
) -> None:
    content = call() if request_[1] == LIVE else None
    assert ask(*request_, who.value, content=content).status_code == (200 if who in roles else 403)
    assert inside.entered == (who in roles)


def test_no_other_door_asks_for_a_role() -> None:
    assert len([route for route in ROUTES if route.roles]) == len(WHO_MAY)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/xlwings/custom-functions-call"),
        ("GET", "/xlwings/alert"),
        ("POST", "/xlwings/custom-scripts-call/other"),
        ("GET", "/docs"),
        ("DELETE", "/tidtam/returned"),
        ("GET", "/manifest/download"),
    ],
)
def test_what_is_no_door_does_not_exist_even_for_the_officer(
    ask: Any, inside: Inside, method: str, path: str
) -> None:
    assert ask(method, path, "officer").status_code == 404
    assert inside.entered == 0


def test_an_announced_oversize_body_is_not_read(ask: Any, inside: Inside) -> None:
    assert ask("POST", LIVE, "group", content=b"x" * (LIVE_BODY + 1)).status_code == 413
    assert inside.entered == 0


def test_an_unannounced_oversize_body_is_cut_off(ask: Any, inside: Inside) -> None:
    async def unannounced() -> AsyncIterator[bytes]:
        for _ in range(2 * LIVE_BODY // 65536):
            yield b"x" * 65536

    assert ask("POST", LIVE, "group", content=unannounced()).status_code == 413
    assert inside.read <= LIVE_BODY


def test_a_body_on_a_page_is_refused(ask: Any) -> None:
    assert ask("GET", "/", content=b"x").status_code == 413


def test_a_body_that_stands_still_is_given_up(
    ask: Any, tokens: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(middleware_module, "IDLE_SECONDS", 0.01)

    async def stops() -> AsyncIterator[bytes]:
        yield b"x"
        await asyncio.Event().wait()

    assert ask("POST", LIVE, "group", content=stops()).status_code == 408


def test_icons_may_be_stored_because_excel_shows_no_others(ask: Any) -> None:
    assert "cache-control" not in ask("GET", "/static/images/tidtam-32.png").headers


@pytest.mark.parametrize("path", ["/", LIVE, "/nowhere"])
def test_every_answer_carries_the_security_headers(ask: Any, path: str) -> None:
    answer = ask("GET", path)

    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["x-frame-options"] == "deny"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert "no-store" in answer.headers["cache-control"]
    assert "strict-transport-security" not in answer.headers
    assert "server" not in answer.headers


def test_the_log_has_path_status_and_group_but_nothing_that_was_typed(
    ask: Any, tokens: dict[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)

    ask("POST", f"{LIVE}?fail=ลับ", "group", content=call("ลับ 12345"))

    assert f"POST {LIVE} 500" in caplog.text
    assert "plan/" in caplog.text
    assert "ValueError at" in caplog.text
    assert "ลับ" not in caplog.text
    assert "12345" not in caplog.text
    assert tokens["group"] not in caplog.text


def test_a_failure_inside_is_answered_in_thai_without_its_text(ask: Any) -> None:
    answer = ask("POST", f"{LIVE}?fail=1", "group", content=call())

    assert answer.status_code == 500
    assert "12345" not in answer.text
    assert "เครื่องให้บริการ" in answer.json()["detail"]
