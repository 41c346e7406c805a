"""Names of the files that leave the office: readable, the same every time, and allowed on every system."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # the processes that read files make names, too, and are kept light
    from xl_addin.model.register import Group, Register

_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]+')
_SPACES = re.compile(r"[\s_]+")
LONGEST_PART = 40
"""Characters of a group's name in a file name, of 255 bytes at most: a Thai letter takes three."""


def safe_part(text: str) -> str:
    """A text as part of a file name: forbidden characters and spaces become "_", never a dot at an end."""
    return _SPACES.sub("_", _FORBIDDEN.sub("_", text))[:LONGEST_PART].strip("._ ")


def round_stem(register: Register, round_: int) -> str:
    """ "spm2_2563_รอบ2" """
    return f"{safe_part(register.form.id)}_{register.fiscal_year}_รอบ{round_}"


def group_file_names(register: Register, round_: int, groups: Sequence[Group]) -> dict[str, str]:
    """File name by group id: "spm2_2563_รอบ2_กลุ่มนิเทศ.xlsx"; groups whose names look alike carry their id."""
    parts = {group.id: safe_part(group.short_name or group.name) or safe_part(group.id) for group in groups}
    seen = [part.casefold() for part in parts.values()]
    names = {}
    for id_, part in parts.items():
        more = "" if seen.count(part.casefold()) == 1 else f"_{safe_part(id_)}"
        names[id_] = f"{round_stem(register, round_)}_{part}{more}.xlsx"
    return names
