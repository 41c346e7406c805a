"""Live checks: a line whose result reads ตรงกัน or ไม่ตรง, in the file and when anything is changed in it."""

from __future__ import annotations

from dataclasses import dataclass

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
    """Two sums of the register that should be one, in satang, and the cells that print them."""

    statement: str
    whole: int
    parts: int
    whole_cell: str
    parts_cell: str

    @property
    def agrees(self) -> bool:
        return self.whole == self.parts


def verdict(condition: str) -> str:
    """The formula (without "=") of a check whose condition is TRUE when all is in order."""
    return f'IF({condition},"{AGREES}","{DIFFERS}")'


def said(agrees: bool) -> str:
    return AGREES if agrees else DIFFERS
