"""The rounds that are open: registers and earlier reports on this PC, read again when they change."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from xl_addin.consolidate.intake.build_form_brief import brief_of
from xl_addin.consolidate.intake.form_brief import Brief
from xl_addin.consolidate.intake.printed_texts import page_texts
from xl_addin.model.expressions.evaluation_data import plain_columns
from xl_addin.model.expressions.plain_values import Plain
from xl_addin.model.form.schema import Form
from xl_addin.model.identity import Identity
from xl_addin.model.register import Register
from xl_addin.office.state_folder import Source
from xl_addin.previous.previous_report import PreviousReport, read_previous
from xl_addin.register.reader import load_register
from xl_addin.template.shared.round_data import RoundData, round_data
from xl_addin.template.template import template_bytes

# A register that cannot be read is not tried again at every live check.
SECONDS_TO_NEXT_TRY = 5.0

Stamp = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class OpenRound:
    """One register in one round, with what every live check of it needs.

    `columns`: the columns of `data` as plain values; `positions`: project id -> their row; `groups`: group id -> its
    project ids."""

    register: Register
    previous: PreviousReport | None
    data: RoundData
    brief: Brief
    columns: Plain
    positions: dict[str, int]
    groups: dict[str, frozenset[str]]

    @property
    def round(self) -> int:
        return self.data.round

    @property
    def form(self) -> Form:
        return self.register.form

    @property
    def identity(self) -> Identity:
        """What every workbook of the round says of itself, but for its group."""
        form, register = self.form, self.register
        return Identity(form.id, form.version, register.office, register.fiscal_year, self.round, "", "")

    def projects_of(self, group_id: str) -> frozenset[str]:
        """Project ids of one group; none for a group that has no project."""
        return self.groups.get(group_id, frozenset())


def open_round(register: Register, round_: int, previous: PreviousReport | None = None) -> OpenRound:
    """What the templates of a round show before anybody has typed, ready for live checks."""
    data = round_data(register.form, register, round_, previous)
    register = data.register
    ids = data.frame["project_id"].astype(str)
    asked = register.asked
    groups = {
        group: frozenset(own)
        for group, own in asked["project_id"].astype(str).groupby(asked["group_id"].astype(str))
    }
    positions = {project: row for row, project in enumerate(ids)}
    brief = brief_of(register.form, round_, data.carried, page_texts(register, round_))
    return OpenRound(register, previous, data, brief, plain_columns(data.frame), positions, groups)


def group_template(found: OpenRound, group_id: str) -> bytes:
    """The blank workbook of one group. Raises KeyError for a group that the register does not know."""
    return template_bytes(found.data, found.register.group(group_id))


class OpenRounds:
    """All open rounds of this server.

    A file that was changed is read again, by one who asks, while the others go on with what was read before.
    While it cannot be read, the last good state is kept."""

    def __init__(self, sources: Iterable[Source]) -> None:
        self.sources = {source.id: source for source in sources}
        self._reading = {id_: threading.Lock() for id_ in self.sources}
        self._read: dict[str, tuple[Stamp, OpenRound]] = {}
        self._tried: dict[str, float] = {}

    def at_hand(self, source_id: str) -> OpenRound | None:
        """The open round of a source if there is nothing to read. Raises KeyError for an unknown one."""
        known = self._read.get(source_id)
        if known is None or self._is_to_be_read(self.sources[source_id], known[0]):
            return None
        return known[1]

    def of(self, source_id: str) -> OpenRound:
        """The open round of a source. Reading takes a second or so: not for an event loop.

        Raises KeyError for an unknown one, and what reading raises for one that was never good."""
        at_hand = self.at_hand(source_id)
        if at_hand is not None:
            return at_hand
        source, lock = self.sources[source_id], self._reading[source_id]
        known = self._read.get(source_id)
        if not lock.acquire(blocking=known is None):
            assert known is not None
            return known[1]
        try:
            known = self._read.get(source_id)
            stamp = source_stamp(source)
            if known is None or known[0] != stamp:
                known = self._read[source_id] = (stamp, _open(source))
            self._tried.pop(source_id, None)
        except Exception:
            # Excel has the register open, or somebody is half-way through a change.
            self._tried[source_id] = time.monotonic()
            if known is None:
                raise
        finally:
            lock.release()
        return known[1]

    def _is_to_be_read(self, source: Source, stamp: Stamp) -> bool:
        """Whether it has changed, and the last try, if it failed, is long enough ago."""
        tried = self._tried.get(source.id)
        if tried is not None and time.monotonic() - tried < SECONDS_TO_NEXT_TRY:
            return False
        try:
            return source_stamp(source) != stamp
        except OSError:
            return False


def source_stamp(source: Source) -> Stamp:
    """Changes when the register or the last report does. Raises OSError for one that is not there."""
    stats = [Path(path).stat() for path in (source.register, source.previous) if path]
    return tuple((stat.st_mtime_ns, stat.st_size) for stat in stats)


def _open(source: Source) -> OpenRound:
    register = load_register(Path(source.register))
    previous = read_previous(Path(source.previous), register.form) if source.previous else None
    return open_round(register, source.round, previous)
