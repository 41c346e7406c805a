"""Groups propose projects: with numbers of their own, in no sum, and one mark takes one into the plan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from tests.support.register_files import RegisterFile
from tests.support.registers import small_register
from xl_addin.consolidate.consolidated import Consolidated, GroupState
from xl_addin.consolidate.run import consolidate_to, consolidated_from
from xl_addin.excel.reading.cell_patch import Typed, type_cells
from xl_addin.excel.reading.named_table import named_table
from xl_addin.excel.reading.workbook_reader import read_workbook
from xl_addin.model.changes import ChangeKind
from xl_addin.model.form.loader import load_form
from xl_addin.model.form.schema import Form
from xl_addin.model.office_in_round import at_round
from xl_addin.model.proposals import VERDICTS, Verdict
from xl_addin.model.register import Register, Section
from xl_addin.model.texts import round_label
from xl_addin.office.record_proposals import record_proposals
from xl_addin.register.lists.kept_register import kept_register
from xl_addin.register.reader import load_register, read_register
from xl_addin.register.writer import register_bytes
from xl_addin.report.writer import write_report
from xl_addin.template.make_templates import make_templates

FIRST, SECOND = "ข1-g1-1", "ข1-g1-2"


def proposing(form_id: str, rows: int = 2) -> Form:
    form = load_form(form_id)
    return form.model_copy(update={"template": form.template.model_copy(update={"proposals": rows})})


@dataclass(frozen=True, slots=True)
class Office:
    """An office in a folder, whose form lets groups propose projects."""

    folder: Path
    form: Form

    @classmethod
    def of(cls, folder: Path, form_id: str = "khonkaen2", **more: object) -> Office:
        form = proposing(form_id)
        register = replace(small_register(form_id, form=form), **more)  # type: ignore[arg-type]
        office = cls(folder, form)
        office.register_path.write_bytes(register_bytes(form, register))
        return office

    @property
    def register_path(self) -> Path:
        return self.folder / "ทะเบียน.xlsx"

    @property
    def report_path(self) -> Path:
        return self.folder / "รายงาน.xlsx"

    def register(self) -> Register:
        return load_register(self.register_path, form=self.form)

    def templates(self, round_: int = 1, **more: bool) -> dict[str, Path]:
        previous = self.report() if round_ > 1 else None
        out = self.folder / f"แบบ{round_}"
        made = make_templates(self.register_path, out, round_, previous, form=self.form, **more)  # type: ignore[arg-type]
        groups = {group.name: group.id for group in self.register().groups}
        return {
            groups[title]: file
            for file, title in zip(made.files, made.titles, strict=True)
            if title in groups
        }

    def send(self, template: Path, rows: Mapping[str, Mapping[str, Typed]]) -> Path:
        """The group types proposals, by their numbers, and returns the workbook."""
        folder = self.folder / "ส่งกลับ1"
        folder.mkdir(exist_ok=True)
        sent = folder / template.name
        sent.write_bytes(type_cells(template.read_bytes(), typed(template, rows)))
        return sent

    def consolidated(self) -> Consolidated:
        return consolidated_from(self.register_path, self.folder / "ส่งกลับ1", 1, form=self.form, workers=1)

    def report(self) -> Path:
        consolidate_to(
            self.register_path,
            self.folder / "ส่งกลับ1",
            self.report_path,
            1,
            write_report,
            form=self.form,
            workers=1,
        )
        return self.report_path

    def decide(self, id_: str, verdict: Verdict, **more: Typed) -> None:
        """The officer marks a proposal in the register."""
        cells = {id_: {"verdict": VERDICTS[verdict], **more}}
        self.register_path.write_bytes(
            type_cells(self.register_path.read_bytes(), typed(self.register_path, cells))
        )


def typed(path: Path, rows: Mapping[str, Mapping[str, Typed]]) -> dict[str, dict[str, Typed]]:
    """Cells of the sheet of proposals, of a template or a register, by the numbers of their lines."""
    table = named_table(read_workbook(path), "t_proposals", open_ended=True)
    assert table is not None
    at = {row.cells["project_id"].value: row for row in table.rows if "project_id" in row.cells}
    return {
        table.sheet: {
            table.address(at[id_], key): v for id_, values in rows.items() for key, v in values.items()
        }
    }


def numbers_in(template: Path) -> list[str]:
    table = named_table(read_workbook(template), "t_proposals")
    assert table is not None
    return [str(row.cells["project_id"].value) for row in table.rows]


def proposal(register: Register, project: str = "ค่ายวิทยาศาสตร์สัญจร", budget: int = 50_000) -> dict[str, Typed]:
    return {
        "project": project,
        "section": register.sections[0].name,
        "budget": budget,
        "proposal_reason": "โรงเรียนขอมา",
    }


def test_a_template_has_as_many_rows_as_the_form_says_and_a_form_without_them_has_no_sheet(
    tmp_path: Path,
) -> None:
    templates = Office.of(tmp_path).templates()
    assert numbers_in(templates["g1"]) == [FIRST, SECOND]
    assert numbers_in(templates["g2"]) == ["ข1-g2-1", "ข1-g2-2"]
    plain = make_templates(
        RegisterFile(tmp_path / "plain.xlsx", small_register("khonkaen2")).path, tmp_path / "plain", 1
    )
    assert named_table(read_workbook(plain.files[0]), "t_proposals") is None


def test_proposals_come_with_their_numbers_and_are_in_no_sum(tmp_path: Path) -> None:
    office = Office.of(tmp_path)
    sent = office.send(office.templates()["g1"], {FIRST: proposal(office.register())})
    consolidated = office.consolidated()
    (one,) = consolidated.proposals
    assert (one.id, one.project, one.values, one.verdict) == (
        FIRST,
        "ค่ายวิทยาศาสตร์สัญจร",
        {"budget": 5_000_000},
        None,
    )
    assert (one.place.file, one.place.sheet) == (sent.name, "ข้อเสนอโครงการ")
    assert FIRST not in set(consolidated.frame["project_id"])
    assert consolidated.frame["budget"].sum() == office.register().projects["budget"].sum()
    assert all(proof.left == proof.right for proof in consolidated.conservation)
    assert not [told for told in consolidated.problems if told.rule.startswith(("proposal", "sheet_extra"))]


def test_the_report_shows_a_proposal_beside_the_projects_that_it_resembles(tmp_path: Path) -> None:
    office = Office.of(tmp_path)
    office.send(
        office.templates()["g1"], {FIRST: proposal(office.register(), "โครงการยกระดับผลสัมฤทธิ์ทางการเรียน")}
    )
    (one,) = office.consolidated().proposals
    assert len(one.alike) == 1
    assert "ยกระดับผลสัมฤทธิ์ทางการเรียน" in one.alike[0]
    sheet = read_workbook(office.report()).sheet("ข้อเสนอโครงการ")
    assert sheet is not None
    shown = {cell.value for cell in sheet.cells.values()}
    assert {FIRST, one.project, one.alike[0], "รอพิจารณา"} <= shown


def test_two_groups_that_propose_one_project_are_told_of_each_other(tmp_path: Path) -> None:
    office = Office.of(tmp_path)
    templates = office.templates()
    office.send(templates["g1"], {FIRST: proposal(office.register())})
    office.send(templates["g2"], {"ข1-g2-1": proposal(office.register(), "ค่ายวิทยาศาสตร์สัญจร ปี 2566")})
    first, second = office.consolidated().proposals
    assert second.id in first.alike[0]
    assert first.id in second.alike[0]


def test_what_a_proposal_lacks_and_what_cannot_be_read_is_told_at_its_cell(tmp_path: Path) -> None:
    office = Office.of(tmp_path)
    office.send(
        office.templates()["g1"], {FIRST: {"project": "ค่ายวิทยาศาสตร์", "budget": "ห้าหมื่น", "section": "นอกแผน"}}
    )
    told = {one.rule: one for one in office.consolidated().problems if one.place.sheet == "ข้อเสนอโครงการ"}
    assert {"proposal_incomplete", "proposal_unknown_section", "not_a_number"} == set(told)
    assert all(one.project == FIRST and one.place.cell for one in told.values())


def test_one_mark_takes_a_proposal_into_the_plan_from_the_next_round(tmp_path: Path) -> None:
    office = Office.of(tmp_path)
    before = office.register()
    office.send(office.templates()["g1"], {FIRST: proposal(before), SECOND: proposal(before, "ตลาดนัดอาชีพ")})
    consolidated = office.consolidated()
    assert record_proposals(office.register_path, consolidated.proposals, form=office.form) == 2
    assert record_proposals(office.register_path, consolidated.proposals, form=office.form) == 0
    assert set(office.register().projects["project_id"]) == set(before.projects["project_id"])
    office.decide(FIRST, Verdict.TAKE)
    office.decide(SECOND, Verdict.DECLINE)
    register = office.register()
    (change,) = register.changes
    assert (change.kind, change.born, change.round) == (ChangeKind.ADD, FIRST, 2)
    assert FIRST not in set(at_round(register, 1).projects["project_id"])
    taken = at_round(register, 2).projects.set_index("project_id").loc[FIRST]
    assert (taken["group_id"], taken["budget"], taken["section"]) == (
        "g1",
        5_000_000,
        before.sections[0].name,
    )
    again = office.consolidated()
    assert again.frame["budget"].sum() == consolidated.frame["budget"].sum()
    assert [one.verdict for one in again.proposals] == [Verdict.TAKE, Verdict.DECLINE]
    in_next = read_workbook(office.templates(2)["g1"])
    table = named_table(in_next, "t_projects")
    assert table is not None
    assert FIRST in {row.cells["project_id"].value for row in table.rows if "project_id" in row.cells}


def test_the_next_template_gives_no_number_twice(tmp_path: Path) -> None:
    office = Office.of(tmp_path)
    office.send(office.templates()["g1"], {FIRST: proposal(office.register())})
    record_proposals(office.register_path, office.consolidated().proposals, form=office.form)
    again = office.templates(force=True)
    assert numbers_in(again["g1"]) == [SECOND, "ข1-g1-3"]


def test_a_project_that_is_taken_at_once_gets_its_supplement(tmp_path: Path) -> None:
    office = Office.of(tmp_path)
    office.send(office.templates()["g1"], {FIRST: proposal(office.register())})
    consolidated = office.consolidated()
    record_proposals(office.register_path, consolidated.proposals, form=office.form)
    office.decide(FIRST, Verdict.TAKE, taken_round=round_label(office.form, 1))
    supplement = make_templates(office.register_path, tmp_path / "แบบ1", 1, form=office.form, supplement=True)
    (file,) = supplement.files
    book = read_workbook(file)
    table = named_table(book, "t_projects")
    assert table is not None
    assert [row.cells["project_id"].value for row in table.rows if "project_id" in row.cells] == [FIRST]
    assert named_table(book, "t_proposals") is None


def test_a_taken_project_lives_on_in_the_register_that_a_report_keeps(tmp_path: Path) -> None:
    office = Office.of(tmp_path)
    office.send(office.templates()["g1"], {FIRST: proposal(office.register())})
    record_proposals(office.register_path, office.consolidated().proposals, form=office.form)
    office.decide(FIRST, Verdict.TAKE)
    kept = kept_register(office.report(), office.form)
    assert kept is not None
    assert kept.projects.equals(office.register().projects)
    assert [change.born for change in kept.changes] == [FIRST]
    assert [one.id for one in kept.proposals] == [FIRST]


def test_a_proposal_without_what_a_project_needs_cannot_be_taken(tmp_path: Path) -> None:
    office = Office.of(tmp_path)
    office.send(office.templates()["g1"], {FIRST: {"project": "ค่ายวิทยาศาสตร์"}})
    record_proposals(office.register_path, office.consolidated().proposals, form=office.form)
    office.decide(FIRST, Verdict.TAKE)
    register, problems = read_register(office.register_path, form=office.form)
    assert register is None
    assert {one.rule for one in problems if one.place.sheet == "ข้อเสนอโครงการ"} >= {"register_blank"}


@pytest.mark.parametrize("form_id", ["khonkaen2", "yasothon2"])
def test_an_office_without_projects_begins_with_proposals(tmp_path: Path, form_id: str) -> None:
    form = proposing(form_id)
    blank = small_register(form_id, form=form)
    office = Office.of(tmp_path, form_id, projects=blank.projects.iloc[:0], sections=(Section(1, "แผนหลัก"),))
    templates = office.templates()
    assert set(templates) == {group.id for group in blank.groups}
    money = {"budget": 50_000} if form_id == "khonkaen2" else {"budget_area_office": 50_000}
    row = proposal(office.register()) | {"budget": None} | money
    office.send(templates["g1"], {FIRST: {key: value for key, value in row.items() if value is not None}})
    office.send(templates["g2"], {})
    consolidated = office.consolidated()
    assert [one.id for one in consolidated.proposals] == [FIRST]
    states = {group.group_id: group.state for group in consolidated.groups}
    assert states == {"g1": GroupState.RETURNED, "g2": GroupState.NOTHING_DUE, "g3": GroupState.NOTHING_DUE}
    assert not [one for one in consolidated.problems if one.group == blank.groups[1].name], (
        "a blank one is an answer"
    )
    record_proposals(office.register_path, consolidated.proposals, form=form)
    assert office.report().is_file()
    now = {"taken_round": round_label(form, 1)} if form.period.rounds > 1 else {}
    office.decide(FIRST, Verdict.TAKE, **now)
    assert list(office.register().projects["project_id"]) == [FIRST]
    made = make_templates(office.register_path, tmp_path / "แบบ1", 1, form=form, supplement=True)
    (supplement,) = made.files
    table = named_table(read_workbook(supplement), "t_projects")
    content = supplement.read_bytes()
    if table is not None:
        row = next(row for row in table.rows if "project_id" in row.cells)
        content = type_cells(content, {table.sheet: {table.address(row, "used_to_date"): 5}})
    (tmp_path / "ส่งกลับ1" / supplement.name).write_bytes(content)
    again = office.consolidated()
    assert [one.id for one in again.proposals] == [FIRST]
    assert not [one for one in again.problems if one.rule.startswith("group_conflict")]
    assert again.frame["reported"].tolist() == [table is not None]
