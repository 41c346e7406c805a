"""Which connections are open, and which one goes when there are too many.

Whoever holds a connection without asking anything holds it on sufferance: when there is no room for another
caller, the address with the most connections loses the one that has waited longest. So a stranger with
hundreds of idle connections closes his own, and everybody else is let in.
"""

from __future__ import annotations

import logging
from collections import Counter
from dataclasses import dataclass
from typing import Protocol

log = logging.getLogger("tidtam.connections")


@dataclass(frozen=True, slots=True)
class ConnectionLimits:
    """`most`: connections that speak TLS at once; each takes a third of a megabyte. `silent`: connections that
    have sent nothing yet, which take little.

    Seconds: `handshake` for TLS; `asking` from the beginning of a connection, or the end of an answer, to the
    end of the next request's head; `taking` for a caller who takes nothing of an answer; `leaving` for the end
    of TLS. `head`: bytes of a request's line and headers."""

    most: int = 64
    silent: int = 512
    handshake: float = 10.0
    asking: float = 30.0
    taking: float = 30.0
    leaving: float = 2.0
    head: int = 32 * 1024


class Connection(Protocol):
    """A connection as the table sees it. `address`: whose it is."""

    address: str

    def waits_since(self) -> float | None:
        """Since when (loop time) it is the caller's turn; None while a request is being answered."""

    def patience(self) -> float:
        """How long the caller may take, in seconds."""

    def drop(self) -> None:
        """Close it at once."""


class ConnectionTable:
    """Open connections, `most` of them at once. Lives in the event loop's thread."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._open: set[Connection] = set()

    def __len__(self) -> int:
        return len(self._open)

    def admit(self, newcomer: Connection) -> bool:
        """Let one in; gives False when all the others are being answered."""
        if len(self._open) >= self.most and not self._make_room():
            log.warning("no room for another connection")
            return False
        self._open.add(newcomer)
        return True

    def leave(self, one: Connection) -> None:
        """It is closed."""
        self._open.discard(one)

    def drop_overdue(self, now: float) -> None:
        """Close the connections of callers who took too long. `now`: loop time."""
        for one in list(self._open):
            since = one.waits_since()
            if since is not None and now - since > one.patience():
                self._drop(one)

    def _make_room(self) -> bool:
        held = Counter(one.address for one in self._open)
        waiting = [(-held[one.address], since, one) for one, since in self._waiting()]
        if not waiting:
            return False
        self._drop(min(waiting, key=lambda entry: entry[:2])[2])
        return True

    def _waiting(self) -> list[tuple[Connection, float]]:
        return [(one, since) for one in self._open if (since := one.waits_since()) is not None]

    def _drop(self, one: Connection) -> None:
        self.leave(one)
        one.drop()
