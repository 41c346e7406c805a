"""Live checks: a line whose result reads ตรงกัน or ไม่ตรง, in the file and when anything is changed in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from xl_addin.consolidate.consolidated import Consolidated
from xl_addin.model.problems.catalogue import problem
from xl_addin.model.problems.problem import Problem
from xl_addin.model.values.clean import show

AGREES, DIFFERS = "ตรงกัน", "ไม่ตรง"
APART = "ต่างกัน"
"""The result of two sums of the register that the office has to bring together: the report prints both as
they are, so that nothing in it is wrong."""


@dataclass(frozen=True, slots=True)
class Check:
    """One line of กระทบยอด: what was compared, whether it agrees, and the cell that says so."""

    statement: str
    agrees: bool
    cell: str


@dataclass(frozen=True, slots=True)
class RegisterSums:
    """Two sums of the register that should be one, in satang, and the cells that print them.

    `reserve`: satang of the whole that may be left over.
    """

    statement: str
    whole: int
    parts: int
    whole_cell: str
    parts_cell: str
    reserve: int = 0

    @property
    def agrees(self) -> bool:
        return 0 <= self.whole - self.parts <= self.reserve


def unequal_problems(
    consolidated: Consolidated, disagreements: Sequence[Check], language: str = "th"
) -> Iterator[Problem]:
    """What must never happen: a count that does not hold, a printed number that is not its cell's."""
    for line in consolidated.conservation:
        if line.left != line.right:
            left, right = show(line.kind, line.left), show(line.kind, line.right)
            yield problem(
                "command_not_conserved", language=language, statement=line.statement, left=left, right=right
            )
    for check in disagreements:
        yield problem("command_disagrees", language=language, value=check.statement, cell=check.cell)


def verdict(condition: str) -> str:
    """The formula (without "=") of a check whose condition is TRUE when all is in order."""
    return f'IF({condition},"{AGREES}","{DIFFERS}")'


def said(agrees: bool) -> str:
    return AGREES if agrees else DIFFERS
