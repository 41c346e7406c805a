"""Workbooks of an accepted older version of a form: what it asked is taken, what it could not ask is asked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.support.office import ENTRIES, Office, outcome, places, rules, told, used
from tests.support.pages import filled
from tests.support.returned import register
from xl_addin.consolidate.consolidated import Outcome
from xl_addin.consolidate.intake.build_form_brief import brief_of
from xl_addin.consolidate.intake.form_brief import MAIN_TABLE, Brief, BriefColumn
from xl_addin.consolidate.intake.submission import Submission
from xl_addin.consolidate.intake.workbook_reader import read_submission
from xl_addin.excel.reading.returned_file import ReturnedFile
from xl_addin.model.form.loader import load_form
from xl_addin.model.form.schema import Column
from xl_addin.model.problems.problem import Severity
from xl_addin.model.values.kinds import Fill, Kind

PAGES = {
    "chiangmai2": {"actual": 12_500.25, "output": "อบรมครบ", "problems": "ฝนตก"},
    "yasothon2": {"rationale": "เหตุผล", "outputs_quantity": "24 คน"},
}
"""What a group types on the sheet of a project, by form."""
FORMS = (*ENTRIES, *PAGES)

Change = Callable[[tuple[BriefColumn, ...], str], tuple[BriefColumn, ...]]


def _added(columns: tuple[BriefColumn, ...], typed: str) -> tuple[BriefColumn, ...]:
    return (*columns, BriefColumn("hours", ("ชั่วโมง",), Kind.NUMBER, "entry", required=True))


def _dropped(columns: tuple[BriefColumn, ...], typed: str) -> tuple[BriefColumn, ...]:
    return tuple(column for column in columns if column.key != typed)


def _renamed(columns: tuple[BriefColumn, ...], typed: str) -> tuple[BriefColumn, ...]:
    return tuple(
        replace(column, key="other_key", was=(typed,)) if column.key == typed else column
        for column in columns
    )


def _moved(columns: tuple[BriefColumn, ...], typed: str) -> tuple[BriefColumn, ...]:
    return columns[::-1]


def _reworded(columns: tuple[BriefColumn, ...], typed: str) -> tuple[BriefColumn, ...]:
    return tuple(replace(column, label=("ถ้อยคำใหม่",)) for column in columns)


CHANGES: dict[str, Change] = {
    "added": _added,
    "dropped": _dropped,
    "renamed": _renamed,
    "moved": _moved,
    "reworded": _reworded,
}


@pytest.fixture(scope="module")
def returned(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A filled workbook of each form, of its version today."""
    paths = {}
    for form in FORMS:
        folder = tmp_path_factory.mktemp(form)
        if form in ENTRIES:
            office = Office(folder, register(form))
            paths[form] = office.put(office.book())
        else:
            loaded = load_form(form)
            paths[form] = folder / "plan.xlsx"
            book = filled(loaded, [PAGES[form]], [{}], fiscal_year=2567)
            paths[form].write_bytes(book)
    return paths


def entries(submission: Submission) -> dict[tuple[str, str, str], object]:
    return {
        (block.table, project, key): value
        for block in submission.blocks
        for index, project in enumerate(block.project_ids)
        for key in block.values
        if (value := block.value(index, key)) is not None
    }


def changed(brief: Brief, change: Change, typed: str) -> Brief:
    """The form's next version, which accepts today's."""
    main = brief.by_key[MAIN_TABLE]
    tables = (replace(main, columns=change(main.columns, typed)), *brief.tables[1:])
    return replace(brief, version=brief.version + 1, accepts=(brief.version,), tables=tables)


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("form", FORMS)
def test_every_entry_of_an_older_version_is_carried_or_told(
    returned: dict[str, Path], form: str, change: str
) -> None:
    brief = brief_of(load_form(form), 1)
    file = ReturnedFile(returned[form])
    old = read_submission(brief, file)
    typed = next(iter((ENTRIES | PAGES)[form]))
    new = read_submission(changed(brief, CHANGES[change], typed), file)
    assert new.refusals == ()
    key = "other_key" if change == "renamed" else typed
    before, after = entries(old), entries(new)
    assert before
    mine = {at for at in before if at[0] == MAIN_TABLE and at[2] == typed}
    assert mine
    assert {at: value for at, value in after.items() if at[2] != key} == {
        at: value for at, value in before.items() if at not in mine
    }
    said = {each.rule: each for each in new.problems if each.rule.startswith("column")}
    if change == "dropped":
        assert set(said) == {"column_dropped"}
    else:
        assert {at[1]: value for at, value in after.items() if at[2] == key} == {
            at[1]: before[at] for at in mine
        }
        assert set(said) == ({"column_not_asked"} if change == "added" else set())


def test_what_an_older_version_could_not_ask_is_asked_once_a_file(tmp_path: Path) -> None:
    form = load_form("spm2")
    hours = Column(key="hours", label=("ชั่วโมง",), kind=Kind.NUMBER, fill=Fill.GROUP, required="always")
    more = form.model_copy(update={"version": 3, "accepts": (2,), "columns": (*form.columns, hours)})
    office = Office(tmp_path, register(more))
    old = Office.__new__(Office)
    old.folder, old.register, old.round, old.entries = office.folder, register(form), 1, office.entries
    for group in ("plan", "super", "person"):
        old.put(old.book(group).stamp("form_version", "2"), f"{group}.xlsx")
    (office.folder / "good.xlsx").write_bytes((office.folder / "super.xlsx").read_bytes())
    (office.folder / "super.xlsx").unlink()
    consolidated = office.consolidate()
    assert {file.outcome for file in consolidated.files} == {Outcome.USED}
    asked = told(consolidated, "column_not_asked")
    assert [(each.place.file, each.severity) for each in asked] == [
        (name, Severity.ERROR) for name in ("plan.xlsx", "good.xlsx", "person.xlsx")
    ]
    assert told(consolidated, "required_blank") == []
    assert used(consolidated, "P1") == 100_000


def test_what_stands_in_a_dropped_column_is_told_cell_by_cell(tmp_path: Path) -> None:
    form = load_form("khonkaen2")
    office = Office(tmp_path, register(form))
    book = office.book()
    office.put(book)
    brief = changed(brief_of(form, 1), _dropped, "narrative")
    (dropped,) = [
        each
        for each in read_submission(brief, ReturnedFile(office.folder / "plan.xlsx")).problems
        if each.rule == "column_dropped"
    ]
    for project_id in ("P1", "P2", "P3"):
        assert f"{book.at(project_id, 'narrative')} ประชุมคณะทำงาน" in dropped.value


def test_a_workbook_of_todays_version_has_no_dropped_column(office: Office) -> None:
    office.put(office.book())
    consolidated = office.consolidate()
    assert places(consolidated, "column_dropped") == []
    assert outcome(consolidated).outcome is Outcome.USED
    assert rules(consolidated) == set()
