"""The ASGI application of one office and its serving over https."""

from __future__ import annotations

import datetime as dt
import errno
import hashlib
import os
import socket
import uuid
from functools import partial
from pathlib import Path
from typing import Any, cast

import uvicorn

from xl_addin import __version__
from xl_addin.model.problems.errors import TidtamError
from xl_addin.office.state_folder import STATE_VARIABLE, State
from xl_addin.server.security import certificates
from xl_addin.server.security.connections import ConnectionLimits
from xl_addin.server.security.http_protocol import (
    AcceptedConnection,
    BoundedServer,
    SharedConnections,
    tls_context,
)
from xl_addin.server.security.log_filter import set_up_logging
from xl_addin.server.security.middleware import AccessMiddleware, Application
from xl_addin.server.security.response_headers import response_headers
from xl_addin.server.security.tokens import TokenBook

PROJECT = Path(__file__).parent / "project"

STOP_SECONDS = 20

BACKLOG = 128
"""Callers that the system lets wait; so many are taken in at once before others' requests go on."""

_WINDOWS_TAKEN = 10048
_TAKEN = (errno.EADDRINUSE, _WINDOWS_TAKEN)


def build(state: State, *, host_page: bool = False) -> Application:
    """xlwings Server for this office behind the middleware.

    xlwings Server reads its settings from the environment while it is imported, so a process serves
    one office; building a second one raises RuntimeError. `host_page`: the browser host may frame
    the pane."""
    already = os.environ.get(STATE_VARIABLE)
    if already and already != str(state.folder):
        raise RuntimeError(f"this process serves {already}")
    office = state.office()
    os.environ |= {
        STATE_VARIABLE: str(state.folder),
        "XLWINGS_PROJECT_DIR": str(PROJECT),
        "XLWINGS_LICENSE_KEY": os.environ.get("XLWINGS_LICENSE_KEY", "noncommercial"),
        "XLWINGS_ENVIRONMENT": "prod",
        "XLWINGS_AUTH_PROVIDERS": '["tidtam"]',
        "XLWINGS_HOSTNAME": office.hostname,
        "XLWINGS_PROJECT_NAME": office.name,
        "XLWINGS_ENABLE_EXCEL_ONLINE": "true" if office.excel_on_the_web else "false",
        "XLWINGS_MANIFEST_ID_PROD": manifest_id(office.hostname),
    }
    # First, because xlwings Server sets up a log of its own on import where there is none.
    set_up_logging(state.log)
    from xlwings_server.config import PACKAGE_DIR
    from xlwings_server.main import main_app
    from xlwings_server.templates import env

    env.globals |= {"office_js": office_js(PACKAGE_DIR / "static"), "version": manifest_version()}

    headers = response_headers(excel_on_the_web=office.excel_on_the_web, host_page=host_page)
    return AccessMiddleware(main_app, TokenBook(state.tokens), headers)


def office_js(static: Path) -> str:
    """Where xlwings Server's own copy of office.js stands: its folder is named after Microsoft's version.

    Raises RuntimeError when there is none, or more than one."""
    found = sorted(static.glob("vendor/office-js/*/dist/office.js"))
    if len(found) != 1:
        raise RuntimeError(f"{len(found)} copies of office.js in {static}")
    return f"/{found[0].relative_to(static).as_posix()}"


def manifest_version() -> str:
    """The program's version in the four numbers that a manifest wants. Excel looks at a manifest anew when it
    grows; before 1.0 every manifest said 1.0.0.0, so ours counts from there."""
    major, minor, patch = (int(part) for part in __version__.split(".")[:3])
    return f"{major + 1}.{minor}.{patch}.0"


def manifest_id(hostname: str) -> str:
    """The add-in's GUID: the same for the same address, so Excel takes a new manifest as the same add-in."""
    digest = hashlib.sha256(f"tidtam:{hostname}".encode()).digest()
    return str(uuid.UUID(bytes=digest[:16], version=4))


class PortRefused(TidtamError, OSError):
    """A port that cannot be listened on. `taken`: another program has it."""

    def __init__(self, port: int, taken: bool) -> None:
        super().__init__(said=str(port))
        self.port = port
        self.taken = taken


def listening(port: int, listen: str = "0.0.0.0") -> socket.socket:
    """A socket that takes callers from now on; they wait until the server runs. Raises PortRefused."""
    found = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        # Windows lets two programs listen on one port unless the first one forbids it.
        exclusive = getattr(socket, "SO_EXCLUSIVEADDRUSE", None)
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR if exclusive is None else exclusive, 1)
        found.bind((listen, port))
        found.listen()
    except OSError as error:
        found.close()
        raise PortRefused(port, error.errno in _TAKEN) from error
    return found


def server(state: State, *, listen: str = "0.0.0.0") -> uvicorn.Server:
    """The https server, not yet running: `run(sockets=[listening(port)])`.

    A stop signal lets running requests end first, and is then raised again."""
    office = state.office()
    files = certificates.ensure(state.certificates, office, dt.datetime.now(dt.UTC))
    limits = ConnectionLimits()
    shared = SharedConnections(tls_context(files.server, files.server_key), limits)
    config = uvicorn.Config(
        build(state),
        host=listen,
        port=office.port,
        # The same on every system: uvloop is not there on Windows.
        loop="asyncio",
        http=cast(Any, partial(AcceptedConnection, shared=shared)),
        h11_max_incomplete_event_size=limits.head,
        backlog=BACKLOG,
        access_log=False,
        log_config=None,
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=int(limits.asking),
        timeout_graceful_shutdown=STOP_SECONDS,
        ws="none",
    )
    return BoundedServer(config, shared)
