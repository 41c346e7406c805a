"""The page for the public: every project with its money, and nothing of the office's own work."""

from __future__ import annotations

import re
import zipfile
from dataclasses import replace
from io import BytesIO

import pytest
from openpyxl import load_workbook

from tests.support.consolidations import office
from tests.support.page_fill import mean_fill, planned_pages
from xl_addin.report.export.public_page import NoPublicPage, public_bytes


def rows(content: bytes) -> list[list[object]]:
    (sheet,) = load_workbook(BytesIO(content), data_only=True).worksheets
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


@pytest.mark.parametrize(
    ("form", "budget"), [("spm2", 3_233_000), ("khonkaen2", 2_702_385), ("rayong2", 918_700)]
)
def test_it_lists_every_project_with_the_sums_of_the_report(form: str, budget: int) -> None:
    consolidated = office(form)
    found = rows(public_bytes(consolidated))
    names = {str(row[1]).removesuffix(" *") for row in found if isinstance(row[0], int)}
    assert names == set(consolidated.frame["project"])
    (total,) = [row for row in found if row[1] == "รวม"]
    assert total[2] == budget
    assert total[3] == consolidated.frame["used_to_date"].sum() / 100


def test_nothing_of_the_office_s_own_work_goes_out() -> None:
    """No sheet, file name or cell address of what the groups sent, and no hidden part."""
    consolidated = office("khonkaen2")
    with zipfile.ZipFile(BytesIO(public_bytes(consolidated))) as package:
        names = package.namelist()
        parts = {name: package.read(name).decode("utf-8", "replace") for name in names}
    assert [name for name in names if name.startswith("xl/worksheets/sheet")] == ["xl/worksheets/sheet1.xml"]
    assert "definedNames" not in parts["xl/workbook.xml"] or "t_data" not in parts["xl/workbook.xml"]
    assert 'state="' not in parts["xl/workbook.xml"]
    everything = "".join(parts.values())
    assert [file.file for file in consolidated.files if file.file in everything] == []
    assert not re.search(r"<t[^>]*>[A-Z]{1,2}\d+</t>", parts["xl/sharedStrings.xml"])


def test_an_unfinished_report_is_published_as_what_it_is() -> None:
    found = rows(public_bytes(office("spm2", missing=("G01",))))
    said = [str(row[0]) for row in found if row[0]]
    assert any(text.startswith("ร่าง: ยังต้องแก้") for text in said)
    assert any("ยังไม่รายงาน" in row for row in found)


def test_a_text_longer_than_a_row_goes_on_in_the_next() -> None:
    consolidated = office("rayong2")
    frame = consolidated.frame
    long = " ".join(f"กิจกรรมที่ {number} จัดประชุมแล้ว" for number in range(1, 120))
    frame.loc[0, "bullets"] = long
    found = rows(public_bytes(consolidated))
    first = next(place for place, row in enumerate(found) if row[0] == 1)
    assert found[first + 1][1] == "(ต่อ)"
    pieces = []
    for row in found[first:]:
        if pieces and row[1] != "(ต่อ)":
            break
        pieces.append(str(row[-1]))
    assert " ".join(pieces).split() == long.split()


def test_its_pages_are_full_and_none_holds_more_than_fits_below_the_repeated_header() -> None:
    consolidated = office("rayong2")
    lines = [f"- จัดประชุมผู้รับผิดชอบครั้งที่ {number} มีผู้เข้าร่วม {number + 20} คน" for number in range(16)]
    frame = consolidated.frame.assign(
        bullets=["\n".join(lines[: 3 + number % 13]) for number in range(len(consolidated.frame))]
    )
    pages = planned_pages(public_bytes(replace(consolidated, frame=frame)))
    assert len(pages) > 3
    assert max(page.filled for page in pages) <= 1
    assert mean_fill(pages[:-1]) >= 0.85


def test_the_same_data_gives_the_same_bytes() -> None:
    assert public_bytes(office("spm2")) == public_bytes(office("spm2"))


def test_a_form_that_does_not_say_its_money_is_refused_with_a_remedy() -> None:
    consolidated = office("spm2")
    form = consolidated.register.form.model_copy(update={"national": None})
    without = replace(consolidated, register=replace(consolidated.register, form=form))
    with pytest.raises(NoPublicPage) as refused:
        public_bytes(without)
    assert "[national]" in refused.value.problem().fix
