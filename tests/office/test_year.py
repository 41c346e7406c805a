"""A year of an office: whatever changes, any round can be made again and its money is what it was.

Every sum is compared with one that is computed beside the program, with Decimal, from what was typed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

import pytest

from tests.office.year_office import YearOffice, year_register
from xl_addin.consolidate.consolidated import Consolidated
from xl_addin.model.changes import Change, ChangeKind
from xl_addin.model.problems.problem import Severity

GROUPS = {"G1": "กลุ่มนโยบายและแผน", "G2": "กลุ่มนิเทศติดตาม", "G3": "กลุ่มบริหารงานบุคคล", "G4": "กลุ่มอำนวยการ"}
PROJECTS = {
    "P1": "G1",
    "P2": "G1",
    "P3": "G2",
    "P4": "G2",
    "P5": "G3",
    "P6": "G2",
    "P7": "G3",
    "P8": "G4",
    "P9": "G1",
    "P10": "G1",
}
BUDGET = 100_000


@dataclass(slots=True)
class Truth:
    """What groups typed as spent in each quarter, and the budgets, by hand."""

    spent: dict[tuple[int, str], Decimal] = field(default_factory=dict)
    budgets: dict[int, dict[str, Decimal]] = field(default_factory=dict)

    def to_date(self, round_: int) -> dict[str, Decimal]:
        """Spent up to a round by project; none for one that never reported."""
        sums: dict[str, Decimal] = {}
        for (when, project_id), amount in self.spent.items():
            if when <= round_:
                sums[project_id] = sums.get(project_id, Decimal(0)) + amount
        return sums


@dataclass(slots=True)
class Life:
    office: YearOffice
    truth: Truth = field(default_factory=Truth)
    made: int = 0

    @property
    def is_cumulative(self) -> bool:
        return self.office.form_id == "khonkaen2"

    def send(
        self, round_: int, template: Path, spent: Mapping[str, float | None], name: str = "", **more: object
    ) -> set[str]:
        """A group's return: what it spent in this quarter, by project; gives the projects that were asked."""
        known = {
            project_id: Decimal(str(amount)) for project_id, amount in spent.items() if amount is not None
        }
        for project_id in spent:
            self.truth.spent.pop((round_, project_id), None)
        self.truth.spent |= {(round_, project_id): amount for project_id, amount in known.items()}
        typed: dict[str, Decimal | None] = dict.fromkeys(spent)
        typed |= {id_: self.truth.to_date(round_)[id_] if self.is_cumulative else known[id_] for id_ in known}
        return set(self.office.send(round_, template, typed, name, **more))  # type: ignore[arg-type]

    def make_again(self) -> dict[int, Consolidated]:
        """Every round made so far, made again; its money is what it was, plus only what came for it."""
        found = {}
        for round_ in range(1, self.made + 1):
            found[round_] = self.office.consolidate(round_)
            assert self.office.results[round_].disagreements == ()
            assert [line for line in found[round_].conservation if line.left != line.right] == []
            got = {id_: sum_ for id_, sum_ in self.office.money(round_).items() if sum_ is not None}
            spent = self.truth.to_date(round_)
            assert {id_: sum_ for id_, sum_ in got.items() if sum_ or id_ in spent} == spent
            assert self.office.money(round_, "budget") == self.truth.budgets[round_]
            assert sum(got.values()) == sum(spent.values())
        return found

    def end_round(self, round_: int, budgets: Mapping[str, Decimal]) -> dict[int, Consolidated]:
        self.truth.budgets[round_] = dict(budgets)
        self.made = round_
        return self.make_again()


def gaps(consolidated: Consolidated) -> set[str]:
    frame = consolidated.frame
    return set(frame.loc[~frame["reported"], "project_id"])


def closed(consolidated: Consolidated) -> dict[str, str]:
    frame = consolidated.frame[consolidated.frame["closed"].notna()]
    return dict(zip(frame["project_id"], frame["closed"], strict=True))


def errors(consolidated: Consolidated) -> list[str]:
    return [one.message for one in consolidated.problems if one.severity is Severity.ERROR]


