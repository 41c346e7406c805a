"""From the rows of a form workbook to the content of a form file, and where in the workbook each part of it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from xl_addin.form_workbook.content import NESTED, TABLES, FormContent, tables_of
from xl_addin.form_workbook.fields import Field
from xl_addin.form_workbook.sheets import (
    COLUMNS,
    FORM,
    LISTS,
    PRINTED,
    REPORT,
    RULES,
    SETTINGS,
    TEXTS,
    Fields,
    SheetSpec,
)
from xl_addin.model.notation.mistakes import Mistake
from xl_addin.model.problems.catalogue import say
from xl_addin.model.problems.suggestion import suggestion
from xl_addin.model.values.findings import Raw

Way = tuple[str | int, ...]
"""The way to a part of a form's content: ("columns", 3)."""


@dataclass(frozen=True, slots=True)
class ReadRow:
    """A row of a sheet as read: its number in Excel, and its cells by the key of their column."""

    number: int
    cells: Mapping[str, Raw]


@dataclass(frozen=True, slots=True)
class Spot:
    """A cell of the workbook: sheet key, row, key of the column ("" = the row as a whole)."""

    sheet: str
    row: int
    column: str = ""


@dataclass(slots=True)
class Assembled:
    """`content` of the form; `spots`: where each part of it stands; `mistakes` of the rows themselves, each with its
    spot: a row that belongs to nothing."""

    content: FormContent
    spots: dict[Way, Spot] = field(default_factory=dict)
    mistakes: list[tuple[Mistake, Spot]] = field(default_factory=list)


def assembled(rows: Mapping[str, list[ReadRow]]) -> Assembled:
    """The content of the form that these rows are. `rows`: by key of the sheet."""
    found = Assembled(FormContent({}))
    raw = found.content.raw
    for row in rows.get(FORM.key, ()):
        _setting(found, row)
    _lists(found, rows.get(LISTS.key, []))
    for row in rows.get(COLUMNS.key, ()):
        _column(found, row)
    for row in rows.get(RULES.key, ()):
        _append(found, raw, (), "rules", _entry(RULES.rows[""], row), Spot(RULES.key, row.number))
    for row in rows.get(LISTS.key, ()):
        if _type(LISTS, row) == "choice":
            _choice(found, row)
    _report(found, rows.get(REPORT.key, []))
    for row in rows.get(PRINTED.key, ()):
        _printed(found, row)
    for row in rows.get(TEXTS.key, ()):
        name = str(row.cells.get("file") or "")
        found.content.texts[name] = str(row.cells.get("text") or "")
        found.spots["texts of files", name] = Spot(TEXTS.key, row.number, "text")
    return found


def _type(spec: SheetSpec, row: ReadRow) -> str:
    code = Field("choice").read(row.cells.get("type"))
    return str(code) if code in spec.types else ""


def _entry(fields: Fields, row: ReadRow) -> dict[str, Any]:
    entry: dict[str, Any] = {}
    for key, one in fields.items():
        value = one.read(row.cells.get(key))
        if value is None:
            continue
        first, _, inner = key.partition(".")
        if inner:
            entry.setdefault(first, {})[inner] = value
        else:
            entry[key] = value
    return entry


def _append(
    found: Assembled, parent: dict[str, Any], way: Way, key: str, entry: dict[str, Any], spot: Spot
) -> Way:
    entries = parent.setdefault(key, [])
    entries.append(entry)
    own = (*way, key, len(entries) - 1)
    found.spots[own] = spot
    return own


def _setting(found: Assembled, row: ReadRow) -> None:
    key = str(row.cells.get("setting") or "")
    if key not in SETTINGS:
        return
    way: Way = tuple(key.split("."))
    found.spots[way] = Spot(FORM.key, row.number, "value")
    value = SETTINGS[key].read(row.cells.get("value"))
    if value is None:
        return
    parent = found.content.raw
    for step in way[:-1]:
        parent = parent.setdefault(str(step), {})
    parent[str(way[-1])] = value


def _lists(found: Assembled, rows: list[ReadRow]) -> None:
    raw = found.content.raw
    places: dict[str, tuple[dict[str, Any], Way, str]] = {
        "text": (raw, (), "texts"),
        "param": (raw, (), "params"),
        "table": (raw, (), "tables"),
        "group_table": (raw, (), "group_tables"),
    }
    for row in rows:
        kind, spot = _type(LISTS, row), Spot(LISTS.key, row.number)
        if kind == "section":
            parent = raw.setdefault("template", {})
            _append(found, parent, ("template",), "sections", _entry(LISTS.rows[kind], row), spot)
        elif kind in places:
            parent, way, key = places[kind]
            _append(found, parent, way, key, _entry(LISTS.rows[kind], row), spot)
        elif not kind:
            _unknown(found, row, LISTS, "type", list(LISTS.options("type")))


def _unknown(found: Assembled, row: ReadRow, spec: SheetSpec, column: str, known: list[str]) -> None:
    said = str(row.cells.get(column) or "")
    where = f"{spec.title} แถว {row.number}"
    mistake = Mistake(where, say("form_unknown_name", value=said), suggestion(said, known))
    found.mistakes.append((mistake, Spot(spec.key, row.number, column)))


