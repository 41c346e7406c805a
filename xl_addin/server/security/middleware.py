"""The middleware in front of xlwings Server: routes, tokens, body limits, headers and the log.

It answers before any body is read, so a stranger costs nothing; xlwings Server's own checks stay
behind it. What it writes to the log is method, path, status, bytes and group: no query, no body, no
text of an exception, because any of these may hold what a person typed.
"""

from __future__ import annotations

import asyncio
import json
import logging
import time
import traceback
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import suppress
from typing import Any

from xl_addin.office.refusal_texts import refusal
from xl_addin.server.security.route_permissions import KIB, Route, route_of
from xl_addin.server.security.script_call import CONTENT_TYPE, OddCall, with_empty_book
from xl_addin.server.security.tokens import Token, TokenBook

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Message, Receive, Send], Awaitable[None]]

log = logging.getLogger("tidtam.access")

# A body that stands still this long is given up, so that slow senders cannot hold all connections. So is one
# that comes, after as long, at less than so many bytes a second.
IDLE_SECONDS = 30.0
SLOWEST = 8 * KIB

# So long what follows a refused request is thrown away before the connection is closed.
LEAVING_SECONDS = 1.0


# Excel on Windows shows no ribbon icon that may not be stored; xlwings Server leaves them out for that, too.
PICTURES = (".png", ".svg", ".ico")


class BodyRefused(Exception):
    """More bytes came than the route takes, or too slowly. Ends the work behind the middleware."""


class AccessMiddleware:
    """ASGI application around another one."""

    def __init__(self, inner: Application, tokens: TokenBook, headers: dict[bytes, bytes | None]) -> None:
        self.inner = inner
        self.tokens = tokens
        self.headers = headers

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            return await self.inner(scope, receive, send)
        if scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1008})
            return None
        await _Visit(self, scope, receive, send).go()


