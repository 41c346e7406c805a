"""A returned workbook after reading: who it is from, its typed rows with their addresses, what was odd.

It travels from the child process that read the file: integers are packed, nothing is kept twice.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, NamedTuple, TypeAlias, overload

from xl_addin.excel.addresses import cell_address
from xl_addin.model.expressions.text_readings import Row, TextCall, TextReadings, read_ahead
from xl_addin.model.identity import Identity
from xl_addin.model.problems.problem import Place, Problem
from xl_addin.model.table_names import KNOWN_ROW, ROW_PATH
from xl_addin.model.values.findings import Finding
from xl_addin.model.values.kinds import SCALE

BLANK = -(2**63)
"""A blank in a packed column of integers."""

COMPUTED, NO_RESULT, TYPED_OVER = range(3)
"""What a computed cell holds: a formula's result, none (deleted, an error, never calculated), a typed one."""


@dataclass(slots=True, eq=False)
class PackedTexts(Sequence[str | None]):
    """A column of long texts as it waits to be merged: one byte for a Thai letter where Python takes two.

    `data`: the texts in a row in `encoding`, U+0000 between them; U+0001 is a blank. Cleaned texts hold neither.
    Once a frame has taken the texts they are held as they are, and not packed beside it. `readings`: what `calls`
    gave for each text (see `read_ahead`).
    """

    data: bytes
    encoding: str
    length: int
    calls: tuple[TextCall, ...] = ()
    readings: tuple[Row | None, ...] = ()
    _taken: list[str | None] | None = field(default=None, repr=False)

    @classmethod
    def of(cls, texts: Sequence[str | None], calls: tuple[TextCall, ...] = ()) -> PackedTexts:
        data, encoding = _packed(texts)
        packed = data if encoding == "cp874" else None
        return cls(
            data, encoding, len(texts), calls, tuple(read_ahead(calls, texts, packed)) if calls else ()
        )

    def unpacked(self) -> list[str | None]:
        if self._taken is not None:
            return self._taken
        if not self.length:
            return []
        return [None if text == "\1" else text for text in self.data.decode(self.encoding).split("\0")]

    def taken(self) -> list[str | None]:
        """The texts for one who keeps them: they are not held a second time."""
        if self._taken is None:
            self._taken, self.data = self.unpacked(), b""
        return self._taken

    def __reduce__(self) -> tuple[Any, ...]:
        data = (self.data, self.encoding) if self._taken is None else _packed(self._taken)
        return PackedTexts, (*data, self.length, self.calls, self.readings)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, PackedTexts) and self.unpacked() == other.unpacked()

    __hash__ = object.__hash__

    def __len__(self) -> int:
        return self.length

    def __iter__(self) -> Iterator[str | None]:
        return iter(self.unpacked())

    @overload
    def __getitem__(self, index: int) -> str | None: ...
    @overload
    def __getitem__(self, index: slice) -> list[str | None]: ...
    def __getitem__(self, index: int | slice) -> str | list[str | None] | None:
        texts = _unpacked(self) if self._taken is None else self._taken
        return texts[index]


def _packed(texts: Sequence[str | None]) -> tuple[bytes, str]:
    """The texts as `data` and its encoding."""
    joined = "\0".join("\1" if text is None else text for text in texts)
    if joined.isascii():
        return joined.encode(), "cp874"
    try:
        return joined.encode("cp874"), "cp874"
    except UnicodeEncodeError:
        return joined.encode("utf-8"), "utf-8"


@lru_cache(maxsize=4)
def _unpacked(packed: PackedTexts) -> list[str | None]:
    """The columns that are asked for text by text, row after row: the last few stay unpacked."""
    return packed.unpacked()


Values: TypeAlias = "array[int] | list[str | None] | PackedTexts"


def value_at(values: Values, index: int) -> int | str | None:
    """One value of a column; blank is None."""
    value = values[index]
    return None if value == BLANK else value


def blank_values(kind: str, count: int) -> Values:
    """A column of blanks."""
    return array("q", [BLANK]) * count if kind in SCALE else [None] * count


def put_value(values: Values, index: int, value: int | str | None) -> None:
    """Set one value of a column that is not packed."""
    assert not isinstance(values, PackedTexts)
    if isinstance(values, array):
        values[index] = BLANK if value is None else int(value)
    else:
        values[index] = None if value is None else str(value)


class CellFinding(NamedTuple):
    """What is to be said about the cell of `key` in the row `at` (index) of a block."""

    at: int
    key: str
    finding: Finding


