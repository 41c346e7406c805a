"""HTTP at the socket: TLS in limited time, heads of limited size, and a place in the connection table.

uvicorn with httptools takes headers of any size, and asyncio gives every connection a quarter of a megabyte
for TLS before anybody can count it. So a connection is counted first, then speaks TLS, then HTTP by h11,
which has a limit.
"""

from __future__ import annotations

import asyncio
import json
import ssl
import traceback
from collections import deque
from pathlib import Path
from typing import Any, cast

import h11
import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from xl_addin.office.refusal_texts import refusal
from xl_addin.server.security.connections import ConnectionLimits, ConnectionTable

HELLO = 17 * 1024
"""Bytes that may come before the server's first answer: one record of TLS."""

BEGIN_AT_ONCE = 8


def tls_context(certificate: Path, key: Path) -> ssl.SSLContext:
    """TLS 1.2 or later with the server's certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    # One handshake a connection: a caller who asks for more would have the server compute without end.
    context.options |= ssl.OP_NO_RENEGOTIATION
    context.load_cert_chain(certificate, key)
    return context


class SharedConnections:
    """What all connections of a server share. `silent`: those that do not speak TLS yet; `speaking`: the others."""

    def __init__(self, context: ssl.SSLContext, limits: ConnectionLimits) -> None:
        self.context = context
        self.limits = limits
        self.silent = ConnectionTable(limits.silent)
        self.speaking = ConnectionTable(limits.most)
        self._beginning: deque[AcceptedConnection] = deque()

    def drop_overdue(self, now: float) -> None:
        """Close what took too long; see `ConnectionTable`."""
        self.silent.drop_overdue(now)
        self.speaking.drop_overdue(now)

    def begin(self, connection: AcceptedConnection) -> None:
        """Let it speak TLS when it is its turn: a few in each round of the loop, so that hundreds that begin at
        once neither take memory at once nor keep those who are in the middle of their work."""
        self._beginning.append(connection)
        if len(self._beginning) == 1:
            connection.loop.call_soon(self._begin_some)

    def _begin_some(self) -> None:
        for _ in range(min(BEGIN_AT_ONCE, len(self._beginning))):
            self._beginning[0].speak()
            self._beginning.popleft()
        if self._beginning:
            self._beginning[0].loop.call_soon(self._begin_some)


class AcceptedConnection(asyncio.Protocol):
    """A `Connection` before it speaks HTTP: silent, then encrypted, then handed to `BoundedH11`."""

    def __init__(self, *, shared: SharedConnections, **uvicorns: Any) -> None:
        self.shared = shared
        self.http = BoundedH11(shared, **uvicorns)
        self.loop = asyncio.get_running_loop()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)
        peer = transport.get_extra_info("peername")
        self.address = str(peer[0]) if peer else ""
        self._since = self.loop.time()
        if not self.shared.silent.admit(self):
            self.drop()

    def connection_lost(self, exc: Exception | None) -> None:
        self.shared.silent.leave(self)

    def data_received(self, data: bytes) -> None:
        """The beginning of TLS: what takes memory is made only when it is there."""
        if len(data) > HELLO:
            self.drop()
            return
        self.transport.pause_reading()
        self._hello = data
        self.shared.begin(self)

    def speak(self) -> None:
        """Answer the beginning of TLS, unless the connection is gone meanwhile."""
        if self.transport.is_closing():
            return
        self.shared.silent.leave(self)
        if not self.http.enter(self.transport, self.address):
            self.drop()
            return
        self._handshake = self.loop.create_task(self._speak_tls())
        # After the first step of start_tls, which puts its protocol in this one's place.
        self.loop.call_soon(self._pass_on)

    def _pass_on(self) -> None:
        tls = self.transport.get_protocol()
        if isinstance(tls, asyncio.BufferedProtocol):
            memoryview(tls.get_buffer(len(self._hello)))[: len(self._hello)] = self._hello
            tls.buffer_updated(len(self._hello))

    async def _speak_tls(self) -> None:
        limits = self.shared.limits
        try:
            encrypted = await self.loop.start_tls(
                self.transport,
                self.http,
                self.shared.context,
                server_side=True,
                ssl_handshake_timeout=limits.handshake,
                ssl_shutdown_timeout=limits.leaving,
            )
        except OSError as error:  # a handshake that failed, was given up or took too long
            # Its frames hold the connection's memory until the next full collection.
            traceback.clear_frames(error.__traceback__)
            encrypted = None
        if encrypted is None or encrypted.is_closing() or self.http.lost:
            self.shared.speaking.leave(self.http)
            self.drop()
        else:
            self.http.connection_made(encrypted)

    def waits_since(self) -> float | None:
        """See `Connection`."""
        return self._since

    def patience(self) -> float:
        """See `Connection`."""
        return self.shared.limits.handshake

    def drop(self) -> None:
        """See `Connection`."""
        self.transport.abort()


class BoundedH11(H11Protocol):
    """uvicorn's h11 protocol as a `Connection` of the table."""

    def __init__(self, shared: SharedConnections, **uvicorns: Any) -> None:
        super().__init__(**uvicorns)
        self.shared = shared
        self.address = ""
        self.lost = False
        self._since = 0.0
        self._stalled = 0.0
        self._early = b""
        self._refused = False
        self._socket: asyncio.Transport | None = None

    def enter(self, transport: asyncio.Transport, address: str) -> bool:
        """Take a place before TLS begins; gives False when there is none."""
        self._socket, self.address = transport, address
        self._since = self.loop.time()
        return self.shared.speaking.admit(self)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(cast(asyncio.Transport, transport))
        self._since = self.loop.time()
        early, self._early = self._early, b""
        if early:
            self.data_received(early)

    def connection_lost(self, exc: Exception | None) -> None:
        self.lost = True
        self.shared.speaking.leave(self)
        if self.transport is not None:
            super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self.transport is None:
            # What a caller sends with the end of his handshake comes before start_tls has returned.
            self._early += data
        elif not self._refused:
            before = self.cycle
            super().data_received(data)
            if self.cycle is not before:
                self._since = self.loop.time()

    def eof_received(self) -> None:
        return None

    def send_400_response(self, msg: str) -> None:
        """What is no HTTP, or has too long a head, is answered in Thai; nothing further is read of it."""
        self._refused = True
        if self.cycle is not None and not self.cycle.response_complete:
            self.cycle.disconnected = True
            self.cycle.message_event.set()
        body = json.dumps({"detail": refusal("server_odd_http")}, ensure_ascii=False).encode()
        headers = [
            (b"content-type", b"application/json; charset=utf-8"),
            (b"content-length", str(len(body)).encode()),
            (b"connection", b"close"),
        ]
        try:
            for event in (h11.Response(status_code=400, headers=headers), h11.Data(body), h11.EndOfMessage()):
                self.transport.write(self.conn.send(event) or b"")
        except h11.LocalProtocolError:  # an answer has begun already
            self.drop()
            return
        self.transport.close()
        self.loop.call_later(self.shared.limits.leaving, self.drop)

    def on_response_complete(self) -> None:
        self._since = self.loop.time()
        super().on_response_complete()

    def pause_writing(self) -> None:
        self._stalled = self.loop.time()
        super().pause_writing()

    def waits_since(self) -> float | None:
        """See `Connection`."""
        if self.cycle is None or self.cycle.response_complete or self.cycle.more_body:
            return self._since
        return self._stalled if self.flow.write_paused else None

    def patience(self) -> float:
        """See `Connection`. How long a body may take is the middleware's matter, which can say so."""
        limits = self.shared.limits
        if self.transport is None:
            return limits.handshake
        if self.cycle is None or self.cycle.response_complete:
            return limits.asking
        return float("inf") if self.cycle.more_body else limits.taking

    def drop(self) -> None:
        """See `Connection`."""
        transport = self.transport or self._socket
        if transport is not None:
            transport.abort()


class BoundedServer(uvicorn.Server):
    """uvicorn that looks once a second for connections that are overdue."""

    def __init__(self, config: uvicorn.Config, shared: SharedConnections) -> None:
        super().__init__(config)
        self.shared = shared

    async def on_tick(self, counter: int) -> bool:
        if counter % 10 == 0:
            self.shared.drop_overdue(asyncio.get_running_loop().time())
        return await super().on_tick(counter)
