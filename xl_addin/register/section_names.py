"""Names typed in one table of a register that stand in another: sections, and what a wrong one may mean."""

from __future__ import annotations

from collections.abc import Sequence

from xl_addin.excel.reading.named_table import TableRow
from xl_addin.model.problems.catalogue import say
from xl_addin.model.register import Section
from xl_addin.model.thai.names import name_key, nearest
from xl_addin.register.read_session import RegisterReading


def hint(near: str | None, language: str) -> str:
    """ " หมายถึง "..." หรือไม่" for the nearest name; nothing without one."""
    return say("register_nearest", language, name=near) if near else ""


def find_section(
    reading: RegisterReading, table: str, row: TableRow, sections: Sequence[Section], **names: str
) -> Section | None:
    """The section that a row names, by name or number; an unknown one is told."""
    typed = reading.text(table, row, "section", **names)
    if not typed:
        return None
    key = name_key(typed)
    for section in sections:
        if key in (name_key(section.name), str(section.no)):
            return section
    if sections:
        near = nearest(typed, [section.name for section in sections])
        place = reading.place(table, row, "section")
        label = reading.form.sections.label if reading.form.sections else ""
        reading.tell_name(
            "register_unknown_section",
            place,
            value=typed,
            label=label,
            nearest=hint(near, reading.language),
            **names,
        )
    return None
