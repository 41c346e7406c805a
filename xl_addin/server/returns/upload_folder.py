"""The returned folder, filled by uploads: one workbook per group, under a name that the program decides.

A file is received beside the folder, looked at, and only then moved in, in one step. What it replaces
is kept outside the intake. Every accepted upload has a receipt.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import json
import os
import re
import secrets
import shutil
import threading
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import anyio
import anyio.to_thread

from xl_addin.excel.writing.atomic_file import write_whole
from xl_addin.model.problems.catalogue import problem
from xl_addin.model.problems.errors import TidtamError
from xl_addin.model.problems.problem import Problem, Severity
from xl_addin.office.completeness import Completeness
from xl_addin.server.returns.cell_changes import CellChange, ReadEntries

# What may be a file name everywhere; Windows keeps con, nul, com1 ... for devices.
GROUP_ID = re.compile(r"(?!(?:con|prn|aux|nul|com\d|lpt\d)$)[a-z0-9][a-z0-9_-]{0,39}", re.IGNORECASE)

# Uploads that are looked at and put in their place at once. The others wait without holding a thread.
AT_ONCE = 4

MOST_CHANGES = 200
"""A receipt names so many entries that changed, and how many there are."""

KEPT_BYTES = 60 * 2**20
"""Of each group's replaced files the newest are kept, so many bytes together."""


@dataclass(frozen=True, slots=True)
class Inspected:
    """What looking at a file found. An ERROR keeps it out; `completeness` and `entries` are None for one that cannot
    be used. `to_correct`: errors of the entries, which keep no file out."""

    problems: list[Problem]
    completeness: Completeness | None = None
    entries: ReadEntries | None = None
    to_correct: tuple[Problem, ...] = ()


