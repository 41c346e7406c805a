"""The register workbook: blank for a form, or filled from a Register. Same input, same bytes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from xl_addin.excel.writing.atomic_file import write_whole
from xl_addin.excel.writing.identity_sheet import write_identity
from xl_addin.excel.writing.plain_workbook import CREATED
from xl_addin.excel.writing.workbook_writer import new_book
from xl_addin.model.form.schema import Form
from xl_addin.model.register import Register
from xl_addin.register.cell_values import Row, cells_of
from xl_addin.register.data_validation import Dropdowns
from xl_addin.register.guide_sheet import write_guide
from xl_addin.register.layout import REGISTER_KIND, REGISTER_VERSION, register_sheets
from xl_addin.register.layout_parts import SheetLayout
from xl_addin.register.sheet_writer import SheetWriter
from xl_addin.register.styles import RegisterStyles


@dataclass(frozen=True, slots=True)
class SheetBeside:
    """A sheet that is not of the register itself, such as how a list was read. `rows` by table key."""

    layout: SheetLayout
    rows: Mapping[str, list[Row]]


def write_register(
    path: Path, form: Form, register: Register | None = None, beside: Sequence[SheetBeside] = ()
) -> None:
    """Write a register workbook to `path` in one step. Raises WriteError. See `register_bytes`."""
    write_whole(path, register_bytes(form, register, beside))


def register_bytes(form: Form, register: Register | None = None, beside: Sequence[SheetBeside] = ()) -> bytes:
    """The register workbook of a form, blank or with the content of `register`; `beside`: sheets after its own."""
    font = (register or form).settings.font
    with new_book(font) as (book, buffer):
        book.set_properties({"title": f"ทะเบียน {form.title}", "created": CREATED})
        styles = RegisterStyles(book, font)
        own = register_sheets(form, register.texts if register else ())
        sheets = (*own, *(sheet.layout for sheet in beside))
        rows = cells_of(form, register)
        for sheet in beside:
            rows |= sheet.rows
        write_guide(book, styles, form, sheets)
        writers = [SheetWriter(book, styles, layout) for layout in sheets]
        lists = Dropdowns(book, form)
        for writer in writers:
            writer.write(rows, lists)
        write_identity(book, identity_of(form))
    return buffer.getvalue()


def identity_of(form: Form) -> dict[str, str]:
    """What a register says of itself in its hidden sheet and its custom properties."""
    return {
        "kind": REGISTER_KIND,
        "register_version": str(REGISTER_VERSION),
        "form_id": form.id,
        "form_version": str(form.version),
    }
