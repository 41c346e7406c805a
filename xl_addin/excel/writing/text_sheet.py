"""Worksheets whose texts are shared with the workbook's other sheets, or stand in their own cells.

`str_table`, `_write_string`, `_xml_string_element`, `_write_font` and `rstring` are internal names of XlsxWriter:
tests/excel/writing/test_bulk_rows.py fails when they change.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from io import StringIO
from itertools import chain
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.worksheet import CellRichStringTuple, CellStringTuple
from xlsxwriter.xmlwriter import XMLwriter

from xl_addin.excel.writing.linked_sheet import LinkedSheet
from xl_addin.excel.writing.plain_texts import in_runs, is_plain, never_runs
from xl_addin.model.values.cleaners import EXCEL_TEXT_LIMIT


class TextSheet(LinkedSheet):
    """A worksheet that knows where its texts are kept."""

    def __init__(self) -> None:
        super().__init__()
        self._fonts: dict[Format, str] = {}
        self._keeps_texts = False

    def keep_texts(self) -> None:
        """Let every text that is written from here on stand in its own cell: nobody waits for its number."""
        self._keeps_texts = True
        self.str_table: Any = _OwnRuns()

    def write_runs(self, row: int, column: int, runs: Sequence[tuple[Format, str]], look: Format) -> None:
        """`write_rich_string` into a cell (from 0) of texts with their fonts, each of which is worked out once."""
        whole = "".join(text for _, text in runs)
        if len(runs) < 2 or len(whole) > EXCEL_TEXT_LIMIT // 2 or not all(text for _, text in runs):
            self.write_rich_string(row, column, *chain.from_iterable(runs), look)
            return
        self._check_dimensions(row, column)
        told = "".join(f"<r>{self._font_of(font)}{self._run(text)}</r>" for font, text in runs)
        index = self.str_table._get_shared_string_index(told)
        self.table[row][column] = CellRichStringTuple(index, look, whole)

    def _font_of(self, font: Format) -> str:
        if font not in self._fonts:
            self.rstring = XMLwriter()
            self.rstring._set_filehandle(StringIO())
            self._write_font(font)
            self._fonts[font] = self.rstring.fh.getvalue()
        return self._fonts[font]

    def _run(self, text: str) -> str:
        if is_plain(text):
            return f"<t>{text}</t>"
        kept = "" if text == text.strip() else ' xml:space="preserve"'
        return f"<t{kept}>{self._escape_control_characters(self._escape_data(text))}</t>"

    def put_text(self, row: int, column: int, text: str, look: Format) -> None:
        """`write_string` into a cell (from 0)."""
        self._write_string(row, column, text, look)

    def own_texts(self, texts: Sequence[str]) -> Iterator[str]:
        for some, are_plain in in_runs(texts):
            for text in some:
                run = f"<t>{_cut(text)}</t>" if are_plain else self._run(_cut(text))
                yield f' t="inlineStr"><is>{run}</is></c>'

    def known_first(self, texts: Iterable[str]) -> None:
        """Give texts that columns are going to hold their places in the shared strings, in this order."""
        if not self._keeps_texts:
            count = self.str_table.count
            for text in dict.fromkeys(texts):
                self.known_text(text)
            self.str_table.count = count

    def known_text(self, text: str) -> int:
        """The index of a text that is not blank in the workbook's shared strings."""
        index: int = self.str_table._get_shared_string_index(never_runs(_cut(text)))
        return index

    def _write_string(self, row: int, col: int, string: str, cell_format: Format | None = None) -> int:
        if not self._keeps_texts:
            written: int = super()._write_string(row, col, string, cell_format)
            return written
        if self._check_dimensions(row, col):
            return -1
        self.table[row][col] = CellStringTuple(self._run(_cut(string)), cell_format)
        return 0

    def _text_element(self, index: Any) -> str:
        if isinstance(index, int):
            return super()._text_element(index)
        return f' t="inlineStr"><is>{index}</is></c>'

    def _xml_string_element(self, index: Any, attributes: Any = ()) -> None:
        # Cells without a look come here.
        if isinstance(index, int):
            super()._xml_string_element(index, attributes)
            return
        attr = "".join(f' {name}="{value}"' for name, value in attributes)
        self.fh.write(f"<c{attr}{self._text_element(index)}")


class _OwnRuns:
    """Stands for the table of shared texts where texts of several fonts stand in their own cells."""

    def _get_shared_string_index(self, runs: str) -> str:
        return runs


def _cut(text: str) -> str:
    return text if len(text) <= EXCEL_TEXT_LIMIT else text[: EXCEL_TEXT_LIMIT - 1] + "…"
