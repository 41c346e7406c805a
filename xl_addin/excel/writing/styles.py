"""How cells look: fonts, lines, fills and number formats, from the settings of an office.

Templates, memos and reports are written with these. A number stays a number: digits, zero and decimals
are a matter of its format.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, assert_never

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook

from xl_addin.excel.writing.typeface import letter_scale, own_size
from xl_addin.model.form.schema import Settings
from xl_addin.model.values.kinds import SCALE, Family, Kind

THAI_DIGITS = "[$-D00041E]"
"""Prefix of a number format under which numbers show in Thai digits: numeral shape 0D, language Thai.

Without the language LibreOffice shows Arabic ones.
"""

BUDDHIST_DATE = "[$-107041E]d mmm yyyy"
BUDDHIST_DATE_THAI_DIGITS = "[$-D07041E]d mmm yyyy"
PLAIN_DATE = "d/m/yyyy"
"""For a date whose Buddhist year was typed as if it were a Gregorian one: shown as it was typed."""

ENTRY_FILL = "#FFFBE6"
LOCKED_FILL = "#F2F2F2"
NOT_DUE_FILL = "#E3E3E3"
HEADER_FILL = "#DDEBF7"
HEADING_FILL = "#EDF4E5"
LINE = "#7F7F7F"
ENTRY_LINE = "#BF9000"

CHECK_WIDTH = 120.0
CHECK_POINTS = 12
"""The check column: a sentence with its remedy takes one line, as no row grows for what a formula says."""
CHECK_COLOUR = "#9C0006"
LEGEND_COLOUR = "#404040"
HINT_COLOUR = "#595959"
LINK_COLOUR = "#0563C1"

ERROR_LOOK = {"bg_color": "#FFC7CE", "font_color": "#9C0006"}
WARNING_LOOK = {"bg_color": "#FCE4D6", "font_color": "#974706"}
MISSING_LOOK = {"bg_color": "#FFE699"}
GOOD_LOOK = {"bg_color": "#C6EFCE", "font_color": "#006100"}


def baht_format(settings: Settings, decimals: int | None = None) -> str:
    """The number format of an amount: office's digits, decimals and sign for zero."""
    places = settings.decimals if decimals is None else decimals
    return _with_zero("#,##0" + (".00" if places == 2 else ""), settings)


def decimal_format(settings: Settings, places: int) -> str:
    """The number format of a figure with so many decimals, in the office's digits and sign for zero."""
    return _with_zero("#,##0" + ("." + "0" * places if places else ""), settings)


def _in_digits(number: str, settings: Settings) -> str:
    return THAI_DIGITS + number if settings.digits == "thai" else number


def _with_zero(number: str, settings: Settings) -> str:
    positive, negative = _in_digits(number, settings), _in_digits(f"-{number}", settings)
    match settings.zero:
        case "0":
            return f"{positive};{negative}"
        case "0.00":
            zero = _in_digits("0.00", settings)
        case "":
            zero = ""
        case sign:
            zero = '"' + sign.replace('"', "") + '"'
    return f"{positive};{negative};{zero}"


def number_format(kind: Kind, settings: Settings) -> str:
    """The number format of a kind; texts are "@", so that a leading = or - stays text."""
    match family := kind.facts.family:
        case Family.NUMBER:
            shown = kind.facts.table_format
            return _in_digits(shown, settings) if shown else baht_format(settings)
        case Family.DATE:
            return BUDDHIST_DATE_THAI_DIGITS if settings.digits == "thai" else BUDDHIST_DATE
        case Family.CHOICE | Family.TEXT:
            return "@"
        case _:
            assert_never(family)


def off_the_line(shown: str) -> str:
    """A number format with room for a full stop at its end: figures do not touch the line at their right."""
    return ";".join(f"{part}_." for part in shown.split(";"))


def alignment(kind: Kind) -> dict[str, Any]:
    """To its kind's side (numbers right, dates and choices in the middle, texts wrapped at the left), at the top.

    A number that is too wide for its column is shown smaller, never as ###.
    """
    fits = {"shrink": True} if kind in SCALE else {"text_wrap": True}
    return {"align": kind.facts.align, "valign": "top", **fits}


Properties = tuple[tuple[str, Any], ...]
"""Properties of a format as XlsxWriter names them, in the order of their names."""


class Styles:
    """The formats of one workbook; the same properties give the same Format.

    Every format starts from the office's font and size, and is locked unless it says otherwise.
    `points`: size of the office's letters, in points of TH SarabunPSK, as all sizes here and in `text_metrics`.
    """

    def __init__(self, book: Workbook, settings: Settings) -> None:
        self.book = book
        self.settings = settings
        self.points = settings.font_size * letter_scale(settings.font)
        self._made: dict[Properties, Format] = {}
        self._asked: dict[Properties, Format] = {}

    def make(self, **properties: Any) -> Format:
        """A format with the office's font and these XlsxWriter properties."""
        asked = tuple(properties.items())
        if asked not in self._asked:
            size = own_size(properties.pop("font_size", self.points), self.settings.font)
            self._asked[asked] = self._cached(
                {"font_name": self.settings.font, "font_size": size} | properties
            )
        return self._asked[asked]

    def look(self, **properties: Any) -> Format:
        """A format for conditional formatting: only what it changes."""
        return self._cached(properties)

    def _cached(self, properties: dict[str, Any]) -> Format:
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            self._made[key] = self.book.add_format(properties)
        return self._made[key]

    def properties_of(self, looks: Iterable[Format]) -> list[Properties]:
        """What makes these formats, all of them made here."""
        known = {look: properties for properties, look in self._made.items()}
        return [known[look] for look in looks]

    def numbers_of(self, properties: Iterable[Properties]) -> list[int]:
        """The numbers in the workbook of the formats with these properties, made where there are none yet."""
        return [self._cached(dict(one))._get_xf_index() for one in properties]

    def title(self, **more: Any) -> Format:
        return self.make(**{"bold": True, "align": "center", "valign": "vcenter", "text_wrap": True} | more)

    def header(self, **more: Any) -> Format:
        look = {"bold": True, "align": "center", "valign": "vcenter", "text_wrap": True}
        return self.make(**look | {"border": 1, "border_color": LINE, "bg_color": HEADER_FILL} | more)

    def heading(self, **more: Any) -> Format:
        look = {"bold": True, "align": "left", "valign": "vcenter", "text_wrap": True}
        return self.make(**look | {"border": 1, "border_color": LINE, "bg_color": HEADING_FILL} | more)

    def value(self, kind: Kind, **more: Any) -> Format:
        """A cell that shows a value of this kind, with lines around it."""
        look = {"border": 1, "border_color": LINE, "num_format": number_format(kind, self.settings)}
        return self.make(**look | alignment(kind) | more)

    def entry(self, kind: Kind, **more: Any) -> Format:
        """A cell that is typed into: unlocked, and looking so."""
        look = {"locked": False, "bg_color": ENTRY_FILL, "border_color": ENTRY_LINE}
        return self.value(kind, **look | more)

    def note(self, **more: Any) -> Format:
        return self.make(**{"align": "left", "valign": "top", "text_wrap": True} | more)
