"""What is wrong with the report of a form: keys and their kinds, totals, figures, charts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from xl_addin.model.expressions.types import Base, Scope
from xl_addin.model.form.report_schema import LIGHTS, Chart, Figure, PrintColumn, ReportSheet
from xl_addin.model.form.schema import MAIN, Column, Form
from xl_addin.model.form.scopes import IDENTITY_KINDS, office_scope, row_scope
from xl_addin.model.notation.mistakes import (
    Mistake,
    condition_mistake,
    expression_mistake,
    figure_mistakes,
    unknown_key,
)
from xl_addin.model.problems.catalogue import say
from xl_addin.model.problems.suggestion import suggestion
from xl_addin.model.values.kinds import SCALE, Kind

Kinds = Mapping[str, Kind]

ROW_NUMBER = "n"
"""As the `detail` of a printed column: the number of the row below its project."""

_STYLES: dict[str, frozenset[Kind]] = {
    "baht0": frozenset({Kind.BAHT}),
    "baht2": frozenset({Kind.BAHT}),
    "bracket": frozenset({Kind.BAHT, Kind.COUNT, Kind.NUMBER}),
    "percent": frozenset({Kind.PERCENT}),
    "count": frozenset({Kind.COUNT, Kind.NUMBER}),
    "date": frozenset({Kind.DATE}),
    "text": frozenset({Kind.TEXT, Kind.LONG_TEXT, Kind.CHOICE}),
}
"""Style of a printed column -> the kinds that it prints."""


def report_mistakes(form: Form) -> Iterator[Mistake]:
    """All that is wrong with the sheets of the report but for their texts."""
    kinds = IDENTITY_KINDS | {column.key: column.kind for column in form.columns}
    names = [sheet.name for sheet in form.report.sheets if sheet.parts and sheet.parts_of is None]
    for sheet in form.report.sheets:
        where = f"report.sheets[{sheet.name}]"
        yield from _keys(form, sheet, kinds, where)
        below = [_kinds_below(form, table) for table in sheet.details]
        yield from printed_columns_mistakes(sheet.columns, kinds, where, scope=row_scope(form), below=below)
        yield from _details(form, sheet, where)
        yield from _ratios(form, sheet.columns, where)
        if sheet.parts_of is not None and sheet.parts_of not in names:
            yield unknown_key(f"{where}.parts_of", sheet.parts_of, names, "ใช้ name ของแผ่นที่มี parts")
        if sheet.filter is not None:
            yield from condition_mistake(f"{where}.filter", sheet.filter, row_scope(form))
        yield from _figures(form, sheet.figures, where)
        keys = [figure.key for figure in sheet.figures]
        for number, chart in enumerate(sheet.charts if sheet.kind != "breakdown" else (), 1):
            yield from _chart(chart, keys, f"{where}.charts[{number}]")


def _keys(form: Form, sheet: ReportSheet, kinds: Kinds, where: str) -> Iterator[Mistake]:
    for place, named in (
        ("headings", [heading.by for heading in sheet.headings]),
        ("order", list(sheet.order)),
    ):
        for key in named:
            if key not in kinds:
                yield unknown_key(f"{where}.{place}", key, kinds)
        for key in sorted({key for key in named if named.count(key) > 1}):
            yield Mistake(f"{where}.{place}", say("form_duplicate", value=key), "ใช้แต่ละ key ครั้งเดียว")
    choices = [column.key for column in form.columns if column.choices]
    if sheet.status is not None and sheet.status not in kinds:
        yield unknown_key(f"{where}.status", sheet.status, choices)
    elif sheet.status is not None and kinds[sheet.status] is not Kind.CHOICE:
        yield _of_kind(
            f"{where}.status", sheet.status, kinds, f"ใช้คอลัมน์ชนิด choice คือ {', '.join(choices) or '(ไม่มี)'}"
        )
    if sheet.no_status_when is not None:
        key = sheet.no_status_when.above_zero
        if key not in kinds:
            yield unknown_key(
                f"{where}.no_status_when", key, [one for one, kind in kinds.items() if kind in SCALE]
            )
        elif kinds[key] not in SCALE:
            yield _of_kind(f"{where}.no_status_when", key, kinds, "ใช้คอลัมน์ที่เป็นตัวเลข")
        if sheet.status is None:
            yield Mistake(
                f"{where}.no_status_when", say("form_missing_key", key="status"), "เพิ่ม status = ..."
            )


def _kinds_below(form: Form, table: str) -> Kinds:
    """Key -> kind of what a sheet can print of a small table's rows; nothing without such a table."""
    if table not in [one.key for one in form.tables]:
        return {}
    return {ROW_NUMBER: Kind.TEXT} | column_kinds(form.columns_of(table))


