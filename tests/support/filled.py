"""A group's workbook as Excel saves it after the group has filled it in, for tests that send one."""

from __future__ import annotations

from xl_addin.demo.typed_values import typed_in
from xl_addin.excel.reading.cell_patch import Typed
from xl_addin.model.register import Register
from xl_addin.template.shared.round_data import round_data
from xl_addin.template.template import template_bytes

ENTRIES: dict[str, dict[str, Typed]] = {
    "spm2": {"used": 30_000, "status": "กำลังดำเนินการ"},
    "khonkaen2": {"used_to_date": 30_000, "narrative": "ประชุมคณะทำงานแล้ว"},
}
"""What a group types for each of its projects when all is in order, by form."""


def filled_workbook(register: Register, group_id: str, round_: int = 1, **other: Typed) -> bytes:
    """The workbook of one group, the same entries in each project; `other`: entries that differ from ENTRIES."""
    data = round_data(register.form, register, round_, None)
    entries = ENTRIES[register.form.id] | other
    typed = {str(project_id): entries for project_id in data.rows_of(group_id)["project_id"]}
    return template_bytes(typed_in(data, typed), register.group(group_id))
