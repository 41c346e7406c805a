"""Reading the register's single entries: office, fiscal year, settings and free texts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from xl_addin.excel.reading.named_table import TableRow
from xl_addin.model.form.schema import Settings
from xl_addin.model.problems.problem import Place
from xl_addin.model.thai.words import ERA
from xl_addin.model.values.kinds import SCALE, Kind
from xl_addin.register.layout_parts import Entry, Item
from xl_addin.register.read_session import RegisterReading
from xl_addin.register.settings_items import FISCAL_YEARS, ZEROS, office_items, zero_of

TABLE, VALUE = "settings", "value"


@dataclass(frozen=True, slots=True)
class OfficeSettings:
    """`fiscal_year` is None when it cannot be told."""

    name: str
    short_name: str
    fiscal_year: int | None
    settings: Settings


def read_office(reading: RegisterReading) -> OfficeSettings:
    """OfficeSettings, year and settings; a setting left blank is the form's own."""
    lines = reading.items(TABLE)
    values = {item.key: _value(reading, lines.get(item.key), item) for item in office_items(reading.form)}
    chosen: dict[str, Any] = {
        key: values[key] for key in ("digits", "percent_rounding", "font") if values[key] is not None
    }
    if values["decimals"] is not None:
        chosen["decimals"] = int(values["decimals"])
    if values["zero"] is not None:
        chosen["zero"] = zero_of(str(values["zero"]))
    if isinstance(values["font_size"], int):
        chosen["font_size"] = values["font_size"] / 10 ** SCALE[Kind.NUMBER]
    return OfficeSettings(
        name=str(values["office"] or "").strip(),
        short_name=str(values["office_short"] or "").strip(),
        fiscal_year=_fiscal_year(reading, lines.get("fiscal_year"), values["fiscal_year"]),
        settings=reading.form.settings.model_copy(update=chosen),
    )


def read_texts(reading: RegisterReading) -> dict[str, str]:
    """The free texts that are filled in, by key; those left blank are missing (they print as dots).

    Words of the form are kept where they are not its default; "" where they were cleared: they print nothing.
    """
    own = {text.key: text.default for text in reading.form.texts}
    if "texts" not in reading.layout:
        return {}
    found: dict[str, str] = {}
    for key, row in reading.items("texts").items():
        text = reading.text("texts", row, VALUE)
        if text != own.get(key, ""):
            found[key] = text
    return found


def _value(reading: RegisterReading, row: TableRow | None, item: Item) -> Any:
    if row is None:
        if item.required and reading.tables[TABLE].columns:
            place = Place(reading.file, reading.tables[TABLE].sheet)
            reading.tell("register_item_missing", place, label=item.label)
        return None
    column = _asked(item)
    if item.key == "zero":
        plain = row.cells.get(VALUE)
        if plain is not None and plain.value in ZEROS:
            return plain.value
    return reading.cleaned_as(column, TABLE, row, VALUE)[0]


def _asked(item: Item) -> Entry:
    """The entry as a column; the fiscal year's limits are told in words of their own."""
    scale = 10 ** SCALE.get(item.kind, 0)
    limited = item.key != "fiscal_year"
    return Entry(
        key=item.key,
        label=(item.label,),
        kind=item.kind,
        width=0,
        required=item.required,
        choices=item.choices,
        minimum=item.minimum * scale if limited and item.minimum is not None else None,
        maximum=item.maximum * scale if limited and item.maximum is not None else None,
    )


def _fiscal_year(reading: RegisterReading, row: TableRow | None, value: Any) -> int | None:
    """A Buddhist fiscal year of four digits; a Gregorian or short one is told with what it would be."""
    if row is None or not isinstance(value, int):
        return None
    first, last = FISCAL_YEARS
    if first <= value <= last:
        return value
    meant = next((year for year in (value + ERA, value + 2500) if first <= year <= last and value > 0), None)
    place = reading.place(TABLE, row, VALUE)
    if meant is None:
        reading.tell("register_year_unlikely", place, value=str(value), first=first, last=last)
    else:
        reading.tell("register_year_not_buddhist", place, value=str(value), meant=meant)
    return None
