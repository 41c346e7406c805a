"""The report as printed: A4, header on every page, names whole, nothing cut, no empty page."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.report.conftest import CASES, Made
from tests.support import pdf
from xl_addin.model.thai.words import in_thai_digits

pytestmark = pytest.mark.slow

TABLES = {
    "spm2": ("ไตรมาส 2", "การดำเนินการ", "portrait"),
    "spm2-quarter-1": ("ไตรมาส 1", "การดำเนินการ", "portrait"),
    "khonkaen2": ("ผลการเบิกจ่าย", "งบประมาณ ความก้าวหน้าการดำเนินงาน", "landscape"),
    "rayong2": ("ผลการดำเนินงาน", "งบประมาณที่ใช้ดำเนินการแต่ละไตรมาส", "landscape"),
    "rayong2-thai": ("ผลการดำเนินงาน", "งบประมาณที่ใช้ดำเนินการแต่ละไตรมาส", "landscape"),
}


@pytest.mark.parametrize("name", CASES)
def test_all_pages_are_a4_with_something_on_them(name: str, printed: dict[str, Path]) -> None:
    assert all(size.is_a4 for size in pdf.page_sizes(printed[name]))
    assert pdf.blank_pages(printed[name]) == []
    assert pdf.pages_with_hashes(printed[name]) == []


@pytest.mark.parametrize("name", CASES)
def test_every_page_but_cover_and_letters_has_its_number(name: str, printed: dict[str, Path]) -> None:
    """Pages count from 1 after the cover; a letter stands between them without a number."""
    texts = [pdf.squeeze(text) for text in pdf.texts(printed[name])]
    footers = [re.search(r"หน้า(\d+)", text) for text in texts]
    numbers = [int(found[1]) for found in footers if found]
    assert numbers == list(range(1, len(numbers) + 1))
    unnumbered = [text.removeprefix("ร่าง") for text, found in zip(texts, footers, strict=True) if not found]
    assert unnumbered[0] == texts[0].removeprefix("ร่าง")
    assert all(text.startswith("บันทึกข้อความ") for text in unnumbered[1:])


@pytest.mark.parametrize("name", CASES)
def test_every_project_name_is_printed_whole(
    name: str, reports: dict[str, Made], printed: dict[str, Path]
) -> None:
    pages = pdf.squeeze("".join(pdf.texts(printed[name])))
    digits = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
    for project in reports[name].consolidated.frame["project"]:
        wanted = pdf.squeeze(project)
        assert wanted in pages or wanted.translate(digits) in pages, project


@pytest.mark.parametrize("name", TABLES)
def test_the_table_has_its_header_on_every_page(
    name: str, reports: dict[str, Made], printed: dict[str, Path]
) -> None:
    _, header, orientation = TABLES[name]
    pages = pdf.pages_with(printed[name], header)
    projects = [str(project) for project in reports[name].consolidated.frame["project"]]
    if name.endswith("-thai"):
        projects = [in_thai_digits(project) for project in projects]
    found = [
        [page for page in pdf.pages_with(printed[name], project) if page in pages]
        for project in (projects[0], projects[-1])
    ]
    table = range(min(found[0]), min(found[1]) + 1)
    assert set(table) <= set(pages)
    sizes = pdf.page_sizes(printed[name])
    assert {sizes[page - 1].orientation for page in table} == {orientation}


@pytest.mark.parametrize("name", ["spm2", "rayong2"])
def test_no_group_heading_stands_alone_at_the_foot_of_a_page(name: str, printed: dict[str, Path]) -> None:
    headings = ("นโยบาย สพฐ.ที่", "โครงการ\n")
    for text in pdf.texts(printed[name]):
        lines = [line for line in text.splitlines() if line.strip() and "หน้า " not in line]
        body = [line for line in lines if not line.startswith("รายงาน")]
        if body and body[-1].startswith(headings[0]):
            raise AssertionError(body[-1])


def test_thai_digits_are_a_matter_of_the_cell_s_format(printed: dict[str, Path]) -> None:
    assert pdf.pages_with(printed["rayong2-thai"], "๙๑๘,๗๐๐")
