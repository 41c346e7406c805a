"""A stranger on the office's network: what one caller does, others must not feel.

Every attack runs on this PC only, is bounded and ends by itself. Meanwhile a group asks for its own page
over and over, each time by a new connection.
"""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass

import httpx
import psutil
import pytest

from tests.excel_host.office import FurnishedOffice
from tests.excel_host.running import Running
from xl_addin.server.security.connections import ConnectionLimits

pytestmark = pytest.mark.slow

SLOWEST, TIMES = 1.0, 10
"""Seconds that an attack may add to others' slowest answer; where the machine is so busy with other things that
the undisturbed answers are slow already, so many times the slowest of those."""
USUAL_SECONDS = 1.0
ROUNDS = 3
"""An attack that can be felt is felt in every one of so many rounds; what the machine does meanwhile is not."""
GROWTH = 30 * 2**20
CONNECTIONS = 405

STRANGER = "127.0.0.2"

Attack = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Target:
    """`token`: a group's, for attacks by somebody who has one."""

    port: int
    context: ssl.SSLContext
    token: str

    def tcp(self, own: str = "127.0.0.1") -> socket.socket:
        """A connection from an address of this PC's."""
        return socket.create_connection(("127.0.0.1", self.port), timeout=60, source_address=(own, 0))

    def tls(self) -> ssl.SSLSocket:
        return self.context.wrap_socket(self.tcp(), server_hostname="localhost")


@pytest.fixture
def target(server: Running, trusted: ssl.SSLContext, office: FurnishedOffice) -> Target:
    return Target(int(server.base.rpartition(":")[2]), trusted, office.token("spm2/g2"))


@pytest.fixture
def unfelt(server: Running, target: Target) -> Callable[[Attack], None]:
    """Run an attack and see that nobody else felt it."""
    process = psutil.Process(server.pid)

    def ask() -> float:
        began = time.perf_counter()
        headers = {"Authorization": target.token}
        answer = httpx.get(f"{server.base}/tidtam/me", verify=target.context, headers=headers, timeout=60)
        assert answer.status_code == 200
        return time.perf_counter() - began

    def undisturbed() -> float:
        until = time.monotonic() + USUAL_SECONDS
        slowest = ask()
        while time.monotonic() < until:
            slowest = max(slowest, ask())
        return slowest

    def attacked(attack: Attack) -> tuple[int, float, int]:
        """How many were served meanwhile, the slowest answer in seconds, and the most memory in bytes."""
        with ThreadPoolExecutor(1) as attacker:
            under_way = attacker.submit(attack)
            served, felt, most = 0, 0.0, 0
            while not under_way.done() or not served:
                felt = max(felt, ask())
                most = max(most, process.memory_info().rss)
                served += 1
            under_way.result()
        return served, felt, most

    def unfelt(attack: Attack) -> None:
        usual = undisturbed()
        before = process.memory_info().rss
        told = []
        for _ in range(ROUNDS):
            served, felt, most = attacked(attack)
            usual = max(usual, undisturbed())
            growth = f"{(most - before) / 2**20:.1f} MB"
            told.append(f"{served} served, slowest {usual:.3f} -> {felt:.3f} s, {growth}")
            assert most - before < GROWTH, told
            if felt - usual < max(SLOWEST, TIMES * usual):
                print(told)
                return
        pytest.fail(f"others felt it every time: {told}")

    return unfelt


@contextmanager
def many(opened: Callable[[], socket.socket], number: int) -> Iterator[list[socket.socket]]:
    """So many connections as can be had."""
    with ExitStack() as stack:
        connections = []
        for _ in range(number):
            with suppress(OSError):
                connections.append(stack.enter_context(opened()))
        yield connections


def _closed(connection: socket.socket) -> bool:
    """Whether the server has ended it; what it sent before that does not matter."""
    connection.settimeout(0.01)
    try:
        while connection.recv(65536):
            pass
    except TimeoutError:
        return False
    except OSError:
        return True
    return True