Inspector = Callable[[Path, str], Inspected]
"""Looks at a received file for a group."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that an upload took the place of, and where it is kept (relative to the round's folder) until
    newer ones take its room."""

    sha256: str
    size: int
    kept_as: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a group gets for an accepted upload.

    `number` counts up over the office; `time` is ISO 8601 with the server's offset; `unchanged` says
    that the very same bytes were there already; `completeness` how far the workbook is; `changes` the first
    of the `changed` entries that it gives otherwise than the file whose place it took. `to_correct` is told once
    and not kept."""

    number: int
    group: str
    file: str
    sha256: str
    size: int
    time: str
    unchanged: bool = False
    replaced: Kept | None = None
    completeness: Completeness | None = None
    changes: tuple[CellChange, ...] = ()
    changed: int = 0
    to_correct: tuple[Problem, ...] = ()


class Refused(TidtamError):
    """The upload is not accepted; `problems` say why."""


class WouldLose(TidtamError):
    """Something of the group's file that is there already would be gone, or be otherwise.

    `before` and `now` say how far both are, `changes` which entries differ; `is_worse`: the file there is better.
    """

    def __init__(self, before: Completeness, now: Completeness, changes: Sequence[CellChange] = ()) -> None:
        said = f"{before.entries} -> {now.entries} entries, {before.errors} -> {now.errors} errors"
        super().__init__(said=said)
        self.before = before
        self.now = now
        self.changes = tuple(changes)
        self.is_worse = now.is_worse_than(before)


class ReturnedFolder:
    """Accepts uploads of many groups at once; the uploads of one group one after the other.

    `folder` is what the consolidation reads; `home` holds what it must not see: uploads on their way,
    replaced files, receipts."""

    def __init__(self, folder: Path, home: Path, inspect: Inspector, limit: int) -> None:
        self.folder = folder
        self.home = home
        self.incoming = home / "incoming"
        self.incoming.mkdir(parents=True, exist_ok=True)
        self.inspect = inspect
        self.limit = limit
        self._places = anyio.CapacityLimiter(AT_ONCE)
        self._lock = threading.Lock()
        self._of_group: dict[str, threading.Lock] = {}

    async def receive(
        self, chunks: AsyncIterator[bytes], group: str, now: dt.datetime, *, replace: bool = False
    ) -> Receipt:
        """Take in one upload; `replace`: also in place of a file of which something would be lost or changed.

        Raises Refused and WouldLose; nothing of a refused or broken upload stays."""
        if not GROUP_ID.fullmatch(group):
            raise Refused([problem("upload_bad_group", group=group, value=group)])
        incoming = self.incoming / f"{secrets.token_hex(8)}.part"
        try:
            sha256, size = await self._store(chunks, incoming)
            return await anyio.to_thread.run_sync(
                self._accept, incoming, group, sha256, size, now, replace, limiter=self._places
            )
        finally:
            incoming.unlink(missing_ok=True)

    @property
    def _receipts(self) -> Path:
        return self.home / "receipts.jsonl"

    def receipts(self) -> list[Receipt]:
        """All receipts, oldest first."""
        try:
            lines = self._receipts.read_text(encoding="utf-8").splitlines()
        except FileNotFoundError:
            return []
        return [_read_receipt(line) for line in lines if line]

    async def _store(self, chunks: AsyncIterator[bytes], path: Path) -> tuple[str, int]:
        running, size = hashlib.sha256(), 0
        async with await anyio.open_file(path, "xb") as file:
            async for chunk in chunks:
                size += len(chunk)
                if size > self.limit:
                    raise Refused([problem("upload_too_large", limit=self.limit // 2**20)])
                running.update(chunk)
                await file.write(chunk)
            await file.flush()
            os.fsync(file.wrapped.fileno())
        if size == 0:
            raise Refused([problem("upload_empty")])
        return running.hexdigest(), size

    def _accept(
        self, incoming: Path, group: str, sha256: str, size: int, now: dt.datetime, replace: bool
    ) -> Receipt:
        inspected = self.inspect(incoming, group)
        errors = [p for p in inspected.problems if p.severity is Severity.ERROR]
        if errors:
            raise Refused(errors)
        with self._group_lock(group):
            self.folder.mkdir(parents=True, exist_ok=True)
            target = self.folder / f"{group}.xlsx"
            before = _sha256(target) if target.exists() else None
            replaced: Kept | None = None
            changes: tuple[CellChange, ...] = ()
            if before is not None and before != sha256:
                changes = self._compared(target, group, inspected, ask=not replace)
                replaced = self._keep(target, group, before)
            if before != sha256:
                write_whole(target, incoming.read_bytes())
            receipt = self._write_receipt(
                group,
                target.name,
                sha256,
                size,
                now,
                unchanged=before == sha256,
                replaced=replaced,
                completeness=inspected.completeness,
                changes=changes,
            )
            return dataclasses.replace(receipt, to_correct=inspected.to_correct)

    def _compared(self, target: Path, group: str, now: Inspected, *, ask: bool) -> tuple[CellChange, ...]:
        """What the file there and the one to come say otherwise. Raises WouldLose where that must be asked."""
        before = self.inspect(target, group)
        changes: tuple[CellChange, ...] = ()
        if before.entries is not None and now.entries is not None:
            changes = before.entries.changed_into(now.entries)
        if ask and before.completeness is not None and now.completeness is not None:
            lost = WouldLose(before.completeness, now.completeness, changes)
            if lost.is_worse or any(not one.is_addition for one in changes):
                raise lost
        return changes

    def _group_lock(self, group: str) -> threading.Lock:
        with self._lock:
            return self._of_group.setdefault(group, threading.Lock())

    def _keep(self, target: Path, group: str, sha256: str) -> Kept:
        """Copy, not move: until the new file is in its place, the old one is."""
        folder = self.home / "replaced" / group
        folder.mkdir(parents=True, exist_ok=True)
        older = sorted(folder.iterdir(), key=_number)
        kept = folder / f"{_number(older[-1]) + 1 if older else 1:03d}-{sha256[:12]}.xlsx"
        shutil.copy2(target, kept)
        room = KEPT_BYTES - kept.stat().st_size
        for one in reversed(older):
            room -= one.stat().st_size
            if room < 0:
                one.unlink()
        return Kept(sha256, target.stat().st_size, kept.relative_to(self.home).as_posix())

    def _write_receipt(
        self,
        group: str,
        file: str,
        sha256: str,
        size: int,
        now: dt.datetime,
        *,
        unchanged: bool,
        replaced: Kept | None,
        completeness: Completeness | None,
        changes: tuple[CellChange, ...],
    ) -> Receipt:
        with self._lock:
            number = len(self.receipts()) + 1
            time = now.isoformat(timespec="seconds")
            receipt = Receipt(
                number,
                group,
                file,
                sha256,
                size,
                time,
                unchanged,
                replaced,
                completeness,
                changes[:MOST_CHANGES],
                len(changes),
            )
            with self._receipts.open("a", encoding="utf-8") as receipts:
                kept = {key: value for key, value in asdict(receipt).items() if key != "to_correct"}
                receipts.write(json.dumps(kept, ensure_ascii=False) + "\n")
                receipts.flush()
                os.fsync(receipts.fileno())
        return receipt


def _read_receipt(line: str) -> Receipt:
    raw = json.loads(line)
    replaced, completeness = raw["replaced"], raw.get("completeness")
    return Receipt(
        **raw
        | {
            "replaced": Kept(**replaced) if replaced else None,
            "completeness": Completeness(**completeness) if completeness else None,
            "changes": tuple(CellChange(**one) for one in raw.get("changes", ())),
        }
    )


def _number(kept: Path) -> int:
    """Which replaced file of its group it is, from 1."""
    number = kept.name.partition("-")[0]
    return int(number) if number.isdigit() else 0


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
