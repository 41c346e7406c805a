"""The page's application and its serving on this PC's loopback address."""

from __future__ import annotations

import asyncio
import socket
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from xl_addin import server as server_room
from xl_addin.officer_page.program import Program
from xl_addin.officer_page.routes import ROUTES
from xl_addin.officer_page.session import PageSession, guarded
from xl_addin.server.officer.jobs import JobQueue

STATIC = Path(__file__).parent / "static"
SHARED = Path(server_room.__file__).parent / "project" / "static" / "js" / "tidtam"
"""Scripts that the pane uses as well."""
SECONDS_BETWEEN_LOOKS = 20


async def _page(request: Request) -> Response:
    return FileResponse(STATIC / "page.html", media_type="text/html")


def listening() -> socket.socket:
    """A socket on a free port that only this PC reaches. It takes callers from now on, who wait until the server
    runs: the browser may be quicker."""
    taken = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    taken.bind(("127.0.0.1", 0))
    taken.listen()
    return taken


def serve(taken: socket.socket, kept: Path, office: Path | None, ready: Callable[[str], None]) -> None:
    """Serve the page until it is ended, or no page has been open for half an hour.

    `kept`: the file that remembers folders; `office`: the folder to open, else that of the last time; `ready` is
    called with the link that opens the page. Raises CannotOpen for a folder that is no office's.
    """
    session = PageSession(taken.getsockname()[1])
    with tempfile.TemporaryDirectory(prefix="tidtam-page-", ignore_cleanup_errors=True) as folder:
        jobs = JobQueue(Path(folder))

        def stop() -> None:
            server.should_exit = True

        program = Program(kept, jobs, stop)
        if office is not None:
            program.open_folder(office)
        else:
            program.open_last()

        @asynccontextmanager
        async def lifespan(app: Starlette) -> AsyncIterator[None]:
            app.state.program = program
            watch = asyncio.create_task(_end_when_forgotten(program))
            ready(session.link)
            yield
            watch.cancel()
            with suppress(asyncio.CancelledError):
                await watch

        files = [
            Mount(path, StaticFiles(directory=folder))
            for path, folder in (("/static/shared", SHARED), ("/static", STATIC))
        ]
        routes = [Route("/", _page), *files, *ROUTES]
        app = guarded(Starlette(routes=routes, lifespan=lifespan), session)
        config = uvicorn.Config(
            app, log_config=None, server_header=False, timeout_graceful_shutdown=5, lifespan="on"
        )
        server = uvicorn.Server(config)
        try:
            server.run(sockets=[taken])
        finally:
            jobs.close()


async def _end_when_forgotten(program: Program) -> None:
    while not program.is_forgotten:
        await asyncio.sleep(SECONDS_BETWEEN_LOOKS)
    program.stop()