def test_a_head_of_150_megabytes_is_not_read(target: Target, unfelt: Callable[[Attack], None]) -> None:
    sent = 0

    def attack() -> None:
        nonlocal sent
        sent = 0
        chunk = b"x" * 2**20
        with target.tls() as connection, suppress(OSError):
            connection.sendall(b"GET /upload HTTP/1.1\r\nHost: localhost\r\nX: ")
            for _ in range(150):
                connection.sendall(chunk)
                sent += len(chunk)

    unfelt(attack)
    assert sent < 150 * 2**20


def test_a_head_that_is_too_long_is_answered_in_thai(target: Target) -> None:
    with target.tls() as connection:
        connection.sendall(b"GET /upload HTTP/1.1\r\nHost: localhost\r\nX: " + b"x" * 40_000)
        connection.settimeout(60)
        answer = b"".join(iter(lambda: connection.recv(65536), b"")).decode()

    assert answer.startswith("HTTP/1.1 400")
    assert "คำขอ" in answer


@pytest.mark.parametrize("opened", ["tcp", "tls"])
def test_hundreds_of_idle_connections_shut_nobody_out(
    target: Target, unfelt: Callable[[Attack], None], opened: str
) -> None:
    held = 0

    def attack() -> None:
        nonlocal held
        with many(getattr(target, opened), CONNECTIONS) as connections:
            time.sleep(1)
            held = sum(not _closed(connection) for connection in connections)

    unfelt(attack)
    assert held <= {"tcp": CONNECTIONS, "tls": ConnectionLimits().most}[opened]


def test_hundreds_of_bodies_that_drip_shut_nobody_out(
    target: Target, unfelt: Callable[[Attack], None]
) -> None:
    head = (
        "POST /tidtam/returned HTTP/1.1\r\nHost: localhost\r\n"
        f"Authorization: {target.token}\r\nContent-Length: 9000000\r\n\r\n"
    ).encode()

    def attack() -> None:
        with many(target.tls, CONNECTIONS // 3) as connections:
            for connection in connections:
                with suppress(OSError):
                    connection.sendall(head)
            for _ in range(3):
                for connection in connections:
                    with suppress(OSError):
                        connection.sendall(b"PK")
                time.sleep(0.5)

    unfelt(attack)


def test_hundreds_of_heads_that_drip_shut_nobody_out(
    target: Target, unfelt: Callable[[Attack], None]
) -> None:
    def attack() -> None:
        with many(target.tls, CONNECTIONS // 3) as connections:
            for part in (b"GET / HTTP/1.1\r\n", b"Host: localhost\r\n", b"X: "):
                for connection in connections:
                    with suppress(OSError):
                        connection.sendall(part)
                time.sleep(0.5)

    unfelt(attack)


def test_thousands_of_handshakes_keep_nobody_waiting(
    target: Target, unfelt: Callable[[Attack], None]
) -> None:
    def shake(until: float) -> None:
        while time.monotonic() < until:
            with suppress(OSError):
                target.tls().close()

    def attack() -> None:
        until = time.monotonic() + 3
        threads = [threading.Thread(target=shake, args=(until,)) for _ in range(20)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    unfelt(attack)


def test_beginnings_of_handshakes_keep_nobody_waiting(
    target: Target, unfelt: Callable[[Attack], None]
) -> None:
    """The first message of TLS makes the server compute; nothing follows it."""
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    with suppress(ssl.SSLWantReadError):
        target.context.wrap_bio(incoming, outgoing, server_hostname="localhost").do_handshake()
    hello = outgoing.read()

    def attack() -> None:
        until = time.monotonic() + 3
        opened: deque[socket.socket] = deque()
        while time.monotonic() < until:
            with suppress(OSError):
                opened.append(target.tcp(STRANGER))
                opened[-1].sendall(hello)
            if len(opened) > CONNECTIONS:
                opened.popleft().close()
        for connection in opened:
            connection.close()

    unfelt(attack)
