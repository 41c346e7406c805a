"""Who may see the page: the browser that was opened by the program, on this PC, and nobody else.

The program opens a link with a key that works once; it gives the browser a cookie. A page of another site cannot
use it: requests that change something must come from the page itself, and the name by which the page is asked for
must be this PC's loopback address (a name that somebody lets point to 127.0.0.1 is refused).
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from xl_addin.model.problems.catalogue import say

COOKIE = "tidtam_page"
HEADERS = {
    "Content-Security-Policy": "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Message, Receive, Send], Awaitable[None]]


class PageSession:
    """One run of the program: a key for one use, then a cookie."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._key: str | None = secrets.token_urlsafe(24)
        self._cookie = secrets.token_urlsafe(24)

    @property
    def hosts(self) -> frozenset[str]:
        return frozenset({f"127.0.0.1:{self.port}", f"localhost:{self.port}"})

    @property
    def link(self) -> str:
        """The link that opens the page, once."""
        return f"http://127.0.0.1:{self.port}/?key={self.renew()}"

    def renew(self) -> str:
        """The key of a link that was not used, or a new one."""
        if self._key is None:
            self._key = secrets.token_urlsafe(24)
        return self._key

    def takes(self, key: str) -> bool:
        """Whether the key is the one that was given out; it is used up then."""
        if self._key is None or not hmac.compare_digest(key.encode(), self._key.encode()):
            return False
        self._key = None
        return True

    def refusal(self, request: Request) -> Response | None:
        """Why a request gets no answer of the page: a refusal, or the cookie for a key that is right."""
        if request.headers.get("host", "") not in self.hosts:
            return _refused(421)
        key = request.query_params.get("key")
        if key is not None and request.url.path == "/" and self.takes(key):
            answer = RedirectResponse("/", 303)
            answer.set_cookie(COOKIE, self._cookie, httponly=True, samesite="strict")
            return answer
        if not hmac.compare_digest(request.cookies.get(COOKIE, "").encode(), self._cookie.encode()):
            return _refused(403)
        origin = request.headers.get("origin", "")
        if request.method not in {"GET", "HEAD"} and origin.removeprefix("http://") not in self.hosts:
            return _refused(403)
        return None


def _refused(status: int) -> Response:
    return PlainTextResponse(say("page_not_yours"), status, headers=HEADERS)


def guarded(inner: Application, session: PageSession) -> Application:
    """The page behind its session, with headers that keep it to itself."""

    async def answer(scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await inner(scope, receive, send)
            return
        refused = session.refusal(Request(scope))
        if refused is not None:
            await refused(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                own = {name.lower().encode(): value.encode() for name, value in HEADERS.items()}
                kept = [(name, value) for name, value in message["headers"] if name.lower() not in own]
                message["headers"] = [*kept, *own.items()]
            await send(message)

        await inner(scope, receive, with_headers)

    return answer
