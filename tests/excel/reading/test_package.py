"""What is wrong with a file as a whole is told from its content, before anything in it is read."""

from __future__ import annotations

import io
import os
import random
import threading
import tomllib
import zipfile
from importlib import resources
from pathlib import Path

import msoffcrypto.format.ooxml
import pytest
from openpyxl import Workbook

from tests.support import raw_workbooks as raw
from xl_addin.excel.reading.limits import PackageError, ReadLimits
from xl_addin.excel.reading.package import REFUSALS, open_package
from xl_addin.excel.reading.workbook_reader import read_workbook
from xl_addin.model import problems
from xl_addin.model.problems.problem import Place

ONE_CELL = raw.sheet_xml('<row r="1"><c r="A1"><v>1</v></c></row>')
GOOD = raw.workbook(ONE_CELL)
THAI_CSV = "โครงการ,งบประมาณ\nจัดซื้อ,1000\nอบรม,2000\n"


def encrypted() -> bytes:
    buffer = io.BytesIO()
    Workbook().save(buffer)
    locked = io.BytesIO()
    msoffcrypto.format.ooxml.OOXMLFile(buffer).encrypt("1234", locked)
    return locked.getvalue()


def zip_of(**parts: str) -> bytes:
    return raw.zipped(dict(parts))


def open_document(kind: str) -> bytes:
    return raw.zipped({"mimetype": f"application/vnd.oasis.opendocument.{kind}", "content.xml": "<x/>"})


def refusal(data: bytes, limits: ReadLimits | None = None) -> PackageError:
    with pytest.raises(PackageError) as caught:
        read_workbook(data, limits=limits)
    return caught.value


