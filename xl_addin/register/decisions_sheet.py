"""The register's sheet การพิจารณา: which warnings were accepted, which files were sent back or accepted, and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from xl_addin.excel.reading.named_table import TableRow
from xl_addin.model.decisions import PHRASES, Decision, DecisionKind
from xl_addin.model.form.schema import Form
from xl_addin.model.group_names import GroupNames
from xl_addin.model.problems.catalogue import catalogue
from xl_addin.model.register import Group, Register
from xl_addin.model.table_names import DECISIONS_SHEET
from xl_addin.model.texts import round_label
from xl_addin.model.thai.names import name_key, nearest
from xl_addin.model.thai.words import date_words
from xl_addin.model.values.kinds import Kind
from xl_addin.register.layout_parts import Entry, SheetLayout, Table
from xl_addin.register.read_session import RegisterReading
from xl_addin.register.section_names import hint

TABLE = "decisions"
PREPARED = 60

NEEDED: dict[DecisionKind, tuple[str, ...]] = {
    DecisionKind.ACCEPT_WARNING: ("rule", "reason"),
    DecisionKind.RETURN_FILE: ("group", "reason"),
    DecisionKind.ACCEPT_FILE: ("group",),
    DecisionKind.NOTHING: ("group",),
}
"""What must be filled in for each kind of decision; an accepted warning also names its project or group."""

_NOTE = (
    "โปรแกรมเขียนให้เมื่อกดที่หน้าของเจ้าหน้าที่ หรือพิมพ์เองก็ได้ ข้อที่ยอมรับแล้วจะไม่ขึ้นเตือนอีกจนสิ้นปี "
    "ไฟล์ที่ส่งคืนจะไม่รวมในยอดจนกว่าจะมีไฟล์ใหม่ ยกเลิกได้โดยลบบรรทัดนั้น"
)


def decisions_sheet(form: Form) -> SheetLayout:
    """The sheet, one line a decision."""
    rounds = {str(number): round_label(form, number) for number in range(1, form.period.rounds + 1)}
    kinds = {str(kind): phrase for kind, phrase in PHRASES.items()}
    columns = (
        Entry("decision_no", ("ที่",), Kind.COUNT, 5, prefill="{:d}", locked=True),
        Entry("decided_round", ("รอบรายงาน",), Kind.CHOICE, 16, "เลือกรอบ", required=True, choices=rounds),
        Entry("decision", ("เรื่อง",), Kind.CHOICE, 28, "เลือกจากรายการ", required=True, choices=kinds),
        _name("group", "กลุ่ม", 28, "เลือกจากรายการ", "groups.group"),
        _name("project", "โครงการ", 34, "ชื่อหรือรหัส เมื่อยอมรับข้อของโครงการ", "projects.project"),
        Entry("rule", ("รหัสข้อตรวจ",), Kind.TEXT, 24, "ตามคอลัมน์รหัสในแผ่นข้อสังเกต", max_length=100),
        Entry("column", ("ช่อง",), Kind.TEXT, 4, hidden=True, max_length=100),
        Entry("value", ("ค่าเมื่อพิจารณา",), Kind.TEXT, 18, "เว้นว่างได้", max_length=500),
        Entry("file", ("ไฟล์",), Kind.TEXT, 30, "ตามแผ่นการส่งรายงาน เว้นว่าง = ทุกไฟล์ของกลุ่ม", max_length=500),
        Entry("code", ("รหัสไฟล์",), Kind.TEXT, 4, hidden=True, max_length=40),
        Entry("reason", ("เหตุผล",), Kind.TEXT, 40, "พิมพ์ในรายงาน และในสำเนาที่ส่งคืนกลุ่ม", max_length=500),
        Entry("on", ("วันที่",), Kind.DATE, 18, "เว้นว่างได้"),
    )
    return SheetLayout(
        name=DECISIONS_SHEET,
        step="ข้อที่ยอมรับ ไฟล์ที่ส่งคืนหรือรับแล้ว และกลุ่มที่แจ้งว่าไม่มีรายการ",
        note=_NOTE,
        tables=(Table(TABLE, "", columns, prepared=PREPARED, open_ended=True, optional=True),),
        optional=True,
    )


def _name(key: str, label: str, width: float, guidance: str, offers: str) -> Entry:
    return Entry(key, (label,), Kind.TEXT, width, guidance, offers=offers, strict=False)


def decision_row(form: Form, decision: Decision) -> dict[str, str | int | float | None]:
    """A decision as its line shows it, but for the number; groups and projects by their codes."""
    return {
        "decided_round": round_label(form, decision.round),
        "decision": PHRASES[decision.kind],
        "group": decision.group_id or None,
        "project": decision.project_id or None,
        "rule": decision.rule or None,
        "column": decision.column or None,
        "value": decision.value or None,
        "file": decision.file or None,
        "code": decision.code or None,
        "reason": decision.reason or None,
        "on": None if decision.on is None else date_words(decision.on),
    }


def decision_rows(form: Form, register: Register | None) -> list[dict[str, str | int | float | None]]:
    """The lines of a Register's decisions; groups are named."""
    if register is None:
        return []
    groups = {group.id: group.name for group in register.groups}
    return [
        {
            **decision_row(form, one),
            "decision_no": number,
            "group": groups.get(one.group_id) or one.group_id or None,
        }
        for number, one in enumerate(register.decisions, 1)
    ]


