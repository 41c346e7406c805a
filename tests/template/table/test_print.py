"""A template on paper: A4, one page wide, header on every page, nothing cut, no heading left alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support import pdf
from tests.support.registers import GROUPS, small_register
from tests.support.soffice import Soffice
from xl_addin.model.register import Register
from xl_addin.template.template import write_all

FORMS = ("spm2", "khonkaen2", "rayong2")
PROJECTS = 60


@pytest.fixture(scope="module")
def registers() -> dict[str, Register]:
    return {form_id: small_register(form_id, PROJECTS) for form_id in FORMS}


@pytest.fixture(scope="module")
def printed(
    soffice: Soffice, registers: dict[str, Register], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Path]:
    """The template of the second group and the memo, as PDF files."""
    folder = tmp_path_factory.mktemp("print")
    written = {form_id: write_all(register, folder, 1) for form_id, register in registers.items()}
    files = {form_id: paths[1] for form_id, paths in written.items()} | {"memo": written["khonkaen2"][-1]}
    return soffice.convert_named(files, folder / "pdf")


@pytest.mark.parametrize("form_id", FORMS)
def test_pages_are_a4_landscape_and_none_is_empty(printed: dict[str, Path], form_id: str) -> None:
    assert {str(size) for size in pdf.page_sizes(printed[form_id])} == {"A4 landscape"}
    assert pdf.blank_pages(printed[form_id]) == []
    assert pdf.pages_with_hashes(printed[form_id]) == []


@pytest.mark.parametrize("form_id", FORMS)
def test_every_page_repeats_the_header_and_counts_itself(printed: dict[str, Path], form_id: str) -> None:
    pages = pdf.page_count(printed[form_id])
    assert pages > 1
    label = {"spm2": "การดำเนินการ", "khonkaen2": "งาน/โครงการ", "rayong2": "ชื่อโครงการ/กิจกรรม"}[form_id]
    assert pdf.pages_with(printed[form_id], label) == list(range(1, pages + 1))
    assert [pdf.pages_with(printed[form_id], f"หน้า {n}/{pages}") for n in range(1, pages + 1)] == [
        [n] for n in range(1, pages + 1)
    ]


@pytest.mark.parametrize("form_id", FORMS)
def test_all_names_are_printed_whole_and_the_check_column_is_not(
    printed: dict[str, Path], registers: dict[str, Register], form_id: str
) -> None:
    projects = registers[form_id].projects
    names = projects[projects["group_id"] == GROUPS[1].id]["project"]
    assert [name for name in names if not pdf.pages_with(printed[form_id], name)] == []
    assert pdf.pages_with(printed[form_id], "ผลการตรวจ") == []
    assert pdf.pages_with(printed[form_id], "เหลือที่ต้องแก้") == []


@pytest.mark.parametrize("form_id", FORMS)
def test_no_page_ends_in_a_heading(
    printed: dict[str, Path], registers: dict[str, Register], form_id: str
) -> None:
    headings = [pdf.squeeze(section.name) for section in registers[form_id].sections]
    for text in pdf.texts(printed[form_id]):
        lines = [pdf.squeeze(line) for line in text.splitlines() if line.strip()]
        body = [line for line in lines if "หน้า" not in line and "สพป.ตัวอย่าง" not in line]
        assert not any(heading in body[-1] for heading in headings)


@pytest.mark.parametrize("form_id", FORMS)
def test_notes_stand_with_the_last_project(
    printed: dict[str, Path], registers: dict[str, Register], form_id: str
) -> None:
    projects = registers[form_id].projects
    last = projects[projects["group_id"] == GROUPS[1].id]["project"].iloc[-1]
    assert pdf.pages_with(printed[form_id], "หมายเหตุ")[-1] in pdf.pages_with(printed[form_id], last)


def test_the_memo_is_one_portrait_page(printed: dict[str, Path]) -> None:
    assert [str(size) for size in pdf.page_sizes(printed["memo"])] == ["A4 portrait"]
    assert pdf.pages_with(printed["memo"], "จึงเรียนมาเพื่อทราบและดำเนินการ") == [1]
