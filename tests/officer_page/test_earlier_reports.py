"""Which earlier reports stand beside a round, and which may be chosen."""

from __future__ import annotations

from pathlib import Path

import pytest

from xl_addin.office.folder import OfficeFolder
from xl_addin.officer_page.earlier_reports import (
    BY_ITSELF,
    LAST_YEAR,
    NONE,
    PREVIOUS,
    EarlierReports,
    offered,
)


@pytest.fixture
def office(tmp_path: Path) -> OfficeFolder:
    """Two years; this one has a report of its first round and a report from elsewhere beside the register."""
    for year in ("2567", "2568"):
        office = OfficeFolder(tmp_path / year)
        office.path.mkdir()
        office.round(1).create()
        for path in (office.register, office.round(1).report):
            path.write_bytes(b"")
    (office.path / "จากระบบเดิม.xlsx").write_bytes(b"")
    return office


@pytest.fixture
def earlier(tmp_path: Path) -> EarlierReports:
    return EarlierReports(tmp_path / "home" / "earlier.json")


def test_the_round_before_is_taken_by_itself_until_another_is_chosen(
    office: OfficeFolder, earlier: EarlierReports
) -> None:
    first = office.round(1).report
    assert earlier.places(office, 2).previous == first
    assert earlier.places(office, 2).last_year is None

    other = office.path / "จากระบบเดิม.xlsx"
    earlier.choose(office, 2, PREVIOUS, str(other))
    last = office.path.parent / "2567" / "รอบ 1" / "รายงาน.xlsx"
    earlier.choose(office, 2, LAST_YEAR, str(last))
    places = earlier.places(office, 2)
    assert (places.previous, places.last_year) == (other, last)
    assert earlier.places(office, 3).last_year is None  # each round has its own

    earlier.choose(office, 2, PREVIOUS, NONE)
    assert earlier.places(office, 2).previous is None
    earlier.choose(office, 2, PREVIOUS, BY_ITSELF)
    assert earlier.places(office, 2).previous == first


def test_a_chosen_report_that_is_gone_is_chosen_no_more(
    office: OfficeFolder, earlier: EarlierReports
) -> None:
    other = office.path / "จากระบบเดิม.xlsx"
    earlier.choose(office, 2, PREVIOUS, str(other))
    other.unlink()
    assert earlier.places(office, 2).previous == office.round(1).report


def test_only_what_lies_in_the_office_s_folders_is_offered(
    office: OfficeFolder, earlier: EarlierReports, tmp_path: Path
) -> None:
    assert [path.name for path in offered(office, 1, PREVIOUS)] == ["จากระบบเดิม.xlsx"]
    names = [name for _, name in earlier.as_json(office, 2)[LAST_YEAR]["offered"]]
    assert names == [str(Path("2567", "รอบ 1", "รายงาน.xlsx")), "จากระบบเดิม.xlsx"]
    with pytest.raises(ValueError, match="passwd"):
        earlier.choose(office, 2, PREVIOUS, "/etc/passwd")