def read_decisions(
    reading: RegisterReading, projects: pd.DataFrame, groups: Sequence[Group]
) -> tuple[Decision, ...]:
    """The list; a line that cannot be meant is told and left out, so that it never hides anything."""
    return tuple(decision for _, decision in decision_lines(reading, projects, groups))


def decision_lines(
    reading: RegisterReading, projects: pd.DataFrame, groups: Sequence[Group]
) -> Iterator[tuple[TableRow, Decision]]:
    """Each decision with its line."""
    if TABLE not in reading.layout:
        return
    names = DecisionNames(groups, projects, reading.form)
    for row in reading.rows(TABLE):
        decision = _decision(reading, row, names)
        if decision is not None:
            yield row, decision


def codes_by_name(projects: pd.DataFrame) -> dict[str, list[str]]:
    """The codes of the projects that a code or a name means."""
    codes: dict[str, list[str]] = {}
    for code, name in zip(projects["project_id"], projects["project"], strict=True):
        for text in (code, name):
            if not pd.isna(text) and str(code) not in codes.setdefault(name_key(str(text)), []):
                codes[name_key(str(text))].append(str(code))
    return codes


@dataclass(frozen=True, slots=True)
class UnknownName:
    """A name in a decision that means nothing: `key` of its column, the message `rule`, and what is near, if any."""

    key: str
    rule: str
    value: str
    near: str | None


class DecisionNames:
    """What a decision may name: groups, projects and rules of a register."""

    def __init__(self, groups: Sequence[Group], projects: pd.DataFrame, form: Form) -> None:
        self._groups = GroupNames(groups)
        self._codes = codes_by_name(projects)
        self._shown = [str(text) for key in ("project_id", "project") for text in projects[key].dropna()]
        self._rules = {rule.id for rule in form.rules} | set(catalogue())

    def group_id(self, text: str) -> str:
        """The id of the group that a text means, "" for none."""
        found = self._groups.find(text) if text else None
        return found.id if found else ""

    def project_id(self, text: str) -> str:
        """The code of the one project that a text means, "" for none or several."""
        found = self._codes.get(name_key(text), []) if text else []
        return found[0] if len(found) == 1 else ""

    def unknown(self, group: str, project: str, rule: str) -> Iterator[UnknownName]:
        """Those of the names that mean nothing."""
        if group and not self.group_id(group):
            yield UnknownName("group", "decision_unknown_group", group, self._groups.nearest(group))
        if project and not self.project_id(project):
            near = nearest(project, self._shown)
            yield UnknownName("project", "decision_unknown_project", project, near)
        if rule and rule not in self._rules:
            yield UnknownName("rule", "decision_unknown_rule", rule, nearest(rule, self._rules))


def _decision(reading: RegisterReading, row: TableRow, names: DecisionNames) -> Decision | None:
    round_, kind = reading.value(TABLE, row, "decided_round"), reading.value(TABLE, row, "decision")
    if round_ is None or kind is None:
        return None
    what = DecisionKind(str(kind))
    texts = {
        key: reading.text(TABLE, row, key)
        for key in ("group", "project", "rule", "column", "value", "file", "code", "reason")
    }
    if not _is_complete(reading, row, what, texts):
        return None
    unknown = next(names.unknown(texts["group"], texts["project"], texts["rule"]), None)
    if unknown is not None:
        near, place = hint(unknown.near, reading.language), reading.place(TABLE, row, unknown.key)
        reading.tell(unknown.rule, place, value=unknown.value, nearest=near)
        return None
    return Decision(
        int(round_),
        what,
        names.group_id(texts["group"]),
        names.project_id(texts["project"]),
        texts["rule"],
        texts["column"],
        texts["value"],
        texts["file"],
        texts["code"],
        texts["reason"],
        reading.number(TABLE, row, "on"),
    )


def _is_complete(
    reading: RegisterReading, row: TableRow, kind: DecisionKind, texts: Mapping[str, str]
) -> bool:
    missing = _missing(kind, texts)
    for key in missing:
        label = reading.layout[TABLE].column(key).title
        place = reading.place(TABLE, row, key)
        reading.tell("decision_incomplete", place, label=label, value=PHRASES[kind])
    return not missing


def _missing(kind: DecisionKind, texts: Mapping[str, str]) -> list[str]:
    """Keys of what a decision of that kind needs and does not have."""
    missing = [key for key in NEEDED[kind] if not texts[key]]
    if kind is DecisionKind.ACCEPT_WARNING and not (texts["group"] or texts["project"]):
        missing.append("project")
    return missing


def lacking(form: Form, decision: Decision) -> list[str]:
    """Labels of what a decision needs and does not have."""
    (table,) = decisions_sheet(form).tables
    texts = {
        "group": decision.group_id,
        "project": decision.project_id,
        "rule": decision.rule,
        "reason": decision.reason,
    }
    return [table.column(key).title for key in _missing(decision.kind, texts)]