@pytest.mark.parametrize(
    ("data", "message_id"),
    [
        pytest.param(b"", "file_empty", id="zero bytes"),
        pytest.param(bytes(5000), "file_zeros", id="nothing but zeros"),
        pytest.param(encrypted(), "file_has_password", id="password"),
        pytest.param(raw.compound_file("EncryptedPackage"), "file_has_password", id="password, by hand"),
        pytest.param(raw.compound_file("Workbook"), "file_is_xls", id="xls"),
        pytest.param(raw.compound_file("Book"), "file_is_xls", id="xls of Excel 95"),
        pytest.param(raw.compound_file("WordDocument"), "file_is_word", id="doc"),
        pytest.param(raw.compound_file("Something"), "file_unknown", id="other compound file"),
        pytest.param(raw.workbook(ONE_CELL, main_type=raw.BINARY_TYPE), "file_is_xlsb", id="xlsb"),
        pytest.param(open_document("spreadsheet"), "file_is_ods", id="ods"),
        pytest.param(open_document("text"), "file_is_word", id="odt"),
        pytest.param(THAI_CSV.encode(), "file_is_csv", id="CSV"),
        pytest.param(THAI_CSV.encode("cp874"), "file_is_csv", id="CSV in Thai Windows letters"),
        pytest.param(THAI_CSV.replace(",", "\t").encode("utf-16"), "file_is_csv", id="Unicode text of Excel"),
        pytest.param("<html><table><tr><td>งบ</td></tr></table></html>".encode(), "file_is_html", id="HTML"),
        pytest.param(b"\xef\xbb\xbf<!DOCTYPE html><title>x</title>", "file_is_html", id="web page"),
        pytest.param(
            b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>',
            "file_is_xml_2003",
            id="XML 2003",
        ),
        pytest.param("รายงานผลไตรมาสที่ 2".encode(), "file_is_text", id="text"),
        pytest.param(b"%PDF-1.7\n%\xe2\xe3", "file_is_pdf", id="PDF"),
        pytest.param(b"\xff\xd8\xff\xe0" + bytes(99), "file_is_picture", id="photograph"),
        pytest.param(zip_of(**{"a.xlsx": "x", "b.xlsx": "y"}), "file_is_archive", id="zip of workbooks"),
        pytest.param(zip_of(**{"Index/Document.iwa": "x"}), "file_is_numbers", id="Numbers"),
        pytest.param(b"Rar!\x1a\x07\x00", "file_is_archive", id="rar"),
        pytest.param(zip_of(), "file_empty_zip", id="empty zip"),
        pytest.param(GOOD[: len(GOOD) // 2], "file_cut_short", id="truncated"),
        pytest.param(random.Random(1).randbytes(3000), "file_unknown", id="noise"),
    ],
)
def test_a_file_that_is_no_workbook_is_named_for_what_it_is(data: bytes, message_id: str) -> None:
    assert refusal(data).message_id == message_id


def test_every_refusal_says_in_thai_what_is_wrong_and_how_to_put_it_right() -> None:
    values = dict.fromkeys(("size", "limit", "part", "entries", "seconds", "length"), "7")
    entries = (resources.files(problems) / "messages" / "package.toml").read_text(encoding="utf-8")
    message_ids = set(tomllib.loads(entries))
    assert set(REFUSALS.values()) <= message_ids
    for message_id in message_ids:
        found = PackageError(message_id, **values).problem(Place(file="ก.xlsx"))
        assert found.message
        assert found.fix
        assert str(found.place) == "ก.xlsx"


def test_a_password_is_not_called_damage_and_the_way_to_remove_it_is_told() -> None:
    found = refusal(encrypted()).problem()
    assert "รหัสผ่าน" in found.message
    assert "เข้ารหัสลับด้วยรหัสผ่าน" in found.fix


def test_a_workbook_cut_anywhere_is_refused_and_never_half_read() -> None:
    for length in range(4, len(GOOD), 97):
        assert refusal(GOOD[:length]).message_id in ("file_cut_short", "file_damaged"), length


def test_a_flipped_bit_in_a_sheet_is_damage() -> None:
    data = bytearray(raw.zipped(raw.parts_of(ONE_CELL), zipfile.ZIP_STORED))
    at = data.find(b"<v>1</v>") + 3
    data[at] ^= 1
    assert refusal(bytes(data)).message_id == "file_damaged"


def test_a_part_that_does_not_unpack_is_told_in_the_same_words_whatever_unpacks_it() -> None:
    data = bytearray(GOOD)
    name = b"xl/worksheets/sheet1.xml"
    at = data.find(name) + len(name)
    data[at : at + 2] = b"\xff\xff"
    assert "Error -3 while decompressing data" in str(refusal(bytes(data)).values["error"])


def test_a_zip_bomb_is_refused_by_its_directory() -> None:
    bomb = raw.workbook(raw.sheet_xml(f'<row r="1"><c r="A1" t="str"><v>{"a" * 50_000_000}</v></c></row>'))
    assert len(bomb) < 100_000
    assert refusal(bomb).message_id == "file_packed_too_tightly"


def test_many_parts_that_unpack_to_too_much_are_refused_together() -> None:
    text = random.Random(2).randbytes(300_000).hex()
    data = raw.zipped(raw.parts_of(ONE_CELL) | {f"xl/media/{number}.xml": text for number in range(5)})
    assert refusal(data, ReadLimits(unpacked_bytes=2_000_000)).message_id == "file_unpacks_too_large"


@pytest.mark.parametrize("declared", [100, 90_000])
def test_a_directory_that_lies_about_sizes_gains_nothing(declared: int) -> None:
    sheet = raw.sheet_xml(f'<row r="1"><c r="A1" t="str"><v>{"a" * 40_000_000}</v></c></row>')
    data = raw.with_lying_sizes(raw.workbook(sheet), "xl/worksheets/sheet1.xml", declared)
    assert refusal(data).message_id in ("file_packed_too_tightly", "file_damaged", "file_unpacks_too_large")


def test_a_large_bomb_that_declares_little_stops_at_the_limit() -> None:
    # Packed above the size that is inflated in one step, so the bound holds while it is inflated.
    sheet = raw.sheet_xml(f'<row r="1"><c r="A1" t="str"><v>{"ab" * 40_000_000}</v></c></row>')
    data = raw.with_lying_sizes(raw.workbook(sheet), "xl/worksheets/sheet1.xml", 8_000_000)
    assert refusal(data).message_id == "file_packed_too_tightly"


def test_too_many_parts_are_refused() -> None:
    parts = raw.parts_of(ONE_CELL) | {f"xl/media/{number}.bin": "x" for number in range(1000)}
    assert refusal(raw.zipped(parts)).message_id == "file_too_many_parts"
    many = raw.zipped({f"{number}": "" for number in range(20_000)}, zipfile.ZIP_STORED)
    assert refusal(many).message_id == "file_too_many_parts"


def test_a_file_over_the_size_limit_is_not_even_read(tmp_path: Path) -> None:
    large = tmp_path / "large.xlsx"
    with large.open("wb") as file:
        file.truncate(21 * 1024 * 1024)
    with pytest.raises(PackageError) as caught:
        open_package(large)
    assert caught.value.message_id == "file_too_large"
    assert "21.0 MB" in caught.value.problem().message


def test_a_part_twice_in_the_zip_is_damage() -> None:
    buffer = io.BytesIO(GOOD)
    with zipfile.ZipFile(buffer, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("xl/workbook.xml", "<workbook/>")
    assert refusal(buffer.getvalue()).message_id == "file_damaged"


def test_back_slashes_in_part_names_are_read_as_slashes() -> None:
    parts = {name.replace("/", "\\"): content for name, content in raw.parts_of(ONE_CELL).items()}
    assert read_workbook(raw.zipped(parts)).sheets[0].cells[1, 1].value == "1"


BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>'


@pytest.mark.parametrize(
    "doctype", [BOMB, OUTSIDE, "<!DOCTYPE x>"], ids=["entity bomb", "outside entity", "bare"]
)
@pytest.mark.parametrize(
    "part", ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml", "_rels/.rels"]
)
def test_a_doctype_in_any_part_that_is_read_stops_the_file(part: str, doctype: str) -> None:
    parts = raw.parts_of(raw.sheet_xml('<row r="1"><c r="A1" t="str"><v>&a;</v></c></row>'))
    head, rest = str(parts[part]).split("?>", 1)
    parts[part] = f"{head}?>{doctype}{rest}"
    assert refusal(raw.zipped(parts)).message_id == "file_has_doctype"
    parts[part] = parts[part].replace('encoding="UTF-8"', 'encoding="UTF-16"').encode("utf-16")
    assert refusal(raw.zipped(parts)).message_id == "file_has_doctype"


def test_a_file_that_is_still_being_copied_is_not_called_cut_short(tmp_path: Path) -> None:
    path = tmp_path / "copying.xlsx"
    path.write_bytes(GOOD[:200])
    finished = threading.Event()

    def copy() -> None:
        with path.open("ab", buffering=0) as file:
            while not finished.wait(0.005):
                file.write(b"more")

    copying = threading.Thread(target=copy)
    copying.start()
    try:
        with pytest.raises(PackageError, match="file_being_written"):
            open_package(path)
    finally:
        finished.set()
        copying.join()
    with pytest.raises(PackageError, match="file_cut_short"):
        open_package(path)


def test_troubles_of_the_file_system_are_told_apart(tmp_path: Path) -> None:
    def trouble(path: Path) -> str:
        with pytest.raises(PackageError) as caught:
            open_package(path)
        return caught.value.message_id

    os.mkfifo(tmp_path / "pipe.xlsx")
    assert trouble(tmp_path / "gone.xlsx") == "file_vanished"
    assert trouble(tmp_path) == "file_is_no_file"
    assert trouble(tmp_path / "pipe.xlsx") == "file_is_no_file"
    assert trouble(tmp_path / ("ก" * 300 + ".xlsx")) == "file_path_too_long"
    (tmp_path / "empty.xlsx").touch()
    assert trouble(tmp_path / "empty.xlsx") == "file_empty"
