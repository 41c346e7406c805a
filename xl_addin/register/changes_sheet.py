"""The register's sheet การเปลี่ยนแปลงระหว่างปี: what it asks for, and what stands in it for a Register."""

from __future__ import annotations

from xl_addin.model.changes import PHRASES, ChangeKind
from xl_addin.model.form.schema import Form
from xl_addin.model.office_in_round import budget_parts
from xl_addin.model.register import Register
from xl_addin.model.table_names import CHANGES_SHEET
from xl_addin.model.texts import round_label
from xl_addin.model.values.kinds import Kind
from xl_addin.register.layout_parts import Entry, SheetLayout, Table

CHANGES = "changes"

NEEDED: dict[ChangeKind, tuple[str, ...]] = {
    ChangeKind.ADD: ("project",),
    ChangeKind.CANCEL: ("project",),
    ChangeKind.MOVE: ("project", "to_group"),
    ChangeKind.RENAME: ("project", "new_name"),
    ChangeKind.REALLOCATE: ("project", "partner", "amount"),
    ChangeKind.ADJUST: ("project", "amount"),
    ChangeKind.SPLIT: ("project", "partner"),
    ChangeKind.MERGE: ("project", "partner"),
    ChangeKind.RENAME_GROUP: ("group", "new_name"),
    ChangeKind.MERGE_GROUP: ("group", "to_group"),
}
"""What must be filled in for each kind of change."""

ALSO: dict[ChangeKind, tuple[str, ...]] = {
    ChangeKind.REALLOCATE: ("part", "to_part"),
    ChangeKind.ADJUST: ("part",),
    ChangeKind.SPLIT: ("amount", "part"),
    ChangeKind.MERGE: ("amount", "part", "to_part"),
}
"""What may be filled in besides."""

ASKED = ("project", "partner", "group", "to_group", "new_name", "amount", "part", "to_part")
_NOTE = (
    "แผ่นโครงการคือแผนเมื่อต้นปี ไม่ต้องแก้ของเดิม โครงการที่เพิ่มให้พิมพ์ต่อท้ายแผ่นโครงการ แล้วบอกที่นี่ว่าเริ่มรอบใด "
    "รอบก่อนหน้านั้นทำใหม่ได้เสมอและได้ตัวเลขเดิม"
)


def part_labels(form: Form) -> dict[str, str]:
    """Key -> label of the amounts that make up a budget."""
    return {key: form.column(key).title for key in budget_parts(form)}


def changes_sheet(form: Form) -> SheetLayout:
    """The sheet, one line a change."""
    rounds = {str(number): round_label(form, number) for number in range(1, form.period.rounds + 1)}
    kinds = {str(kind): phrase for kind, phrase in PHRASES.items()}
    projects, groups = "projects.project", "groups.group"
    columns = [
        Entry("change_no", ("ที่",), Kind.COUNT, 5, prefill="{:d}", locked=True),
        Entry("from_round", ("ตั้งแต่รอบ",), Kind.CHOICE, 16, "เลือกรอบแรกที่มีผล", required=True, choices=rounds),
        Entry("change", ("เรื่อง",), Kind.CHOICE, 26, "เลือกจากรายการ", required=True, choices=kinds),
        _name("project", "โครงการ", 34, "ชื่อหรือรหัส ที่เพิ่ม ยกเลิก ย้าย หรือเงินถูกโอนออก", projects),
        _name("partner", "โครงการคู่", 34, "โอนให้ / แยกออกมาเป็น / รวมเข้ากับ", projects),
        _name("group", "กลุ่มที่เปลี่ยน", 24, "เมื่อเปลี่ยนชื่อกลุ่ม หรือรวมกลุ่ม", groups),
        _name("to_group", "ไปอยู่กับกลุ่ม", 24, "เมื่อย้ายโครงการ หรือรวมกลุ่ม", groups),
        Entry("new_name", ("ชื่อใหม่",), Kind.TEXT, 34, "เมื่อเปลี่ยนชื่อโครงการหรือกลุ่ม"),
        Entry(
            "amount",
            ("จำนวนเงิน (บาท)",),
            Kind.BAHT,
            15,
            "เงินที่โอน แยก หรือปรับ ปรับลดใส่เครื่องหมายลบ",
            minimum=None,
        ),
    ]
    parts = part_labels(form)
    if parts:
        columns += [
            Entry("part", ("โอนจาก",), Kind.CHOICE, 22, "เว้นว่าง = ของไตรมาสนั้น หรือช่องแรก", choices=parts),
            Entry("to_part", ("โอนเข้า",), Kind.CHOICE, 22, "เว้นว่าง = ช่องเดียวกัน", choices=parts),
        ]
    columns += [
        Entry("letter_no", ("หนังสือเลขที่",), Kind.TEXT, 22, "เลขที่และวันที่ของหนังสืออนุมัติ", max_length=200),
        Entry("reason", ("เหตุผล",), Kind.TEXT, 36, "พิมพ์ในหมายเหตุและในหน้าการเปลี่ยนแปลง", max_length=500),
    ]
    return SheetLayout(
        name=CHANGES_SHEET,
        step="โครงการที่เพิ่ม ยกเลิก ย้าย เปลี่ยนชื่อ แยก รวม และเงินที่โอนระหว่างปี",
        note=_NOTE,
        tables=(Table(CHANGES, "", tuple(columns), prepared=40, open_ended=True, optional=True),),
        optional=True,
    )


def _name(key: str, label: str, width: float, guidance: str, offers: str) -> Entry:
    return Entry(key, (label,), Kind.TEXT, width, guidance, offers=offers, strict=False)


def change_rows(form: Form, register: Register | None) -> list[dict[str, str | int | float | None]]:
    """The lines of a Register's changes as the sheet shows them."""
    if register is None or not register.changes:
        return []
    names = dict(zip(register.projects["project_id"], register.projects["project"], strict=True))
    groups = {group.id: group.name for group in register.groups}
    parts = part_labels(form)
    rows: list[dict[str, str | int | float | None]] = []
    for number, change in enumerate(register.changes, 1):
        of_group = change.kind in (ChangeKind.RENAME_GROUP, ChangeKind.MERGE_GROUP)
        other = change.other_group_id if of_group else change.group_id
        baht = change.amount / 100 if change.amount % 100 else change.amount // 100
        rows.append(
            {
                "change_no": number,
                "from_round": round_label(form, change.round),
                "change": PHRASES[change.kind],
                "project": _shown_project(names, change.project_id),
                "partner": _shown_project(names, change.partner_id),
                "group": groups.get(change.group_id) if of_group else None,
                "to_group": groups.get(other),
                "new_name": change.new_name or None,
                "amount": baht or None,
                "part": parts.get(change.part),
                "to_part": parts.get(change.other_part),
                "letter_no": change.letter_no or None,
                "reason": change.reason or None,
            }
        )
    return rows


def _shown_project(names: dict[str, str], project_id: str) -> str | None:
    """The project's name, or its code where another project bears the same name."""
    name = names.get(project_id)
    return name if name and list(names.values()).count(name) == 1 else project_id or None