def _details(form: Form, sheet: ReportSheet, where: str) -> Iterator[Mistake]:
    tables = [table.key for table in form.tables]
    unknown = [key for key in sheet.details if key not in tables]
    for key in unknown:
        yield unknown_key(f"{where}.details", key, tables, "ใช้ key ของตารางย่อย (tables)")
    for above, key in zip((MAIN, *sheet.details), sheet.details if not unknown else (), strict=False):
        nearest = form.above(key)[0]
        if nearest != above:
            chain = [*form.above(key)[-2::-1], key]
            how = f"เรียงจากชั้นบนลงล่าง เช่น details = [{', '.join(map(repr, chain))}]".replace("'", '"')
            yield Mistake(f"{where}.details", say("form_wrong_value", value=key), how)
    if sheet.details and not unknown and not any(column.detail for column in sheet.columns):
        how = 'บอกว่าแต่ละคอลัมน์พิมพ์อะไรของแถวย่อย เช่น { key = "project", detail = "activity" }'
        yield Mistake(f"{where}.columns", say("form_missing_key", key="detail"), how)


def _of_kind(where: str, key: str, kinds: Kinds, how: str) -> Mistake:
    return Mistake(where, say("form_key_of_kind", value=key, kind=kinds[key]), how)


def printed_columns_mistakes(
    columns: Sequence[PrintColumn],
    kinds: Kinds,
    where: str,
    texts_have_keys: bool = False,
    scope: Scope | None = None,
    below: Sequence[Kinds] = (),
) -> Iterator[Mistake]:
    """What is wrong with printed columns of a table whose columns have these kinds.

    `scope`: of the conditions of its lights; None where a table has none. `below`: what `detail` may name, by level.
    """
    for number, column in enumerate(columns):
        place = f"{where}.columns[{column.label[0] or number + 1}]"
        only_to_date = texts_have_keys and column.to_date is not None and column.key is None
        if column.lights or column.colours:
            yield from _lights(column, scope, place)
        elif (column.key is None) == (column.text is None) and not only_to_date:
            yield Mistake(place, say("form_key_or_text"), "ใส่ key หรือ text อย่างใดอย่างหนึ่ง")
        if column.joined and number == 0:
            yield Mistake(
                f"{place}.joined", say("form_not_carried", value="joined"), "คอลัมน์แรกไม่มีคอลัมน์ก่อนหน้า"
            )
        yield from _detail(column, below, f"{place}.detail")
        if column.to_date is not None and not texts_have_keys:
            how = "to_date ใช้ในตาราง rounds ของแผ่นชนิด pages"
            yield Mistake(f"{place}.to_date", say("form_not_carried", value="to_date"), how)
        for key in (column.key, column.to_date if texts_have_keys else None):
            if key is not None and key not in kinds:
                yield unknown_key(place, key, kinds)
        if column.key in kinds:
            yield from _style(column, kinds, place)
        elif column.text is not None and column.total:
            how = "รวมได้เฉพาะคอลัมน์ที่มี key เป็นตัวเลข ลบ total หรือใช้ key แทน text"
            yield Mistake(f"{place}.total", say("form_not_carried", value="total"), how)


def _detail(column: PrintColumn, below: Sequence[Kinds], where: str) -> Iterator[Mistake]:
    if column.detail and not any(below):
        how = "detail ใช้ในแผ่นชนิด table หรือ list ที่บอก details เป็นตารางย่อย"
        yield Mistake(where, say("form_not_carried", value="detail"), how)
        return
    if len(column.detail) > len(below):
        how = f"details มี {len(below)} ตาราง ใส่ detail ไม่เกินนั้น หรือเพิ่มตารางใน details"
        yield Mistake(where, say("form_wrong_value", value=", ".join(column.detail)), how)
    for key, kinds in zip(column.detail, below, strict=False):
        if key and kinds and key not in kinds:
            yield unknown_key(where, key, kinds, "ใช้ key ของคอลัมน์ในตารางย่อย")


def _lights(column: PrintColumn, scope: Scope | None, where: str) -> Iterator[Mistake]:
    """Words with colours: each with its condition and a colour, and nothing else in the column."""
    if scope is None:
        yield Mistake(f"{where}.lights", say("form_not_carried", value="lights"), "ใช้ในแผ่นชนิด table หรือ list")
        return
    if column.key is not None or column.text is not None:
        how = "คอลัมน์ที่มี lights ไม่มี key หรือ text"
        yield Mistake(f"{where}.lights", say("form_not_carried", value="lights + key"), how)
    if not column.lights or len(column.lights) != len(column.colours):
        how = f"ใส่สีเท่ากับจำนวนคำ คือ {len(column.lights)} สี"
        yield Mistake(f"{where}.colours", say("form_wrong_value", value=str(len(column.colours))), how)
    for colour in column.colours:
        if colour not in LIGHTS:
            yield Mistake(
                f"{where}.colours", say("form_wrong_value", value=colour), suggestion(colour, LIGHTS)
            )
    for word, condition in column.lights.items():
        if not word.strip():
            yield Mistake(f"{where}.lights", say("form_wrong_value", value=word), "ทุกสีต้องมีคำกำกับ")
        yield from expression_mistake(
            f"{where}.lights",
            condition,
            scope,
            lambda found: found.base is Base.BOOLEAN,
            "ต้องเป็นเงื่อนไข เช่น used < budget",
        )


