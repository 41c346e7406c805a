"""Memos and narrative parts as Word: the words and figures of the workbook, in the office's letters."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from docx.oxml.ns import qn
from openpyxl import load_workbook

from tests.support.consolidations import office
from tests.support.pictures.grey import picture
from xl_addin.model.thai.line_breaks import NO_BREAK
from xl_addin.report.book.prose import Chapter, Grid, Paragraph
from xl_addin.report.export.word import word_files, write_word
from xl_addin.report.writer import write_report


def texts(path: Path) -> list[str]:
    return [paragraph.text for paragraph in Document(str(path)).paragraphs if paragraph.text.strip()]


@pytest.fixture(scope="module")
def khonkaen(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Path]]:
    report = tmp_path_factory.mktemp("word") / "รายงาน.xlsx"
    consolidated = office("khonkaen2")
    made = write_report(report, consolidated, words=True)
    return report, write_word(made.chapters, consolidated.register, report)


def test_the_memo_is_a_document_with_the_words_of_its_sheet(khonkaen: tuple[Path, list[Path]]) -> None:
    report, (memo, _) = khonkaen
    assert memo.name == "รายงาน บันทึกข้อความ.docx"
    sheet = load_workbook(report)["บันทึกข้อความ"]
    printed = {str(cell.value).replace(NO_BREAK, " ").strip() for row in sheet for cell in row if cell.value}
    said = texts(memo)
    assert said[0].strip() == "บันทึกข้อความ"
    paragraphs = [text for text in said if "\t" not in text]
    assert paragraphs
    assert [text for text in paragraphs if text not in printed] == []
    assert any("๒,๗๐๒,๓๘๕" in text for text in paragraphs)


def test_the_garuda_stands_at_the_head_and_fields_on_dotted_lines(tmp_path: Path) -> None:
    register = office("khonkaen2").register
    lines = tuple(Paragraph(text, "letter") for text in ("# บันทึกข้อความ", "ที่ | ศธ 1 | วันที่ | ....", "> (....)"))
    chapter = Chapter("บันทึกข้อความ", "letter", lines)
    ((_, content),) = word_files([chapter], replace(register, emblem=picture()), tmp_path / "r.xlsx")
    document = Document(BytesIO(content))
    assert len(document.inline_shapes) == 1
    fields = document.paragraphs[1]
    assert [run.text for run in fields.runs] == ["ที่ ", " ศธ 1\t", "วันที่ ", " \t"]
    assert len(fields.paragraph_format.tab_stops) == 2


def test_thai_letters_have_the_office_s_font_size_and_weight(khonkaen: tuple[Path, list[Path]]) -> None:
    _, (memo, _) = khonkaen
    document = Document(str(memo))
    properties = document.styles["Normal"].element.rPr
    assert properties.rFonts.get(qn("w:cs")) == properties.rFonts.get(qn("w:ascii")) == "TH SarabunPSK"
    assert properties.find(qn("w:szCs")).get(qn("w:val")) == "32"
    (head,) = document.paragraphs[0].runs
    assert head.font.cs_bold
    assert head._r.rPr.find(qn("w:szCs")).get(qn("w:val")) == "58"


def test_cover_and_sentences_are_a_document_of_their_own_without_the_charts_titles(tmp_path: Path) -> None:
    consolidated = office("spm2", 2)
    report = tmp_path / "r.xlsx"
    made = write_report(report, consolidated, words=True)
    (document,) = write_word(made.chapters, consolidated.register, report)
    assert document == tmp_path / "r.docx"
    said = "\n".join(texts(document))
    assert "รายงานการกำกับ ติดตามการดำเนินงาน" in said
    assert "จากแผนภาพพบว่า" in said
    properties = Document(str(document)).core_properties
    assert (properties.author, properties.title) == (
        consolidated.register.office,
        consolidated.register.form.report.title,
    )


def test_project_forms_bring_their_labels_texts_and_tables(tmp_path: Path) -> None:
    pieces = (
        Paragraph("แบบรายงานความก้าวหน้าโครงการ", "title"),
        Paragraph("พัฒนาครู", "pair", "โครงการ"),
        Paragraph("ผลผลิต", "heading"),
        Paragraph("อบรมครู 40 คน"),
        Grid(("ตัวชี้วัด", "ผล"), (("ร้อยละของครู", "92"), ("รวม", "92"))),
        Paragraph("แบบรายงานของโครงการถัดไป", "title"),
    )
    ((_, content),) = word_files(
        [Chapter("แบบ", "pages", pieces)], office("spm2").register, tmp_path / "r.xlsx"
    )
    document = Document(BytesIO(content))
    (table,) = document.tables
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["ตัวชี้วัด", "ผล"],
        ["ร้อยละของครู", "92"],
        ["รวม", "92"],
    ]
    assert "โครงการ  พัฒนาครู" in [paragraph.text for paragraph in document.paragraphs]
    with zipfile.ZipFile(BytesIO(content)) as package:
        assert package.read("word/document.xml").count(b'w:type="page"') == 1


def test_the_same_report_gives_the_same_bytes(khonkaen: tuple[Path, list[Path]], tmp_path: Path) -> None:
    consolidated = office("khonkaen2")
    again = write_report(tmp_path / "รายงาน.xlsx", consolidated, words=True)
    for path, old in zip(
        write_word(again.chapters, consolidated.register, tmp_path / "รายงาน.xlsx"), khonkaen[1], strict=True
    ):
        assert path.read_bytes() == old.read_bytes()