@dataclass(frozen=True, slots=True)
class Block:
    """The rows of one table on one sheet that carry a project id; every list and column is as long as `rows`.

    columns   key -> column number on the sheet (1-based), for every key found
    rows      row numbers on the sheet (1-based)
    values    key -> cleaned values: entry, register, previous and computed columns that stand on the sheet
    findings  what cleaning the entry columns found
    results   computed key -> COMPUTED, NO_RESULT or TYPED_OVER for each row
    filled    how many entry cells of each row hold something
    places    of a project's own sheet: key -> row and column (1-based) of the field; empty for tables
    """

    table: str
    sheet: str
    columns: dict[str, int]
    rows: array[int]
    project_ids: list[str]
    values: dict[str, Values]
    findings: tuple[CellFinding, ...] = ()
    results: dict[str, bytes] = field(default_factory=dict)
    filled: array[int] = field(default_factory=lambda: array("l"))
    places: dict[str, tuple[int, int]] = field(default_factory=dict)

    def address(self, index: int, key: str) -> str:
        """Where the cell of a key stands; the row's first keyed cell when the sheet has no such column."""
        if self.places:
            return cell_address(*(self.places.get(key) or min(self.places.values())))
        column = self.columns.get(key) or min(self.columns.values())
        return cell_address(self.rows[index], column)

    def value(self, index: int, key: str) -> int | str | None:
        """The value of a key, None where blank or where the sheet has no such column."""
        values = self.values.get(key)
        return None if values is None else value_at(values, index)

    def row_of(self, index: int) -> tuple[str, str]:
        """Which row of a small table it is: its project and the row's number there, "2" or "2.1"."""
        return self.project_ids[index], str(self.value(index, ROW_PATH) or "")

    def row_above(self, index: int) -> tuple[str, str]:
        """The same of the row that it stands in."""
        project, path = self.row_of(index)
        return project, path.rpartition(".")[0]

    @property
    def typed(self) -> set[int]:
        """The rows in which a group has typed anything, also what cannot be read."""
        return {index for index, count in enumerate(self.filled) if count} | {
            at for at, _, _ in self.findings
        }

    def is_known(self, index: int) -> bool:
        """Whether a row of a small table was known when the template was made."""
        return self.value(index, KNOWN_ROW) is not None


class Stray(NamedTuple):
    """Something typed where no entry is read: its place and text, and how many entry cells it stands for.

    `checksum`: one of all that a text leaves out, where it stands for many rows.
    """

    sheet: str
    cell: str
    value: str
    entries: int
    checksum: int = 0


class Picture(NamedTuple):
    """A picture that somebody put into a workbook: its place, its part of the package, its name when kept."""

    sheet: str
    cell: str
    part: str
    saved_as: str


@dataclass(frozen=True, slots=True)
class Submission:
    """One returned workbook. `problems`: of the file and its sheets; `refusals`: why it is not used.

    A workbook that is refused may have no identity and no blocks; of one without identity `texts` are those at
    its top, which may say whose it is.
    `nothing`: the group says in it that there is nothing to report in this round.
    `code`: of the file (model/marks); `corrects`: of the file of which this is a marked copy, "" for none.
    """

    file: str
    identity: Identity | None = None
    blocks: tuple[Block, ...] = ()
    strays: tuple[Stray, ...] = ()
    problems: tuple[Problem, ...] = ()
    refusals: tuple[Problem, ...] = ()
    pictures: tuple[Picture, ...] = ()
    texts: tuple[str, ...] = ()
    code: str = ""
    corrects: str = ""
    nothing: bool = False

    @property
    def entries(self) -> int:
        """Entry cells that hold something, wherever they were found."""
        return sum(sum(block.filled) for block in self.blocks) + sum(stray.entries for stray in self.strays)

    def teach(self, readings: TextReadings) -> None:
        """What was read ahead of its texts, which are held as they are from then on."""
        for values in (values for block in self.blocks for values in block.values.values()):
            if isinstance(values, PackedTexts) and values.calls:
                readings.learn(values.calls, zip(values.taken(), values.readings, strict=True))

    def place(self, block: Block, index: int, key: str) -> Place:
        """The cell of a key of a row; of `table.column` the first of that table of the row's project."""
        return Place(self.file, block.sheet, cell_in_table(self.blocks, block, index, key))


def cell_in_table(blocks: Iterable[Block], block: Block, index: int, key: str) -> str:
    """Where `table.column` of the project in a row of a block begins; a plain key in the row itself.

    Where the sheet has lost the table, the first keyed cell of the row.
    """
    table, _, column = key.rpartition(".")
    if table:
        project = block.project_ids[index]
        for child in blocks:
            if (child.table, child.sheet) == (table, block.sheet) and project in child.project_ids:
                return child.address(child.project_ids.index(project), column)
    return block.address(index, key)


def typed_rows(blocks: Sequence[Block], parents: Mapping[str, str | None]) -> list[set[int]]:
    """Of each block of a small table the rows in which a group has typed anything, or in a row that stands in it.

    `parents`: table -> the one in whose rows its own stand, upper tables first.
    """
    begun = [block.typed for block in blocks]
    places = {block.table: place for place, block in enumerate(blocks)}
    for table, parent in reversed(list(parents.items())):
        if parent is None or not {table, parent} <= places.keys():
            continue
        own, above = places[table], blocks[places[parent]]
        wanted = {blocks[own].row_above(index) for index in begun[own]}
        begun[places[parent]] |= {index for index in range(len(above.rows)) if above.row_of(index) in wanted}
    return begun
