"""Worksheets whose cells lead elsewhere by the thousand: links are kept as they are told, and written as text.

`_write_hyperlinks`, `hyperlinks`, `hlink_count`, `rel_count` and `external_hyper_links` are internal names of
XlsxWriter: tests/excel/writing/test_bulk_rows.py fails when they change.
"""

from __future__ import annotations

from functools import lru_cache

from xlsxwriter.url import Url, UrlTypes
from xlsxwriter.worksheet import CellStringTuple

from xl_addin.excel.addresses import column_letters
from xl_addin.excel.writing.workbook_writer import Sheet


class LinkedSheet(Sheet):
    """A worksheet with links from cells that XlsxWriter need not know."""

    def let_go(self) -> None:
        super().let_go()
        self.hyperlinks.clear()

    def link(self, row: int, column: int, target: str) -> None:
        """Lead from a cell (from 0), whatever writes it, to "internal:sheet!cell" or "external:file#sheet!cell"."""
        self.hlink_count += 1
        self.hyperlinks[row][column] = target

    def _write_hyperlinks(self) -> None:
        if not self.hyperlinks:
            return
        self._xml_start_tag("hyperlinks")
        for row in sorted(self.hyperlinks):
            written = self.table.get(row, {})
            for column, link in sorted(self.hyperlinks[row].items()):
                # Beside a number of the ordinary way XlsxWriter says what a link shows; a block's is not known to it.
                shows = not isinstance(written.get(column), CellStringTuple | None)
                if isinstance(link, str) and not shows:
                    self._write_link(f"{column_letters(column + 1)}{row + 1}", link)
                else:
                    self._write_link_as_given(
                        row, column, Url(link) if isinstance(link, str) else link, shows
                    )
        self._xml_end_tag("hyperlinks")

    def _write_link(self, cell: str, target: str) -> None:
        """A link from a text, or from a cell that a block writes."""
        path, _, place = target.partition("#")
        if path.startswith("internal:"):
            place = self._escape_attributes(target.removeprefix("internal:"))
            self.fh.write(f'<hyperlink ref="{cell}" location="{place}" display="{place}"/>')
            return
        there = f' location="{self._escape_attributes(place)}"' if place else ""
        self.rel_count += 1
        self.fh.write(f'<hyperlink ref="{cell}" r:id="rId{self.rel_count}"{there}/>')
        self.external_hyper_links.append(["/hyperlink", _path_of(path), "External"])

    def _write_link_as_given(self, row: int, column: int, url: Url, shows: bool) -> None:
        """A link as XlsxWriter writes it; `shows`: it says what."""
        url._is_object_link = url._is_object_link or shows
        if url._link_type is UrlTypes.INTERNAL:
            self._write_hyperlink_internal(row, column, url)
            return
        self.rel_count += 1
        self._write_hyperlink_external(row, column, self.rel_count, url)
        self.external_hyper_links.append(["/hyperlink", url._target(), "External"])


@lru_cache(maxsize=4096)
def _path_of(target: str) -> str:
    """A file that links lead to as a relationship names it."""
    return str(Url(target)._target())
