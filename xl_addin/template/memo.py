"""The memo (บันทึกข้อความ) that goes out with the templates of a form that has one.

One letter for all: it is addressed to every group's director and to the owners of the projects, as the
offices do, so there is one workbook with one sheet.
"""

from __future__ import annotations

from xl_addin.excel.writing.letter_sheet import write_letter
from xl_addin.excel.writing.styles import Styles
from xl_addin.excel.writing.workbook_writer import new_book
from xl_addin.model.file_names import round_stem
from xl_addin.model.form.jinja_texts import render_file
from xl_addin.model.problems.catalogue import say
from xl_addin.model.register import Register
from xl_addin.model.texts import names_of


def memo_file_name(register: Register, round_: int) -> str:
    """ "khonkaen2_2564_รอบ1_บันทึกข้อความ.xlsx" """
    return f"{round_stem(register, round_)}_{say('memo_sheet')}.xlsx"


def memo_bytes(register: Register, round_: int) -> bytes:
    """The memo of a round as a workbook, in Thai digits. The form has a memo."""
    assert register.form.memo is not None
    text = render_file(register.form, register.form.memo, names_of(register, round_))
    with new_book(register.settings.font) as (book, buffer):
        book.set_properties({"title": say("memo_sheet")})
        write_letter(
            book.add_sheet(say("memo_sheet")),
            Styles(book, register.settings),
            text,
            thai_digits=True,
            emblem=register.emblem,
        )
    return buffer.getvalue()
