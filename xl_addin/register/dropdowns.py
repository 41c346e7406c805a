"""What the drop-downs of a register offer: fixed phrases, or what has been typed in another of its tables."""

from __future__ import annotations

from xl_addin.excel.addresses import column_letters, quote_sheet
from xl_addin.excel.writing.lists_sheet import Lists
from xl_addin.excel.writing.workbook_writer import Book
from xl_addin.model.form.schema import Form
from xl_addin.register.layout_parts import Entry, Item

PARAMS = "params"


class Dropdowns:
    """The defined names behind the drop-downs of one register."""

    def __init__(self, book: Book, form: Form) -> None:
        self._book = book
        self._phrases = Lists(book)
        self._params = tuple(param.label for param in form.params)

    def of_column(self, column: Entry) -> str:
        """The name of what a column offers; "" for a column without drop-down."""
        if column.choices:
            return self._phrases.name(column.key, column.choices.values())
        if column.offers == PARAMS:
            return self._phrases.name(PARAMS, self._params)
        return _typed_name(column.offers) if column.offers else ""

    def of_item(self, item: Item) -> str:
        """The same for a single entry."""
        offered = tuple(item.choices.values()) or item.offered
        return self._phrases.name(item.key, offered) if offered else ""

    def define_typed(self, offers: str, sheet: str, column: int, first_row: int, last_row: int) -> None:
        """Define what is typed in the cells of a column (rows and columns from 0) as a list.

        It ends at the last filled cell, so that the drop-down shows no blank lines; INDEX over the whole
        column keeps cut and paste from tearing it.
        """
        letters = column_letters(column + 1)
        whole = f"{quote_sheet(sheet)}!${letters}:${letters}"
        cells = f"INDEX({whole},{first_row + 1}):INDEX({whole},{last_row + 1})"
        last = f'MAX({first_row + 1},SUMPRODUCT(MAX(({cells}<>"")*ROW({cells}))))'
        self._book.define_name(_typed_name(offers), f"=INDEX({whole},{first_row + 1}):INDEX({whole},{last})")


def _typed_name(offers: str) -> str:
    return "typed_" + offers.replace(".", "_")