@pytest.fixture
def life(tmp_path: Path, form_id: str) -> Life:
    register = year_register(form_id, GROUPS, PROJECTS, BUDGET)
    return Life(YearOffice(tmp_path, register))


FOUR_QUARTERS = pytest.mark.parametrize("form_id", ["spm2", "rayong2", "chiangmai2"])


@FOUR_QUARTERS
@pytest.mark.slow
def test_a_whole_year(life: Life, form_id: str) -> None:
    office, truth = life.office, life.truth
    budgets = {id_: Decimal(BUDGET) for id_ in PROJECTS}
    # The list holds the whole year; P9 comes in round 2, P10 is split off P1 in round 2.
    office.change(
        Change(2, ChangeKind.ADD, "P9", letter_no="ศธ 04001/12"),
        Change(2, ChangeKind.SPLIT, "P1", "P10"),
        Change(2, ChangeKind.REALLOCATE, "P2", "P4", amount=500_000, reason="เหลือจ่าย"),
    )
    first = {id_: amount for id_, amount in budgets.items() if id_ not in ("P9", "P10")}
    books = office.templates(1)
    assert life.send(1, books["G1"], {"P1": 1000, "P2": 2000}) == {"P1", "P2"}
    life.send(1, books["G2"], {"P3": None, "P4": 4000.25, "P6": 600})
    life.send(1, books["G3"], {"P5": 500, "P7": 700})
    late = books["G4"].read_bytes()
    rounds = life.end_round(1, first)
    assert gaps(rounds[1]) == {"P3", "P8"}, "a forgotten row and a group that has not returned"

    books = office.templates(2)
    second = budgets | {"P1": Decimal(0), "P2": Decimal(95_000), "P4": Decimal(105_000)}
    assert life.send(2, books["G1"], {"P1": 10, "P2": 20, "P9": 90, "P10": 100}) == {"P1", "P2", "P9", "P10"}
    missed = "q1_actual" if form_id == "rayong2" else f"{_before(form_id)}_missed"
    life.send(2, books["G2"], {"P3": 30, "P4": 40, "P6": 60}, **{missed: {"P3": 777.5}})
    life.send(2, books["G3"], {"P5": 50, "P7": 70})
    life.send(2, books["G4"], {"P8": 80})
    # What G2 had forgotten of round 1 it tells in round 2: it belongs to the sums from round 2 on.
    truth.spent[2, "P3"] += Decimal("777.5")
    rounds = life.end_round(2, second)
    assert gaps(rounds[1]) == {"P3", "P8"}
    assert gaps(rounds[2]) == set()

    (office.path / "late.xlsx").write_bytes(late)
    life.send(1, office.path / "late.xlsx", {"P8": 800}, "มาช้า.xlsx")
    rounds = life.make_again()
    assert gaps(rounds[1]) == {"P3"}

    office.change(
        Change(3, ChangeKind.CANCEL, "P5"),
        Change(3, ChangeKind.MOVE, "P6", group_id="G3"),
        Change(3, ChangeKind.RENAME_GROUP, group_id="G3", new_name="กลุ่มบริหารงานบุคคลและนิติการ"),
        Change(3, ChangeKind.REALLOCATE, "P4", "P7", amount=100_050),
    )
    assert gaps(life.make_again()[1]) == {"P3"}
    books = office.templates(3)
    third = second | {"P4": Decimal("103999.50"), "P7": Decimal("101000.50")}
    assert life.send(3, books["G3"], {"P6": 6, "P7": 7}) == {"P6", "P7"}, "P5 is asked no more, P6 has come"
    assert life.send(3, books["G2"], {"P3": 3, "P4": 4}) == {"P3", "P4"}
    life.send(3, books["G1"], {"P1": 1, "P2": 2, "P9": 9, "P10": 10})
    life.send(3, books["G4"], {"P8": 8})
    rounds = life.end_round(3, third)
    assert closed(rounds[3]) == {"P5": "cancel"}
    assert closed(rounds[2]) == {}

    # A correction of round 1 after round 3.
    first_books = office.path / "แบบ1 เดิม"
    first_books.mkdir()
    corrected = office.returned(1) / next(
        path.name for path in sorted(office.returned(1).iterdir()) if "นโยบาย" in path.name
    )
    life.send(1, corrected, {"P1": 1500, "P2": 2000}, corrected.name)
    life.make_again()

    office.change(
        Change(4, ChangeKind.MERGE_GROUP, group_id="G4", other_group_id="G1"),
        Change(4, ChangeKind.REALLOCATE, "P7", "P8", amount=200_000),
    )
    life.make_again()
    books = office.templates(4)
    assert set(books) == {"G1", "G2", "G3"}
    fourth = third | {"P7": Decimal("99000.50"), "P8": Decimal(102_000)}
    assert set(life.send(4, books["G1"], {"P1": 0, "P2": 0.75, "P8": 88, "P9": 99, "P10": 11})) == {
        "P1",
        "P2",
        "P8",
        "P9",
        "P10",
    }
    life.send(4, books["G2"], {"P3": 33, "P4": 44})
    life.send(4, books["G3"], {"P6": 66, "P7": 77})
    rounds = life.end_round(4, fourth)
    assert closed(rounds[4]) == {"P5": "cancel"}
    assert gaps(rounds[4]) == set()
    assert life.office.money(4)["P5"] == truth.to_date(4)["P5"], "what it spent stays"


