"""The identity of a workbook that leaves the office, in a very hidden sheet and in its custom properties.

Both places say the same: a sheet may get lost when somebody copies the table into another workbook, and
the properties when somebody saves it in another format.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from xl_addin.excel.writing.workbook_writer import Book
from xl_addin.model.identity import FORM_SHEET, ISSUED_COLUMN, NOTES_COLUMN, PROPERTY_PREFIX


def write_identity(
    book: Book, values: Mapping[str, str], issued: str = "", notes: Sequence[str] = ()
) -> None:
    """Write keys and values (all text) as rows of the very hidden sheet `_form` and as custom properties.

    `issued`: ids of the projects that the workbook was given, with "|" between them; `notes`: the office's own,
    which may be others when the workbook comes back.
    """
    sheet = book.add_sheet(FORM_SHEET)
    sheet.very_hidden()
    sheet.protect("")
    for row, (key, value) in enumerate(values.items()):
        sheet.write_string(row, 0, key)
        sheet.write_string(row, 1, value)
        book.set_custom_property(PROPERTY_PREFIX + key, value, "text")
    if issued:
        sheet.write_string(0, ISSUED_COLUMN, issued)
    if notes:
        sheet.write_string(0, NOTES_COLUMN, "\n".join(notes))