def _column(found: Assembled, row: ReadRow) -> None:
    raw, table = found.content.raw, str(row.cells.get("table") or "").strip()
    entry, spot = _entry(COLUMNS.rows[""], row), Spot(COLUMNS.key, row.number)
    if not table or table == "projects":
        _append(found, raw, (), "columns", entry, spot)
        return
    for key in TABLES:
        for place, one in enumerate(raw.get(key, [])):
            if one.get("key") == table:
                _append(found, one, (key, place), "columns", entry, spot)
                return
    known = [str(one.get("key")) for one in tables_of(raw)]
    _unknown(found, row, COLUMNS, "table", ["projects", *known])


def _choice(found: Assembled, row: ReadRow) -> None:
    raw, of = found.content.raw, str(row.cells.get("of") or "").strip()
    table, _, key = of.rpartition(".")
    holder = raw if not table else next((one for one in tables_of(raw) if one.get("key") == table), {})
    column = next((one for one in holder.get("columns", []) if one.get("key") == key), None)
    if column is None:
        known = [str(one.get("key")) for one in raw.get("columns", [])]
        known += [
            f"{one.get('key')}.{column.get('key')}"
            for one in tables_of(raw)
            for column in one.get("columns", [])
        ]
        _unknown(found, row, LISTS, "of", known)
        return
    entry = _entry(LISTS.rows["choice"], row)
    column.setdefault("choices", {})[str(entry.get("key", ""))] = entry.get("label", "")


def _report(found: Assembled, rows: list[ReadRow]) -> None:
    report = found.content.raw.setdefault("report", {})
    sheets: list[dict[str, Any]] = report.setdefault("sheets", [])
    for row in rows:
        kind, spot = _type(REPORT, row), Spot(REPORT.key, row.number)
        if kind == "sheet":
            _append(found, report, ("report",), "sheets", _entry(REPORT.rows[kind], row), spot)
        elif kind and sheets:
            way: Way = ("report", "sheets", len(sheets) - 1)
            _append(found, sheets[-1], way, NESTED[kind], _entry(REPORT.rows[kind], row), spot)
        else:
            _unknown(found, row, REPORT, "type", REPORT.options("type"))


def _printed(found: Assembled, row: ReadRow) -> None:
    sheets = found.content.raw["report"]["sheets"]
    name = str(row.cells.get("sheet") or "")
    entry, spot = _entry(PRINTED.rows[""], row), Spot(PRINTED.key, row.number)
    names = [str(one.get("name")) for one in sheets]
    if name not in names:
        _unknown(found, row, PRINTED, "sheet", names)
        return
    place = names.index(name)
    number = Field("whole").read(row.cells.get("part"))
    if number is None:
        _append(found, sheets[place], ("report", "sheets", place), "columns", entry, spot)
        return
    parts = sheets[place].get("parts", [])
    if not isinstance(number, int) or not 1 <= number <= len(parts):
        _unknown(found, row, PRINTED, "part", [str(one) for one in range(1, len(parts) + 1)])
        return
    way: Way = ("report", "sheets", place, "parts", number - 1)
    _append(found, parts[number - 1], way, "columns", entry, spot)


_STEP = re.compile(r"([a-z_0-9]+)(?:\[([^\]]*)\])?(?:\.|$)")


def spot_of(found: Assembled, key: str) -> Spot | None:
    """The cell that a mistake's key is about: "columns[used].formula", "report.sheets[1 ปก].text"."""
    file = re.search(r"texts/[^/ ]+/(\S+)", key)
    if file is not None:
        told = found.spots.get(("texts of files", file[1]))
        if told is not None:
            return told
        key = key[: file.start()].strip()
    way, left = _way(found.content.raw, list(_STEP.findall(key)))
    for length in range(len(way), 0, -1):
        spot = found.spots.get(way[:length])
        if spot is not None:
            below = [str(step) for step in (*way[length:], *left) if isinstance(step, str)]
            return spot if spot.column else Spot(spot.sheet, spot.row, ".".join(below[:2]) if below else "")
    return None


def _way(raw: Any, steps: list[tuple[str, str]]) -> tuple[Way, list[str]]:
    """The way that the steps of a key go through the content, and the names after its end."""
    way: list[str | int] = []
    for number, (name, chosen) in enumerate(steps):
        if isinstance(raw, list):  # tables.steps[step]: a table by its key, then its columns
            place = _place(raw, name)
            if place is None:
                break
            way.append(place)
            raw, name = raw[place], "columns" if chosen else name
        raw = raw.get(name) if isinstance(raw, Mapping) else None
        way.append(name)
        if chosen and isinstance(raw, list):
            place = _place(raw, chosen)
            if place is None:
                return tuple(way), []
            way.append(place)
            raw = raw[place]
        if raw is None:
            return tuple(way), [later for later, _ in steps[number + 1 :]]
    return tuple(way), []


def _place(entries: list[Any], chosen: str) -> int | None:
    """Which entry is meant by its name, by its number, or by both ("4 used")."""
    number, _, name = chosen.partition(" ")
    for place, entry in enumerate(entries):
        if chosen in _names(entry) or (name and name in _names(entry)):
            return place
    for place, entry in enumerate(entries):
        if (
            isinstance(entry, Mapping)
            and "each" in entry
            and (name or chosen).startswith(f"{entry.get('id')}_")
        ):
            return place
    place = int(number) - 1 if number.isdigit() else -1
    return place if 0 <= place < len(entries) else None


def _names(entry: Any) -> Iterator[str]:
    if not isinstance(entry, Mapping):
        return
    for key in ("key", "id", "name", "by"):
        if key in entry:
            yield str(entry[key])
            break
    label = entry.get("label")
    if isinstance(label, list) and label:
        yield str(label[0])
