"""The browser host on the same origin as the real server: grid at /host/, emulated office.js under the pane.

Everything else goes to the add-in's own application, unchanged.
"""

from __future__ import annotations

import json
import logging
import secrets
import tempfile
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from tests.excel_host.book import HostBook
from tests.excel_host.start_page import not_found_page, start_page
from xl_addin.server.security.middleware import Application, Message, Receive, Send

log = logging.getLogger(__name__)

PAGE = Path(__file__).parent / "page"
SESSIONS = 120
"""Workbooks that are kept open; one that nobody has used for longest is closed for another."""

_GONE = "สมุดงานนี้เปิดทิ้งไว้นานจนถูกปิดแล้ว เปิดหน้านี้ใหม่เพื่อเริ่มจากแบบเดิม"
_NO_BOOK = "ไม่พบสมุดงานนี้ ไปหน้าแรกแล้วเลือกสมุดงานใหม่"
_NO_WORKBOOK = "ตารางจำลองเปิดไฟล์นี้ไม่ได้"


@dataclass(frozen=True, slots=True)
class HostedBook:
    """A workbook that the host offers.

    `name`: its group, or what it is for; `token`: of who works with it, None for a workbook without the pane.
    """

    office: str
    name: str
    path: Path
    token: str | None = None


class HostApp:
    """ASGI application around the add-in's. `books`: key in the address -> workbook."""

    def __init__(self, inner: Application, books: Mapping[str, HostedBook]) -> None:
        self.inner = inner
        self.books = books
        self.sessions: OrderedDict[str, HostBook] = OrderedDict()
        self.own = Starlette(
            routes=[
                Route("/host", self.lead),
                Route("/host/", self.list),
                Route("/host/open", self.page),
                Route("/host/api/open", self.open, methods=["POST"]),
                Route("/host/api/new", self.new, methods=["POST"]),
                Route("/host/api/{session}/calculate", self.calculate, methods=["POST"]),
                Route("/host/api/{session}/save", self.save, methods=["POST"]),
                Mount("/host/page", StaticFiles(directory=PAGE)),
            ],
            exception_handlers={404: self.nowhere, KeyError: self.gone},
        )

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        path = scope.get("path", "")
        if scope["type"] == "http" and path.endswith("/dist/office.js"):
            await FileResponse(PAGE / "office_emu.js", headers=_ISOLATED)(scope, receive, send)
        elif scope["type"] == "http" and (path == "/host" or path.startswith("/host/")):
            await self.own(scope, receive, send)
        else:
            await self.inner(scope, receive, send)

    async def lead(self, request: Request) -> Response:
        return RedirectResponse("/host/")

    async def list(self, request: Request) -> Response:
        return HTMLResponse(start_page(self.books))

    async def nowhere(self, request: Request, error: Exception) -> Response:
        return HTMLResponse(not_found_page(), 404)

    async def gone(self, request: Request, error: Exception) -> Response:
        return JSONResponse({"detail": _GONE}, 410)

    async def page(self, request: Request) -> Response:
        return FileResponse(PAGE / "host.html", headers=_ISOLATED)

    async def open(self, request: Request) -> Response:
        book = self.books.get(json.loads(await request.body())["key"])
        if book is None:
            return JSONResponse({"detail": _NO_BOOK}, 404)
        return JSONResponse({**self._opened(HostBook(book.path)), "token": book.token})

    async def new(self, request: Request) -> Response:
        """A workbook that the pane opened: named as Excel names what was never saved."""
        number = int(request.query_params.get("number", "1"))
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"สมุดงาน{number}.xlsx"
            path.write_bytes(await request.body())
            try:
                return JSONResponse(self._opened(HostBook(path)))
            except Exception:
                log.exception("a workbook of the pane's does not open")
                return JSONResponse({"detail": _NO_WORKBOOK}, 422)

    def _opened(self, book: HostBook) -> dict[str, Any]:
        session = secrets.token_hex(8)
        self.sessions[session] = book
        while len(self.sessions) > SESSIONS:
            self.sessions.popitem(last=False)
        return {"session": session, "model": book.model()}

    def _session(self, request: Request) -> HostBook:
        """The workbook that is asked for; KeyError when it was closed."""
        session = request.path_params["session"]
        self.sessions.move_to_end(session)
        return self.sessions[session]

    async def calculate(self, request: Request) -> Response:
        return JSONResponse(self._session(request).calculate(json.loads(await request.body())))

    async def save(self, request: Request) -> Response:
        content = self._session(request).save(json.loads(await request.body()))
        return Response(content, media_type="application/octet-stream")


# The pane's headers isolate it; a page that frames it must be isolated the same way.
_ISOLATED = {
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}
