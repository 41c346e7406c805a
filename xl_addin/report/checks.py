"""Live checks: a line whose result reads ตรงกัน or ไม่ตรง, in the file and when anything is changed in it."""

from __future__ import annotations

from dataclasses import dataclass

AGREES, DIFFERS = "ตรงกัน", "ไม่ตรง"


@dataclass(frozen=True, slots=True)
class Check:
    """One line of กระทบยอด: what was compared, whether it agrees, and the cell that says so."""

    statement: str
    agrees: bool
    cell: str


def verdict(condition: str) -> str:
    """The formula (without "=") of a check whose condition is TRUE when all is in order."""
    return f'IF({condition},"{AGREES}","{DIFFERS}")'


def said(agrees: bool) -> str:
    return AGREES if agrees else DIFFERS
