"""What a sheet refers to: files that its cells lead to, its drawings, tables and comments.

`external_..._links`, `_add_document_relationship`, `_assemble_xml_file` and `relationships` are internal names of
XlsxWriter: tests/excel/writing/test_relationships.py fails when they change.
"""

from __future__ import annotations

from itertools import chain

from xlsxwriter.relationships import PACKAGE_SCHEMA, Relationships
from xlsxwriter.worksheet import Worksheet


class SheetRelationships(Relationships):
    """Relationships, of which a thousand lead to the same few files: each of these is escaped once."""

    def _assemble_xml_file(self) -> None:
        targets = {target: self._escape_attributes(target) for _, target, _ in self.relationships}
        self._xml_declaration()
        self._xml_start_tag("Relationships", [("xmlns", PACKAGE_SCHEMA)])
        for number, (kind, target, mode) in enumerate(self.relationships, 1):
            more = f' TargetMode="{mode}"' if mode else ""
            self.fh.write(f'<Relationship Id="rId{number}" Type="{kind}" Target="{targets[target]}"{more}/>')
        self._xml_end_tag("Relationships")
        self._xml_close()


def relationships_of(sheet: Worksheet) -> SheetRelationships | None:
    """In the order in which its cells and drawings number them; None where there are none."""
    told = SheetRelationships()
    for link in chain(
        sheet.external_hyper_links,
        sheet.external_drawing_links,
        sheet.external_vml_links,
        sheet.external_background_links,
        sheet.external_table_links,
        sheet.external_comment_links,
    ):
        told._add_document_relationship(*link)
    return told if told.relationships else None
