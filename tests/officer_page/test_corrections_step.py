"""The step behind the button ทำไฟล์ส่งคืนและร่างอีเมล."""

from __future__ import annotations

from pathlib import Path

from tests.office.year_office import YearOffice, year_register
from xl_addin.office.folder import OfficeFolder, places_in
from xl_addin.officer_page.steps import make_corrections


def test_what_goes_back_lies_in_the_round_s_folder(tmp_path: Path) -> None:
    office = YearOffice(
        tmp_path, year_register("spm2", {"g1": "กลุ่มแผน", "g2": "กลุ่มนิเทศ"}, {"P1": "g1", "S1": "g2"})
    )
    office.send(1, office.templates(1)["g1"], {"P1": -5}, "แผน.xlsx")
    place = OfficeFolder(tmp_path).round(1).create()
    sent = office.returned(1) / "แผน.xlsx"
    sent.rename(place.returned / sent.name)
    answer = make_corrections(tmp_path, lambda *_: None, places_in(OfficeFolder(tmp_path), 1))
    assert "failed" not in answer
    made = sorted(path.suffix for path in place.corrections.iterdir() if not path.name.startswith("."))
    assert made == [".eml", ".eml", ".txt", ".txt", ".xlsx"]
    assert set(answer["files"]) <= {path.name for path in place.corrections.iterdir()}