def _before(form_id: str) -> str:
    return "actual_before" if form_id == "chiangmai2" else "used_before"


@pytest.mark.parametrize("form_id", ["khonkaen2"])
def test_a_year_of_two_rounds(life: Life, form_id: str) -> None:
    office, truth = life.office, life.truth
    budgets = {id_: Decimal(BUDGET) for id_ in PROJECTS}
    office.change(
        Change(2, ChangeKind.ADD, "P9"),
        Change(2, ChangeKind.SPLIT, "P1", "P10"),
        Change(2, ChangeKind.REALLOCATE, "P2", "P4", amount=500_000),
        Change(2, ChangeKind.REALLOCATE, "P4", "P7", amount=100_050),
        Change(2, ChangeKind.REALLOCATE, "P7", "P8", amount=200_000),
        Change(2, ChangeKind.CANCEL, "P5"),
        Change(2, ChangeKind.MOVE, "P6", group_id="G3"),
        Change(2, ChangeKind.RENAME_GROUP, group_id="G3", new_name="กลุ่มบริหารงานบุคคลและนิติการ"),
        Change(2, ChangeKind.MERGE_GROUP, group_id="G4", other_group_id="G1"),
    )
    books = office.templates(1)
    late = books["G4"].read_bytes()
    life.send(1, books["G1"], {"P1": 1000, "P2": 2000})
    life.send(1, books["G2"], {"P3": None, "P4": 4000.25, "P6": 600})
    life.send(1, books["G3"], {"P5": 500, "P7": 700})
    rounds = life.end_round(1, {id_: amount for id_, amount in budgets.items() if id_ not in ("P9", "P10")})
    assert gaps(rounds[1]) == {"P3", "P8"}
    books = office.templates(2)
    assert set(books) == {"G1", "G2", "G3"}
    life.send(2, books["G1"], {"P1": 1, "P2": 2, "P8": 8, "P9": 9, "P10": 10})
    assert life.send(2, books["G2"], {"P3": 3, "P4": 4}) == {"P3", "P4"}
    assert life.send(2, books["G3"], {"P6": 6, "P7": 7}) == {"P6", "P7"}
    rounds = life.end_round(
        2,
        budgets
        | {"P1": Decimal(0), "P2": Decimal(95_000), "P4": Decimal("103999.50")}
        | {"P7": Decimal("99000.50"), "P8": Decimal(102_000)},
    )
    assert closed(rounds[2]) == {"P5": "cancel"}
    # What comes late for round 1 belongs to round 1; the sum to date of round 2 is what was typed in round 2.
    (office.path / "late.xlsx").write_bytes(late)
    office.send(1, office.path / "late.xlsx", {"P8": 800}, "มาช้า.xlsx")
    rounds = {round_: office.consolidate(round_) for round_ in (1, 2)}
    assert gaps(rounds[1]) == {"P3"}
    assert office.money(1)["P8"] == Decimal(800)
    assert office.money(2) == truth.to_date(2)