class _Visit:
    """One request on its way through the middleware."""

    def __init__(self, middleware: AccessMiddleware, scope: Message, receive: Receive, send: Send) -> None:
        self.middleware, self.scope, self._receive, self._send = middleware, scope, receive, send
        self.status = 0
        self.received = 0
        self.who = "-"
        self.limit = 0
        self.leads_to = ""
        self.is_script = False
        self.started = time.perf_counter()
        self.refused: tuple[int, str] | None = None

    async def go(self) -> None:
        try:
            self.refused = self._refusal()
            if self.refused:
                await self._answer(*self.refused)
            elif self.leads_to:
                await self._lead()
            else:
                await self._enter()
                if self.refused:
                    await self._answer(*self.refused)
        finally:
            milliseconds = (time.perf_counter() - self.started) * 1000
            log.info(
                "%s %s %d %d bytes %.0f ms %s",
                self.scope["method"],
                _one_line(self.scope["path"]),
                self.status,
                self.received,
                milliseconds,
                self.who,
            )

    def _refusal(self) -> tuple[int, str] | None:
        """Status and message id that turn this request away, or None."""
        way = route_of(self.scope["method"], self.scope["path"])
        if way is None:
            return 404, "server_no_such_door"
        refused = self._refused_person(way)
        if refused:
            return refused
        self.limit, self.leads_to, self.is_script = way.body, way.leads_to, way.is_script
        length = self._header(b"content-length")
        if length and (not length.isdigit() or int(length) > way.body):
            return 413, "server_too_large"
        return None

    def _refused_person(self, way: Route) -> tuple[int, str] | None:
        if not way.roles:
            return None
        said = self._header(b"authorization")
        token = self.middleware.tokens.find(said)
        if token is None:
            return 401, self.middleware.tokens.refusal(said)
        self.who = _name(token)
        if token.role not in way.roles:
            return 403, "server_wrong_role"
        return None

    async def _enter(self) -> None:
        try:
            if self.is_script:
                await self._call_script()
            else:
                await self.middleware.inner(self.scope, self._limited, self._open)
        except OddCall:
            self.refused = (400, "server_odd_http")
        except Exception as error:
            if self.refused is None:
                where = traceback.extract_tb(error.__traceback__)[-1]
                log.error("%s at %s:%d", type(error).__name__, where.filename, where.lineno or 0)
                await self._answer(500, "server_failed")

    async def _call_script(self) -> None:
        body, more = bytearray(), True
        while more:
            message = await self._limited()
            if message["type"] == "http.disconnect":
                return
            body += message.get("body", b"")
            more = message.get("more_body", False)
        whole = [{"type": "http.request", "body": with_empty_book(bytes(body)), "more_body": False}]

        async def receive() -> Message:
            return whole.pop() if whole else await self._receive()

        names = (b"content-type", b"content-length")
        headers = [(name, value) for name, value in self.scope["headers"] if name not in names]
        scope = {**self.scope, "headers": [*headers, (b"content-type", CONTENT_TYPE)]}
        await self.middleware.inner(scope, receive, self._open)

    async def _lead(self) -> None:
        """Send the caller on to another page of this server."""
        headers = [(b"location", self.leads_to.encode()), (b"content-length", b"0")]
        self.status = 303
        await self._send({"type": "http.response.start", "status": 303, "headers": self._over(headers)})
        await self._send({"type": "http.response.body", "body": b""})

    async def _limited(self) -> Message:
        # Who sends fast has more time left than the pause that is allowed; past the deadline it is nought.
        left = self.started + IDLE_SECONDS + self.received / SLOWEST - time.perf_counter()
        patience = max(0.0, min(IDLE_SECONDS, left))
        try:
            async with asyncio.timeout(patience if not self.status else None):
                message = await self._receive()
        except TimeoutError:
            self.refused = (408, "server_too_slow")
            raise BodyRefused from None
        self.received += len(message.get("body", b""))
        if self.received > self.limit:
            self.refused = (413, "server_too_large")
            raise BodyRefused
        return message

    async def _open(self, message: Message) -> None:
        """Pass the answer on, unless the middleware refused the body meanwhile and answers itself."""
        if self.refused and not self.status:
            return
        if message["type"] == "http.response.start":
            self.status = message["status"]
            message = {**message, "headers": self._over(message.get("headers", []))}
        await self._send(message)

    async def _answer(self, status: int, message_id: str) -> None:
        if self.status:
            return
        body = json.dumps({"detail": refusal(message_id)}, ensure_ascii=False).encode()
        headers = [
            (b"content-type", b"application/json; charset=utf-8"),
            (b"content-length", str(len(body)).encode()),
            (b"connection", b"close"),
        ]
        self.status = status
        await self._send({"type": "http.response.start", "status": status, "headers": self._over(headers)})
        await self._send({"type": "http.response.body", "body": body, "more_body": True})
        with suppress(TimeoutError):
            await asyncio.wait_for(self._throw_away(), LEAVING_SECONDS)
        await self._send({"type": "http.response.body", "body": b""})

    async def _throw_away(self) -> None:
        """Take what is still being sent: who is cut off in the middle does not read the answer."""
        while self.status != 408:
            message = await self._receive()
            if message["type"] != "http.request" or not message.get("more_body", False):
                return

    def _over(self, headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
        laid = dict(self.middleware.headers)
        if self.scope["path"].endswith(PICTURES):
            laid.pop(b"cache-control", None)
        kept = [(name, value) for name, value in headers if name.lower() not in laid]
        return kept + [(name, value) for name, value in laid.items() if value is not None]

    def _header(self, name: bytes) -> str:
        values = [value for key, value in self.scope["headers"] if key == name]
        return values[0].decode("latin-1") if len(values) == 1 else ""


def _name(token: Token) -> str:
    return f"{token.group or token.role.value}/{token.id}"


def _one_line(path: str) -> str:
    return "".join(c if c.isprintable() and c != " " else "?" for c in path)[:120]
