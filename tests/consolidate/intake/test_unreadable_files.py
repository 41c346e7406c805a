"""Files that are no readable workbook: each is refused with its own reason, and the folder goes on."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import msoffcrypto.format.ooxml
import pytest

from tests.support.office import Office, outcome, places, rules, told, used
from xl_addin.consolidate.consolidated import Outcome

Spoil = Callable[[Path], None]


def with_password(path: Path) -> None:
    protected = io.BytesIO()
    msoffcrypto.format.ooxml.OOXMLFile(path.open("rb")).encrypt("1234", protected)
    path.write_bytes(protected.getvalue())


def as_old_xls(path: Path) -> None:
    path.write_bytes(b"\x09\x04\x06\x00\x00\x00\x10\x00" + b"\0" * 64)


def as_ods(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        package.writestr("content.xml", "<office:document-content/>")


def as_csv(path: Path) -> None:
    path.write_text("ที่,โครงการ,ใช้\n1,พัฒนาครู,1000\n", encoding="utf-8")


def as_html(path: Path) -> None:
    path.write_text("<html><body><table><tr><td>1</td></tr></table></body></html>", encoding="utf-8")


def cut_short(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:4000])


def with_no_bytes(path: Path) -> None:
    path.write_bytes(b"")


def with_zeros(path: Path) -> None:
    path.write_bytes(b"\0" * 5000)


def rewritten(path: Path, change: Callable[[str, bytes], bytes], **more: bytes) -> None:
    with zipfile.ZipFile(path) as package:
        parts = {name: change(name, package.read(name)) for name in package.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in (parts | more).items():
            package.writestr(name, content)


def is_first_sheet(name: str) -> bool:
    return name == "xl/worksheets/sheet1.xml"


def with_a_zip_bomb(path: Path) -> None:
    rewritten(path, lambda _, content: content, **{"xl/media/image1.png": b"\0" * 40_000_000})


def with_an_entity_bomb(path: Path) -> None:
    bomb = b'<?xml version="1.0"?><!DOCTYPE b [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'
    rewritten(path, lambda name, content: bomb + content if is_first_sheet(name) else content)


def with_a_broken_part(path: Path) -> None:
    rewritten(path, lambda name, content: content[: len(content) // 2] if is_first_sheet(name) else content)


@pytest.mark.parametrize(
    ("spoil", "rule"),
    [
        (with_password, "file_has_password"),
        (as_old_xls, "file_is_xls"),
        (as_ods, "file_is_ods"),
        (as_csv, "file_is_csv"),
        (as_html, "file_is_html"),
        (cut_short, "file_cut_short"),
        (with_no_bytes, "file_empty"),
        (with_zeros, "file_zeros"),
        (with_a_zip_bomb, "file_packed_too_tightly"),
        (with_an_entity_bomb, "file_has_doctype"),
        (with_a_broken_part, "file_damaged"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_its_own_reason(
    office: Office, spoil: Spoil, rule: str
) -> None:
    spoil(office.put(office.book()))
    consolidated = office.consolidate()
    assert outcome(consolidated).outcome is Outcome.REFUSED
    assert [(each.rule, each.place.file) for each in told(consolidated, rule)] == [(rule, "plan.xlsx")]
    assert outcome(consolidated).reason == told(consolidated, rule)[0].message
    assert told(consolidated, rule)[0].fix
    assert used(consolidated, "P1") is None


@pytest.mark.parametrize(("spoil", "name"), [(as_old_xls, "plan.xls"), (as_ods, "plan.ods")])
def test_a_file_that_bears_its_true_name_is_not_told_that_it_hides(
    office: Office, spoil: Spoil, name: str
) -> None:
    spoil(office.put(office.book(), name))
    reason = outcome(office.consolidate(), name).reason
    assert Path(name).suffix in reason
    assert "แม้ชื่อ" not in reason


def test_one_stray_cell_at_the_far_corner_does_no_harm(office: Office) -> None:
    """The 4.7 KB file that makes other readers ask for hundreds of gigabytes."""
    book = office.book()
    book.sheet["XFD1048576"] = "x"
    office.put(book)
    consolidated = office.consolidate()
    assert used(consolidated, "P1") == 100_000
    assert places(consolidated, "cells_beside_table") == [("plan.xlsx", "แบบรายงาน", "XFD1048576")]


def test_a_million_formatted_blank_rows_do_no_harm(office: Office) -> None:
    path = office.put(office.book())
    rows = "".join(f'<row r="{row}" s="1" customFormat="1"/>' for row in range(100, 1_048_577)).encode()

    def grow(name: str, content: bytes) -> bytes:
        return content.replace(b"</sheetData>", rows + b"</sheetData>") if is_first_sheet(name) else content

    rewritten(path, grow)
    consolidated = office.consolidate()
    assert used(consolidated, "P1") == 100_000
    assert rules(consolidated) == set()


def test_a_workbook_with_macros_is_refused_and_nothing_is_run(office: Office) -> None:
    path = office.put(office.book())
    rewritten(path, lambda _, content: content, **{"xl/vbaProject.bin": b"macro"})
    consolidated = office.consolidate()
    assert outcome(consolidated).outcome is Outcome.REFUSED
    assert rules(consolidated) == {"book_macros"}


def test_embedded_documents_are_told_and_not_opened(office: Office) -> None:
    path = office.put(office.book())
    rewritten(path, lambda _, content: content, **{"xl/embeddings/oleObject1.bin": b"object"})
    consolidated = office.consolidate()
    assert rules(consolidated) == {"book_embedded_objects"}
    assert used(consolidated, "P1") == 100_000


def test_links_to_other_workbooks_are_told_and_not_followed(office: Office) -> None:
    path = office.put(office.book())
    link = (
        b'<?xml version="1.0"?><externalLink xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
        b' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
        b'<externalBook r:id="rId1"/></externalLink>'
    )
    namespace = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    target = (
        b'<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        b'<Relationship Id="rId1" Type="' + namespace + b'/externalLinkPath" Target="budget.xlsx"'
        b' TargetMode="External"/></Relationships>'
    )
    relation = (
        b'<Relationship Id="rId99" Type="' + namespace + b'/externalLink" Target="externalLinks/link1.xml"/>'
    )

    def linked(name: str, content: bytes) -> bytes:
        if name == "xl/_rels/workbook.xml.rels":
            return content.replace(b"</Relationships>", relation + b"</Relationships>")
        return content

    parts = {"xl/externalLinks/link1.xml": link, "xl/externalLinks/_rels/link1.xml.rels": target}
    rewritten(path, linked, **parts)
    consolidated = office.consolidate()
    assert rules(consolidated) == {"book_external_links"}
    assert "budget.xlsx" in told(consolidated, "book_external_links")[0].message
    assert used(consolidated, "P1") == 100_000
