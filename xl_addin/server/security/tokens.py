"""Tokens: who may enter. Shown once, kept as SHA-256, revocable at once.

A token has 125 random bits, so a plain hash is enough: there is nothing to guess that a slow
password hash would protect. The file is looked at on every request, so a token revoked by the
command line is refused from the next request on.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import secrets
import threading
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from pathlib import Path

from xl_addin.model.problems.errors import TidtamError
from xl_addin.office.state_folder import write_private

# Crockford's base 32: no I, L, O, U, so that a code read over the telephone is not misread.
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_MISREAD = str.maketrans({"I": "1", "L": "1", "O": "0", "-": None, " ": None})
_BLOCKS, _BLOCK = 5, 5


class Role(StrEnum):
    """GROUP fills in and sends its own workbook; OFFICER is the planning group."""

    GROUP = "group"
    OFFICER = "officer"


@dataclass(frozen=True, slots=True)
class Token:
    """A token as kept: `digest` is SHA-256 in hex, `id` a short public name for revoking it.

    `source` is the id of the round's source (`state.Source`) that it is for; `until` the last day on which it is
    taken, ISO 8601, "" for one without an end."""

    id: str
    digest: str
    role: Role
    source: str
    group: str = ""
    group_name: str = ""
    revoked: bool = False
    until: str = ""

    def is_valid(self, today: dt.date) -> bool:
        """Whether it is taken on a day."""
        return not self.revoked and (not self.until or today.isoformat() <= self.until)


class TokenError(TidtamError, ValueError):
    """The token file cannot be used, or a revocation names nobody."""


def digest(text: str) -> str:
    """SHA-256 of a token as typed: case, hyphens, spaces and misread letters do not matter."""
    return hashlib.sha256(text.strip().upper().translate(_MISREAD).encode()).hexdigest()


class TokenBook:
    """The tokens in one file. Safe to share between threads; other processes may write the file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.Lock()
        self._seen: tuple[int, int, int] | None = None
        self._by_digest: dict[str, Token] = {}

    def issue(
        self, role: Role, source: str, group: str = "", group_name: str = "", until: str = ""
    ) -> tuple[str, Token]:
        """Make a token. Gives its text, which is kept nowhere, and the entry that is kept."""
        if (role is Role.GROUP) != bool(group):
            raise TokenError(said="a group's token names its group, an officer's token names none")
        plain = "-".join("".join(secrets.choice(_ALPHABET) for _ in range(_BLOCK)) for _ in range(_BLOCKS))
        token = Token(secrets.token_hex(4), digest(plain), role, source, group, group_name, until=until)
        with self._lock:
            self._write([*self._read(), token])
        return plain, token

    def revoke(self, id_or_group: str) -> list[Token]:
        """Revoke one token by its id, or all of a group ("officer" for the officers').

        Raises TokenError when nothing valid goes by that name."""
        with self._lock:
            tokens = self._read()
            hit = [t for t in tokens if not t.revoked and id_or_group in (t.id, t.group or t.role.value)]
            if not hit:
                raise TokenError(said=id_or_group)
            self._write([replace(t, revoked=True) if t in hit else t for t in tokens])
        return hit

    def all(self) -> list[Token]:
        """Every token ever issued, in order of issue."""
        with self._lock:
            return self._read()

    def find(self, text: str) -> Token | None:
        """The valid token that `text` is, or None. A missing or damaged file lets nobody in."""
        token = self._kept(text)
        return token if token is not None and token.is_valid(dt.date.today()) else None

    def refusal(self, text: str) -> str:
        """The message for a `text` that is no valid token: what is over is told from what never was."""
        return "server_no_token" if self._kept(text) is None else "server_token_over"

    def _kept(self, text: str) -> Token | None:
        """The token that `text` is, unless it was revoked."""
        if not text or len(text) > 200:
            return None
        with self._lock:
            self._refresh()
            return self._by_digest.get(digest(text))

    def _refresh(self) -> None:
        try:
            stat = self.path.stat()
            seen = (stat.st_mtime_ns, stat.st_size, stat.st_ino)
            if seen != self._seen:
                self._by_digest = {t.digest: t for t in self._read() if not t.revoked}
                self._seen = seen
        except (OSError, TokenError):
            self._by_digest, self._seen = {}, None

    def _read(self) -> list[Token]:
        try:
            raw = json.loads(self.path.read_text(encoding="utf-8"))
            return [Token(**{**entry, "role": Role(entry["role"])}) for entry in raw["tokens"]]
        except FileNotFoundError:
            return []
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise TokenError(said=f"{self.path}: {type(error).__name__}") from error

    def _write(self, tokens: list[Token]) -> None:
        content = {"tokens": [asdict(token) for token in tokens]}
        write_private(self.path, json.dumps(content, ensure_ascii=False, indent=1).encode())
