"""The browser host on the same origin as the real server: grid at /host/, emulated office.js under the pane.

Everything else goes to the add-in's own application, unchanged.
"""

from __future__ import annotations

import json
import secrets
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from tests.excel_host.book import HostBook
from xl_addin.server.gate import Application, Message, Receive, Send

PAGE = Path(__file__).parent / "page"
SESSIONS = 24


@dataclass(frozen=True, slots=True)
class Shelf:
    """A workbook that the host offers: its title, file, and the token of the group that fills it in."""

    title: str
    path: Path
    token: str | None = None


class HostApp:
    """ASGI application around the add-in's. `books`: key in the address -> workbook."""

    def __init__(self, inner: Application, books: Mapping[str, Shelf]) -> None:
        self.inner = inner
        self.books = books
        self.sessions: OrderedDict[str, HostBook] = OrderedDict()
        self.own = Starlette(
            routes=[
                Route("/host/", self.list),
                Route("/host/open", self.page),
                Route("/host/api/open", self.open, methods=["POST"]),
                Route("/host/api/{session}/calculate", self.calculate, methods=["POST"]),
                Route("/host/api/{session}/save", self.save, methods=["POST"]),
                Mount("/host/page", StaticFiles(directory=PAGE)),
            ]
        )

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        path = scope.get("path", "")
        if scope["type"] == "http" and path.endswith("/dist/office.js"):
            await FileResponse(PAGE / "office_emu.js", headers=_ISOLATED)(scope, receive, send)
        elif scope["type"] == "http" and path.startswith("/host/"):
            await self.own(scope, receive, send)
        else:
            await self.inner(scope, receive, send)

    async def list(self, request: Request) -> Response:
        links = "".join(
            f'<li><a href="/host/open?book={quote(key)}">{shelf.title}</a></li>'
            for key, shelf in self.books.items()
        )
        return HTMLResponse(
            '<!doctype html><html lang="th"><meta charset="utf-8"><title>ลองใช้ติดตาม</title>'
            f"<h1>ลองกรอกแบบรายงานในตารางจำลอง (ไม่ใช่ Excel)</h1><ul>{links}</ul>"
        )

    async def page(self, request: Request) -> Response:
        return FileResponse(PAGE / "host.html", headers=_ISOLATED)

    async def open(self, request: Request) -> Response:
        shelf = self.books.get(json.loads(await request.body())["key"])
        if shelf is None:
            return JSONResponse({"detail": "no such workbook"}, 404)
        book = HostBook(shelf.path)  # IronCalc's model stays on one thread
        session = secrets.token_hex(8)
        self.sessions[session] = book
        while len(self.sessions) > SESSIONS:
            self.sessions.popitem(last=False)
        return JSONResponse({"session": session, "model": book.model(), "token": shelf.token})

    async def calculate(self, request: Request) -> Response:
        book = self.sessions[request.path_params["session"]]
        return JSONResponse(book.calculate(json.loads(await request.body())))

    async def save(self, request: Request) -> Response:
        book = self.sessions[request.path_params["session"]]
        return Response(book.save(json.loads(await request.body())), media_type="application/octet-stream")


# The pane's headers isolate it; a page that frames it must be isolated the same way.
_ISOLATED = {
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}
