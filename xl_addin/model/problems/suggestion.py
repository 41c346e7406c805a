"""What a wrong name may have meant, and all that could stand there."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

NEAR = 0.7
"""How alike two names are (0 to 1) before one is offered for the other: usde for used, but not cat for budget."""


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name that is near enough to be meant, or None."""
    found = difflib.get_close_matches(name, list(known), n=1, cutoff=NEAR)
    return found[0] if found else None


def suggestion(name: str, known: Iterable[str]) -> str:
    """The nearest name, where one is near, and the full list, in Thai."""
    listed = list(dict.fromkeys(known))
    near = nearest(name, listed)
    every = f"ที่ใช้ได้คือ {', '.join(listed)}" if listed else "ไม่มีชื่อที่ใช้ได้ตรงนี้"
    return every if near is None else f"หมายถึง {near} หรือไม่ {every}"
