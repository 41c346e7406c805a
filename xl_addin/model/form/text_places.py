"""Where a form has jinja2 texts, and which names each place gives them (see `texts.names_of` and the report)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from xl_addin.model.form.group_tables import printed_form, sheet_of_groups
from xl_addin.model.form.report_schema import PagePart, ReportSheet
from xl_addin.model.form.schema import Column, Form, Settings
from xl_addin.model.form.scopes import IDENTITY_KINDS
from xl_addin.model.notation.mistakes import Mistake
from xl_addin.model.notation.text_names import Keyed, Many, Names, Number, Parts, Shape, Text, text_mistakes
from xl_addin.model.problems.catalogue import say
from xl_addin.model.values.kinds import SCALE, Kind

REGISTER_TEXTS = (
    "department",
    "document_no",
    "planning_group",
    "send_to",
    "memo_no",
    "memo_date",
    "memo_subject",
    "memo_to",
    "request_signer",
    "signer_position",
)
"""Texts that every register asks for, as `texts.key`, beside those of the form."""


@dataclass(frozen=True, slots=True)
class Place:
    """A text at a key of the form: as it stands there, or the name of its file; and the names it may use."""

    where: str
    source: str
    names: Names
    is_file: bool = False


def texts_mistakes(form: Form, folder: Path | None) -> Iterator[Mistake]:
    """What is wrong in every text. `folder`: with the texts of all forms; None: files are not looked at."""
    for place in _places(form):
        if not place.is_file:
            yield from _told(place.where, place.source, place.names, "")
            continue
        if folder is None:
            continue
        file = f"texts/{form.id}/{place.source}"
        try:
            source = (folder / form.id / place.source).read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError, ValueError):
            yield Mistake(
                place.where, say("form_missing_text", value=file), "สร้างไฟล์นี้ (บันทึกเป็น UTF-8) หรือแก้ชื่อไฟล์"
            )
            continue
        yield from _told(place.where, source, place.names, file)


def _told(where: str, source: str, names: Names, file: str) -> Iterator[Mistake]:
    for mistake in text_mistakes(source, names):
        line = f" {file} บรรทัด {mistake.line}" if file else ""
        yield Mistake(where + line, mistake.what, mistake.how)


def _places(form: Form) -> Iterator[Place]:
    yield from _template_places(form)
    given = _report_names(form)
    for key in ("header", "footer"):
        yield Place(f"report.{key}", getattr(form.report, key), given)
    figures: set[str] = set()
    counts: set[str] = set()
    # Summaries are written first, in their order; what others print is known when they have been.
    for sheet in (one for one in form.report.sheets if one.kind == "summary"):
        before = _with_figures(given, figures, counts)
        figures |= {figure.key for figure in sheet.figures}
        counts |= _codes(form, sheet)
        yield from _summary_places(form, sheet, before, _with_figures(given, figures, counts))
    for sheet in form.report.sheets:
        if sheet.kind != "summary":
            table = sheet_of_groups(form, sheet)
            printed = form if table is None else printed_form(form, table)
            yield from _sheet_places(printed, sheet, _with_figures(given, figures, counts))
    for sheet in form.report.sheets:
        yield Place(f"report.sheets[{sheet.name}].name", sheet.name, _of_section(given, sheet))


def _with_figures(given: Names, figures: set[str], counts: set[str]) -> dict[str, Shape]:
    own: dict[str, Shape] = {
        "figure": Keyed("figure", frozenset(figures)),
        "counted": Keyed("counted", frozenset(counts)),
    }
    return dict(given) | own


def _codes(form: Form, sheet: ReportSheet) -> set[str]:
    found = next((column for column in form.columns if column.key == sheet.status), None)
    return set() if found is None else {*found.choices, ""}


def _year_names() -> dict[str, Shape]:
    names: dict[str, Shape] = dict.fromkeys(("period", "as_of", "deadline"), Text())
    return names | dict.fromkeys(("round", "fiscal_year"), Number())


def _office_names(form: Form) -> dict[str, Shape]:
    """What every text of a form may name."""
    keys = [*(text.key for text in form.texts), *REGISTER_TEXTS]
    return _year_names() | {
        "office": Text(),
        "office_short": Text(),
        "params": Parts("params", {param.key: Text() for param in form.params}),
        "texts": Parts("texts", dict.fromkeys(keys, Text()) | {"allotting": Text()}),
        "settings": Parts("settings", dict.fromkeys(Settings.model_fields)),
        "period_name": Text(),
    }


def _round_names(form: Form) -> dict[str, Shape]:
    notes = {"param_notes": Many(Text()), "change_notes": Many(Text())}
    return _office_names(form) | notes


def _report_names(form: Form) -> dict[str, Shape]:
    names: dict[str, Shape] = {"form_title": Text(), "is_this_round": None, "whole_baht": None}
    return _round_names(form) | names | {"missing_groups": Many(Text()), "missed_rounds": Many(Text())}


def _template_places(form: Form) -> Iterator[Place]:
    template = form.template
    yield Place("period.name", form.period.name, _year_names())
    for param in form.params:
        yield Place(f"params[{param.key}].note", param.note, _office_names(form))
    if form.memo is not None:
        yield Place("memo", form.memo, _round_names(form), is_file=True)
    group: dict[str, Shape] = _round_names(form) | {"group": Text()}
    page = group | {"project": Text()} if template.layout == "pages" else group
    for number, title in enumerate(template.titles, 1):
        yield Place(f"template.titles[{number}]", title, page)
    for table in form.group_tables:
        for number, title in enumerate(table.titles, 1):
            yield Place(f"group_tables.{table.key}.titles[{number}]", title, group)
    section: dict[str, Shape] = {"section_no": Number(), "section": Text()}
    yield Place("template.heading", template.heading or "", group | section)
    if template.notes is not None:
        yield Place("template.notes", template.notes, page, is_file=True)
    for part in template.sections:
        yield Place(f"template.sections[{part.key}].heading", part.heading, page)
        yield Place(f"template.sections[{part.key}].guidance", part.guidance, page)


def _of_section(names: Names, sheet: ReportSheet) -> dict[str, Shape]:
    section: dict[str, Shape] = {"section_no": Number(), "section": Text()}
    return dict(names) | section if sheet.each_section else dict(names)


def _summary_places(form: Form, sheet: ReportSheet, before: Names, names: Names) -> Iterator[Place]:
    """Titles stand above the figures, and so may charts: they know only those of the sheets before."""
    where = f"report.sheets[{sheet.name}]"
    for number, title in enumerate(sheet.titles, 1):
        yield Place(f"{where}.titles[{number}]", title, before)
    for number, chart in enumerate(sheet.charts, 1):
        for line in chart.titles:
            first = sheet.begins_with == "charts"
            yield Place(f"{where}.charts[{number}].titles", line, before if first else names)
    if sheet.sentences is not None:
        yield Place(f"{where}.sentences", sheet.sentences, names, is_file=True)
    if sheet.notes is not None:
        yield Place(f"{where}.notes", sheet.notes, dict(names) | {"rows": Many(_row(form))}, is_file=True)


def _sheet_places(form: Form, sheet: ReportSheet, given: Names) -> Iterator[Place]:
    where = f"report.sheets[{sheet.name}]"
    names = _of_section(given, sheet)
    if sheet.kind in ("cover", "letter") and sheet.text is not None:
        yield Place(f"{where}.text", sheet.text, names, is_file=True)
    row: dict[str, Shape] = {"row": _row(form)}
    if sheet.kind == "pages":
        numbers: dict[str, Shape] = {"number": Number(), "list_number": Number()}
        one = names | row | numbers
        for number, title in enumerate(sheet.titles, 1):
            yield Place(f"{where}.titles[{number}]", title, names if sheet.running else one)
        for number, part in enumerate(sheet.parts, 1):
            yield from _part_places(form, part, f"{where}.parts[{number}]", one, given)
        return
    if sheet.kind == "breakdown":
        yield Place(f"{where}.total", sheet.total or "", names)
        for number, chart in enumerate(sheet.charts, 1):
            line: dict[str, Shape] = {"line": Text()} if chart.each_line else {}
            for title in chart.titles:
                yield Place(f"{where}.charts[{number}].titles", title, names | line)
        if sheet.notes is not None:
            yield Place(f"{where}.notes", sheet.notes, names, is_file=True)
    if sheet.kind in ("table", "list"):
        rows: dict[str, Shape] = {"rows": Many(row["row"])}
        for column in sheet.columns:
            yield Place(f"{where}.columns[{column.label[0]}]", column.text or "", names | row | rows)
        names = names | {"total": Keyed("total", frozenset(_summed(form))), "count": Number()}
        for heading in sheet.headings:
            yield Place(f"{where}.headings[{heading.by}].text", heading.text, names | row)
            yield Place(f"{where}.headings[{heading.by}].subtotal", heading.subtotal or "", names | row)
        yield Place(f"{where}.total", sheet.total or "", names)
        if sheet.notes is not None:
            yield Place(f"{where}.notes", sheet.notes, names, is_file=True)
    for number, title in enumerate(sheet.titles, 1):
        yield Place(f"{where}.titles[{number}]", title, names)


def _part_places(form: Form, part: PagePart, where: str, one: Names, given: Names) -> Iterator[Place]:
    for key in ("heading", "label", "text", "total"):
        yield Place(f"{where}.{key}", getattr(part, key) or "", one)
    table = next((table for table in form.tables if table.key == part.table), None)
    if part.rounds:
        names = dict(given) | {"row": _row(form)}
    elif table is not None:
        own: dict[str, Shape] = _shapes(table.columns) | {"number": Text()}
        names = dict(one) | {"child": Parts("child", own)}
    else:
        names = dict(one)
    for column in part.columns:
        yield Place(f"{where}.columns[{column.label[0]}]", column.text or "", names)


def _row(form: Form) -> Parts:
    identity: dict[str, Shape] = {key: _shape(kind) for key, kind in IDENTITY_KINDS.items()}
    return Parts("row", identity | {"round": Number()} | _shapes(form.columns))


def _shapes(columns: Iterable[Column]) -> dict[str, Shape]:
    shapes: dict[str, Shape] = {}
    for column in columns:
        shapes[column.key] = _shape(column.kind)
        if column.choices:
            shapes[f"{column.key}_label"] = Text()
    return shapes


def _shape(kind: Kind) -> Shape:
    return Number() if kind in SCALE else Text()


def _summed(form: Form) -> set[str]:
    return {column.key for column in form.columns if column.kind in SCALE and column.kind is not Kind.PERCENT}
