"""How the cells of a register look: what is typed has a light fill, what is given has none."""

from __future__ import annotations

from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook

from xl_addin.excel.writing.styles import HINT_COLOUR, LINE, Styles, baht_format
from xl_addin.model.form.schema import Settings
from xl_addin.model.values.kinds import Kind

POINTS = 16.0
SMALL_POINTS = 13.0
INK = "#1F3864"

PLAIN = Settings(digits="arabic", zero="0", decimals=2)
"""A register shows amounts to the satang and in Arabic digits, whatever the office prints."""


class RegisterStyles(Styles):
    """The formats of one register workbook."""

    def __init__(self, book: Workbook, font: str) -> None:
        super().__init__(book, PLAIN.model_copy(update={"font": font}))

    def big(self) -> Format:
        return self.make(bold=True, font_size=20, font_color=INK, valign="vcenter")

    def heading_line(self) -> Format:
        return self.make(bold=True, valign="vcenter")

    def hint(self) -> Format:
        """The line of guidance under a header."""
        return self.make(
            font_size=SMALL_POINTS,
            italic=True,
            font_color=HINT_COLOUR,
            border=1,
            border_color=LINE,
            align="center",
            valign="top",
            text_wrap=True,
        )

    def count(self) -> Format:
        return self.make(bold=True, valign="vcenter", align="left")

    def total(self) -> Format:
        return self.make(
            bold=True, valign="vcenter", align="right", shrink=True, num_format=baht_format(PLAIN)
        )

    def typed(self, kind: Kind, *, prefilled: bool = False, quoted: bool = False, align: str = "") -> Format:
        """A cell to type in. Dates are typed as text, so that no language setting turns day and month around.

        `quoted`: its text begins like a formula. `prefilled`: the program has put something there.
        """
        look: dict[str, Any] = {"quote_prefix": True} if quoted else {}
        if prefilled:
            look["font_color"] = HINT_COLOUR
        if align:
            look["align"] = align
        if kind is Kind.NUMBER:
            look["num_format"] = "General"
        return self.entry(Kind.TEXT if kind in (Kind.DATE, Kind.CHOICE) else kind, **look)

    def given(self, kind: Kind = Kind.TEXT) -> Format:
        """A cell that the program has filled and locked."""
        return self.value(kind)

    def explained(self) -> Format:
        """Guidance beside a single entry."""
        return self.value(Kind.TEXT, font_size=SMALL_POINTS, font_color=HINT_COLOUR)