def _ratios(form: Form, columns: Sequence[PrintColumn], where: str) -> Iterator[Mistake]:
    formulas = {column.key: column.formula for column in form.columns}
    for number, column in enumerate(columns):
        if column.ratio and (not column.total or formulas.get(str(column.key)) is None):
            how = "ratio ใช้กับคอลัมน์คำนวณ (formula) ที่มี total = true"
            place = f"{where}.columns[{column.label[0] or number + 1}].ratio"
            yield Mistake(place, say("form_not_carried", value="ratio"), how)


def _style(column: PrintColumn, kinds: Kinds, where: str) -> Iterator[Mistake]:
    key = str(column.key)
    if column.total and (kinds[key] not in SCALE or kinds[key] is Kind.DATE or column.style == "order"):
        yield _of_kind(f"{where}.total", key, kinds, "รวมได้เฉพาะจำนวนเงิน จำนวนนับ และร้อยละ ลบ total")
    wanted = _STYLES.get(column.style)
    if wanted is not None and kinds[key] not in wanted:
        fitting = ", ".join(
            ["office", *(style for style, printed in _STYLES.items() if kinds[key] in printed)]
        )
        yield _of_kind(f"{where}.style", key, kinds, f"style ที่ใช้ได้คือ {fitting}")
    if column.show != "value" and (kinds[key] not in SCALE or kinds[key] is Kind.DATE):
        yield _of_kind(f"{where}.show", key, kinds, "share และ rank ใช้กับคอลัมน์ที่เป็นตัวเลข")
    if column.show == "rank" and column.total:
        yield Mistake(f"{where}.total", say("form_not_carried", value="total"), "อันดับรวมกันไม่ได้ ลบ total")
    if column.decimals is not None and (kinds[key] not in SCALE or kinds[key] in (Kind.DATE, Kind.COUNT)):
        yield _of_kind(f"{where}.decimals", key, kinds, "decimals ใช้กับคอลัมน์ชนิด baht, percent หรือ number")
    if column.not_due is not None and kinds[key] not in SCALE:
        yield _of_kind(f"{where}.not_due", key, kinds, "not_due ใช้กับคอลัมน์ที่เป็นตัวเลข")


def _figures(form: Form, figures: Sequence[Figure], where: str) -> Iterator[Mistake]:
    keys = [figure.key for figure in figures]
    for key in sorted({key for key in keys if keys.count(key) > 1}):
        yield Mistake(f"{where}.figures[{key}]", say("form_duplicate", value=key), "ตั้งชื่อให้ไม่ซ้ำกัน")
    for place, figure in enumerate(figures):
        own = f"{where}.figures[{figure.key}]"
        scope, cure = office_scope(form), "ต้องให้ตัวเลข เช่น SUM(projects.budget)"
        yield from figure_mistakes(own, figure.kind, figure.formula, scope, cure)
        for key in figure.share_of:
            if key not in keys[:place]:
                yield unknown_key(f"{own}.share_of", key, keys[:place], "ใช้ key ใน figures ที่อยู่ก่อนตัวนี้")
        if figure.share_of and "formula" in figure.model_fields_set:
            yield Mistake(own, say("form_not_carried", value="formula + share_of"), "ใช้อย่างใดอย่างหนึ่ง")


def _chart(chart: Chart, keys: Sequence[str], where: str) -> Iterator[Mistake]:
    for key in dict.fromkeys(chart.figures):
        if key not in keys:
            yield unknown_key(f"{where}.figures", key, keys, "ใช้ key ใน figures ของแผ่นเดียวกัน")
    if chart.each_line:
        how = "each_line ใช้ในแผ่นชนิด breakdown"
        yield Mistake(f"{where}.each_line", say("form_not_carried", value="each_line"), how)
    if chart.categories or chart.series:
        wanted = len(chart.categories) * len(chart.series)
        if chart.kind in ("pie", "doughnut"):
            how = "categories และ series ใช้กับ column, bar, line, stacked และ stacked_bar"
            yield Mistake(f"{where}.kind", say("form_not_carried", value="categories"), how)
        if len(chart.figures) != wanted:
            how = f"ต้องมีจำนวนเท่ากับ categories คูณ series คือ {wanted} ตัว"
            yield Mistake(f"{where}.figures", say("form_wrong_value", value=str(len(chart.figures))), how)


def column_kinds(columns: Sequence[Column]) -> dict[str, Kind]:
    """Key -> kind of a table's columns."""
    return {column.key: column.kind for column in columns}
