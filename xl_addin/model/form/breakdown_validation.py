"""What is wrong with the breakdowns of a report: what they stand by, what they measure, their charts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from xl_addin.model.expressions.types import Scope, value_type
from xl_addin.model.form.page_validation import computed_in_excel
from xl_addin.model.form.report_schema import Measure, ReportSheet
from xl_addin.model.form.schema import MAIN, Column, Form
from xl_addin.model.form.scopes import constant_types
from xl_addin.model.notation.mistakes import Mistake, figure_mistakes, unknown_key
from xl_addin.model.problems.catalogue import say
from xl_addin.model.values.kinds import Kind

GROUP, SECTION = "group", "section"
BREAKABLE = (Kind.CHOICE, Kind.TEXT, Kind.COUNT)
"""Kinds of columns whose values are the lines of a breakdown."""
ADDED = (Kind.BAHT, Kind.COUNT, Kind.NUMBER)
"""Kinds that add up."""


def breakdown_mistakes(form: Form) -> Iterator[Mistake]:
    """All that is wrong with the breakdowns of a form."""
    for sheet in form.report.sheets:
        if sheet.kind == "breakdown":
            yield from _sheet(form, sheet, f"report.sheets[{sheet.name}]")


def measure_kind(form: Form, table: str, measure: Measure) -> Kind:
    """The kind of what a measure gives."""
    if measure.share_of is not None:
        return Kind.PERCENT
    if measure.formula is not None:
        return measure.kind or Kind.PERCENT
    if measure.of is None or measure.count:
        return Kind.COUNT
    column = _columns(form, table).get(measure.of)
    return column.kind if column is not None and column.kind in ADDED else Kind.COUNT


def _columns(form: Form, table: str) -> dict[str, Column]:
    return {column.key: column for column in form.columns_of(table)}


def _sheet(form: Form, sheet: ReportSheet, where: str) -> Iterator[Mistake]:
    tables = [MAIN, *(table.key for table in form.tables)]
    table = sheet.table or MAIN
    if table not in tables:
        tables += [one.key for one in form.group_tables]
        yield unknown_key(f"{where}.table", table, tables, "ใช้ key ของตาราง")
        return
    columns = _columns(form, table)
    if sheet.by is None:
        yield Mistake(f"{where}.by", say("form_missing_key", key="by"), 'เพิ่ม by = "group" หรือ key ของคอลัมน์')
    for key, name in (("by", sheet.by), ("across", sheet.across)):
        if name is not None:
            yield from _category(form, table, name, f"{where}.{key}")
    if sheet.by is not None and sheet.by == sheet.across:
        yield Mistake(f"{where}.across", say("form_duplicate", value=sheet.by), "ใช้คอลัมน์อื่นที่ไม่ใช่ by")
    if not sheet.measures:
        yield Mistake(
            f"{where}.measures", say("form_missing_key", key="measures"), "เพิ่ม measures อย่างน้อยหนึ่งตัว"
        )
    yield from _only(columns, sheet.where, f"{where}.where")
    keys = [measure.key for measure in sheet.measures]
    for key in sorted({key for key in keys if keys.count(key) > 1}):
        yield Mistake(f"{where}.measures[{key}]", say("form_duplicate", value=key), "ตั้งชื่อให้ไม่ซ้ำกัน")
    for place, measure in enumerate(sheet.measures):
        yield from _measure(form, sheet, measure, sheet.measures[:place], f"{where}.measures[{measure.key}]")
    if sheet.ranked_by is not None and sheet.ranked_by not in keys:
        yield unknown_key(f"{where}.ranked_by", sheet.ranked_by, keys, "ใช้ key ใน measures")
    for number, chart in enumerate(sheet.charts, 1):
        own = f"{where}.charts[{number}]"
        for key in dict.fromkeys(chart.figures):
            if key not in keys:
                yield unknown_key(f"{own}.figures", key, keys, "ใช้ key ใน measures ของแผ่นเดียวกัน")
        for key in ("categories", "series"):
            if getattr(chart, key):
                how = "ในแผ่นชนิด breakdown ชื่อแกนคือบรรทัดของตาราง และชุดข้อมูลคือ figures"
                yield Mistake(f"{own}.{key}", say("form_not_carried", value=key), how)
        if chart.kind in ("pie", "doughnut") and len(chart.figures) > 1 and not chart.each_line:
            how = "แผนภาพวงกลมแสดง figures ได้ตัวเดียว"
            yield Mistake(f"{own}.figures", say("form_wrong_value", value=str(len(chart.figures))), how)


def _category(form: Form, table: str, key: str, where: str) -> Iterator[Mistake]:
    columns = _columns(form, table)
    known = [one.key for one in columns.values() if one.kind in BREAKABLE]
    if table == MAIN:
        known = [GROUP, *([SECTION] if form.sections is not None else []), *known]
    if key == SECTION and table == MAIN and form.sections is None and key not in columns:
        yield Mistake(where, say("form_not_carried", value=key), "เพิ่ม [sections] หรือใช้ key อื่น")
    elif key in known:
        return
    elif key in columns:
        how = f"ใช้คอลัมน์ชนิด {', '.join(BREAKABLE)}"
        yield Mistake(where, say("form_key_of_kind", value=key, kind=columns[key].kind), how)
    else:
        yield unknown_key(where, key, known)


def _only(columns: Mapping[str, Column], only: Mapping[str, str], where: str) -> Iterator[Mistake]:
    for key, value in only.items():
        column = columns.get(key)
        if column is None:
            yield unknown_key(where, key, columns)
        elif column.kind not in (Kind.CHOICE, Kind.TEXT):
            what = say("form_key_of_kind", value=key, kind=column.kind)
            yield Mistake(where, what, "ใช้คอลัมน์ชนิด choice หรือ text")
        elif column.kind is Kind.CHOICE and value not in column.choices:
            yield unknown_key(where, value, column.choices, "ใช้รหัสของตัวเลือก")


def _measure(
    form: Form, sheet: ReportSheet, measure: Measure, before: tuple[Measure, ...], where: str
) -> Iterator[Mistake]:
    table = sheet.table or MAIN
    columns = _columns(form, table)
    told = [key for key in ("of", "formula", "share_of") if getattr(measure, key) is not None]
    if len(told) > 1:
        yield Mistake(where, say("form_not_carried", value=" + ".join(told)), "ใช้อย่างเดียว")
    if not any(line.strip() for line in measure.label):
        yield Mistake(f"{where}.label", say("form_wrong_value", value=""), "ใส่ชื่อหัวคอลัมน์")
    if measure.of is not None and measure.of not in columns:
        yield unknown_key(f"{where}.of", measure.of, columns)
    elif measure.of is not None and not measure.count and columns[measure.of].kind is Kind.PERCENT:
        how = "ร้อยละบวกกันไม่ได้ ใช้ formula เช่น used / budget * 100"
        yield Mistake(f"{where}.of", say("form_key_of_kind", value=measure.of, kind=Kind.PERCENT), how)
    yield from _only(columns, measure.where, f"{where}.where")
    if measure.where and (measure.formula or measure.share_of):
        yield Mistake(f"{where}.where", say("form_not_carried", value="where"), "where ใช้กับการนับและการรวม")
    if measure.count and measure.of is None:
        yield Mistake(f"{where}.count", say("form_not_carried", value="count"), "count ใช้คู่กับ of")
    if measure.kind is not None and measure.formula is None:
        yield Mistake(f"{where}.kind", say("form_not_carried", value="kind"), "kind ใช้คู่กับ formula")
    if measure.share_of is not None:
        known = [one.key for one in before if one.formula is None and one.share_of is None]
        if measure.share_of not in known:
            yield unknown_key(f"{where}.share_of", measure.share_of, known, "ใช้ measures ก่อนหน้าที่นับหรือรวม")
        if sheet.across is not None:
            yield Mistake(
                f"{where}.share_of", say("form_not_carried", value="share_of"), "ใช้ไม่ได้กับตารางที่มี across"
            )
    if measure.formula is None:
        return
    yield from figure_mistakes(
        where,
        measure.kind,
        measure.formula,
        measure_scope(form, table, before),
        "ต้องให้ตัวเลขจาก measures ก่อนหน้า เช่น used / budget * 100",
    )
    yield from computed_in_excel(f"{where}.formula", measure.formula)


def measure_scope(form: Form, table: str, measures: tuple[Measure, ...]) -> Scope:
    """The names that a measure's formula may use: earlier measures of its line, and constants."""
    known = {measure.key: value_type(measure_kind(form, table, measure)) for measure in measures}
    return Scope(known | constant_types(form))
