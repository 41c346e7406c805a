"""What the officer decides by click: written into the register, in force at the next look, and taken back."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from tests.office.year_office import YearOffice, year_register
from xl_addin.model.problems.problem import Problem
from xl_addin.model.thai import fiscal_calendar
from xl_addin.office.folder import OfficeFolder, Places, places_in
from xl_addin.officer_page.steps import look
from xl_addin.server.officer.decisions import decide, decisions_of

NOW = dt.datetime(2026, 1, 5, 9, 0)
TODAY = fiscal_calendar.serial_of(NOW.date())


@pytest.fixture
def places(tmp_path: Path) -> Places:
    """One group has returned its workbook, with more spent than planned in the quarter."""
    office = YearOffice(
        tmp_path, year_register("spm2", {"g1": "กลุ่มแผน", "g2": "กลุ่มนิเทศ"}, {"P1": "g1", "S1": "g2"})
    )
    found = places_in(OfficeFolder(tmp_path), 1)
    found.folder.create()
    office.send(1, office.templates(1)["g1"], {"P1": 95_000}, "แผน.xlsx")
    sent = office.returned(1) / "แผน.xlsx"
    sent.rename(found.folder.returned / sent.name)
    return found


def looked(places: Places) -> dict[str, Any]:
    return look(places.register.parent, lambda *_: None, places, NOW, b"")


def clicked(places: Places, *asked: dict[str, Any], back: bool = False) -> list[Problem]:
    return list(decide(places.register, decisions_of(list(asked), places.round, TODAY), back)[1])


def about_the_file(seen: dict[str, Any]) -> dict[str, Any]:
    group = seen["progress"]["groups"][0]
    (file,) = group["files"]
    return {"group_id": group["id"], "file": file["file"], "code": file["code"]}


def warnings_of(seen: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """What accepts each place of a rule."""
    return {
        rule["rule"]: [place["accept"] for place in rule["places"] if place["accept"]]
        for rule in seen["problems"]
        if any(place["accept"] for place in rule["places"])
    }


def test_a_file_is_sent_back_out_of_the_sums_and_taken_in_again(places: Places) -> None:
    before = looked(places)
    about = about_the_file(before)
    assert clicked(places, about | {"kind": "return_file", "reason": "ยอดไม่ตรงกับบัญชี"}) == []
    after = looked(places)
    assert after["progress"]["groups"][0]["state"] == "sent_back"
    assert (before["numbers"]["groups"], after["numbers"]["groups"]) == (1, 0)
    (held,) = after["progress"]["decisions"]
    assert (held["reason"], held["on"]) == ("ยอดไม่ตรงกับบัญชี", TODAY)
    assert held["about"] == ["กลุ่มแผน", "แผน.xlsx"]
    assert clicked(places, held, back=True) == []
    again = looked(places)
    assert again["progress"]["decisions"] == ()
    assert again["numbers"] == before["numbers"]


def test_warnings_are_accepted_together_and_told_no_more(places: Places) -> None:
    before = looked(places)
    offered = warnings_of(before)
    asked = [{**one, "reason": "ตามสัญญา"} for accepts in offered.values() for one in accepts]
    assert asked
    assert clicked(places, *asked) == []
    after = looked(places)
    assert warnings_of(after) == {}
    assert [rule["rule"] for rule in after["problems"] if rule["severity"] == "warning"] == ["group_missing"]
    assert after["numbers"]["errors"] == before["numbers"]["errors"]
    assert len(after["progress"]["decisions"]) == len(asked)


def test_only_warnings_are_offered_to_be_accepted(places: Places) -> None:
    for rule in looked(places)["problems"]:
        assert rule["severity"] == "warning" or not any(place["accept"] for place in rule["places"])


def test_a_group_says_that_it_has_nothing_and_is_waited_for_no_more(places: Places) -> None:
    assert clicked(places, {"kind": "nothing", "group_id": "g2"}) == []
    groups = looked(places)["progress"]["groups"]
    assert [group["state"] for group in groups] == ["returned", "nothing"]


def test_what_means_nothing_in_the_register_is_told_and_nothing_is_written(places: Places) -> None:
    before = places.register.read_bytes()
    about = about_the_file(looked(places)) | {"kind": "return_file"}
    assert [one.rule for one in clicked(places, about)] == ["decision_incomplete"]
    told = clicked(places, about | {"reason": "x"}, {"kind": "nothing", "group_id": "g9"})
    assert [one.rule for one in told] == ["decision_unknown_group"]
    assert places.register.read_bytes() == before


@pytest.mark.parametrize("asked", [None, [], {}, [1], [{}], [{"kind": "burn"}], [{"kind": "nothing"}] * 401])
def test_what_is_no_decision_is_refused(asked: object) -> None:
    with pytest.raises(ValueError, match=r"decision|DecisionKind"):
        decisions_of(asked, 1, TODAY)
