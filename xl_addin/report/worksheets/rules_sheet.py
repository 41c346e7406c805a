"""คำอธิบายข้อตรวจ: each rule of the form, and each other message of this report, in plain Thai, by the id in ข้อสังเกต."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping

from xl_addin.excel.writing.bulk_rows import BulkSheet
from xl_addin.model.form.schema import MAIN, Form
from xl_addin.model.problems.catalogue import catalogue
from xl_addin.model.values.kinds import Kind
from xl_addin.report.book.report_workbook import ReportBook
from xl_addin.report.book.worksheet_table import Cell
from xl_addin.report.worksheets.list_sheet import ListColumn, write_list
from xl_addin.report.worksheets.problems_sheet import SEVERITIES

RULES_SHEET = "คำอธิบายข้อตรวจ"

_COLUMNS = (
    ListColumn("รหัส", 24),
    ListColumn("ระดับ", 9, Kind.CHOICE),
    ListColumn("ช่องที่ตรวจ", 22),
    ListColumn("บอกว่าอะไร", 44),
    ListColumn("แก้อย่างไร", 40),
    ListColumn("พบในรอบนี้", 9, Kind.COUNT),
    ListColumn("รับไว้แล้ว", 9, Kind.COUNT),
)
_NAME = re.compile(r"[a-z_][a-z0-9_]*(?:\.[a-z_][a-z0-9_]*)?")
_BRACES = re.compile(r"\{([^{}]*)\}")


def write_rules(book: ReportBook, sheet: BulkSheet) -> dict[str, tuple[str, int]]:
    """Write the sheet; gives where each rule's id stands: sheet, row (from 0)."""
    found = Counter(one.rule for one in book.consolidated.problems)
    accepted = Counter(one.problem.rule for one in book.consolidated.accepted)
    names = book.names()
    titles = (RULES_SHEET, f"{names['office']} {names['period_name']}")
    rules = list(_rules(book.form, found | accepted))
    rows: list[list[Cell]] = [[*texts, found[texts[0]], accepted[texts[0]]] for texts in rules]
    written = write_list(book, sheet, titles, _COLUMNS, rows, is_work=True)
    name = sheet.get_name()
    return {texts[0]: (name, written.first + number) for number, texts in enumerate(rules)}


def _rules(form: Form, told: Mapping[str, int]) -> Iterator[tuple[str, str, str, str, str]]:
    """(id, severity, what is checked, what it says, how to put it right); of the catalogue what was told."""
    titles = _titles(form)
    for rule in form.rules:
        at = titles.get(rule.at if rule.table == MAIN else f"{rule.table}.{rule.at}", "")
        yield (
            rule.id,
            SEVERITIES[rule.severity],
            at,
            _plain(rule.message, titles),
            _plain(rule.fix, titles),
        )
    own = {rule.id for rule in form.rules}
    messages = catalogue()
    for id_ in sorted(told.keys() - own):
        message = messages.get(id_)
        if message is not None:
            severity = SEVERITIES[message.severity]
            yield id_, severity, "", _plain(message.text["th"], titles), _plain(message.fix["th"], titles)


def _titles(form: Form) -> dict[str, str]:
    """Key (of a small table `table.key`) -> the column's label in one line."""
    titles = {column.key: column.title for column in form.columns}
    titles |= {f"params.{param.key}": param.label for param in form.params}
    for table in (*form.tables, *form.group_tables):
        titles |= {f"{table.key}.{column.key}": column.title for column in table.columns}
    return titles


def _plain(sentence: str, titles: Mapping[str, str]) -> str:
    """A sentence with the names of columns in the places of their values: [ที่ใช้ไตรมาสนี้]."""

    def named(match: re.Match[str]) -> str:
        key = match[1].strip()
        if key in titles:
            return f"[{titles[key]}]"
        words = [titles[name] for name in _NAME.findall(key) if name in titles]
        return f"[{' '.join(dict.fromkeys(words))}]" if words else "[…]"

    return _BRACES.sub(named, sentence)
