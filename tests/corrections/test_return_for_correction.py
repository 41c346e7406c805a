"""What goes back to the groups: their own workbooks with marks, a letter and a draft mail."""

from __future__ import annotations

import email
import email.policy
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.comments import Comment

from tests.support.office import Office, outcome, places, rules, told, used
from tests.support.sent import wrapped
from tests.support.sent.mistakes import Spoilt, spoilt, to_put_right
from xl_addin.consolidate.consolidated import Consolidated, Outcome
from xl_addin.consolidate.pipeline import consolidate
from xl_addin.corrections.made_files import put_files
from xl_addin.corrections.return_for_correction import files_to_send
from xl_addin.excel.reading.cell_patch import type_cells
from xl_addin.model.form.form_files import form_ids
from xl_addin.model.marks import ANSWER_TITLE, MARKS_SHEET

SHEET = "แบบรายงาน"


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


@pytest.fixture
def sent(office: Office) -> Office:
    """A folder in which one group has three things to put right, in a workbook with a note of its own."""
    book = office.book()
    book.fill("P1", used="ราวหมื่น").fill("P2", used=99_999_999).fill("P3", used=None)
    book.cell("P1", "used").comment = Comment("รอใบสำคัญ", "ผู้ส่ง")
    office.put(book)
    return office


def files(office: Office, found: Consolidated | None = None) -> dict[str, bytes]:
    made, _ = files_to_send(found or office.consolidate(), office.folder, workers=1)
    return made


def notes(book: bytes) -> dict[tuple[str, str], str]:
    """(sheet, cell) -> words of each note."""
    return {
        (sheet.title, cell.coordinate): cell.comment.text
        for sheet in load_workbook(BytesIO(book))
        for row in sheet.iter_rows()
        for cell in row
        if cell.comment is not None
    }


def marked(made: dict[str, bytes]) -> bytes:
    (name,) = [name for name in made if name.endswith(".xlsx")]
    return made[name]


def resent(office: Office, book: bytes) -> Consolidated:
    """The consolidation with the copy in the place of what was sent."""
    (office.folder / "plan.xlsx").write_bytes(book)
    return office.consolidate()


def test_each_problem_with_a_cell_is_a_note_on_it_and_no_other_cell_has_one(sent: Office) -> None:
    found = sent.consolidate()
    wrong = {(sheet, cell) for file, sheet, cell in to_put_right(found) if file == "plan.xlsx"}
    said = notes(marked(files(sent, found)))
    assert said.keys() == wrong
    assert len(wrong) == 3
    first = (SHEET, sent.book().at("P1", "used"))
    assert "ราวหมื่น" in said[first]
    assert said[first].endswith("รอใบสำคัญ")


def test_the_sheet_in_front_leads_to_each_cell(sent: Office) -> None:
    book = load_workbook(BytesIO(marked(files(sent))))
    front = book.worksheets[0]
    assert (front.title, book.active) == (MARKS_SHEET, front)
    links = [str(cell.hyperlink.location) for row in front.iter_rows() for cell in row if cell.hyperlink]
    wrong = to_put_right(sent.consolidate())
    assert {link.replace("'", "") for link in links} == {f"{sheet}!{cell}" for _, sheet, cell in wrong}
    assert not any(sheet.sheet_view.tabSelected for sheet in book.worksheets[1:])


def test_a_copy_that_comes_back_untouched_gives_the_same_data(sent: Office) -> None:
    before = sent.consolidate()
    after = resent(sent, marked(files(sent, before)))
    assert [(one.rule, one.place, one.message) for one in after.problems] == [
        (one.rule, one.place, one.message) for one in before.problems
    ]
    assert after.frame.equals(before.frame)


def test_a_corrected_copy_takes_the_place_of_its_original(sent: Office) -> None:
    good = sent.book()
    copy = marked(files(sent))
    cells = {good.at(project, "used"): 1000 for project in ("P1", "P2", "P3")}
    corrected = type_cells(copy, {SHEET: dict(cells)})
    (sent.folder / "plan แก้.xlsx").write_bytes(corrected)
    found = sent.consolidate()
    assert outcome(found, "plan แก้.xlsx").outcome is Outcome.USED
    assert outcome(found).outcome is Outcome.REPLACED
    assert used(found, "P3") == 100_000
    assert rules(found, "plan แก้.xlsx") == {"beside_note"}
    again = marked(files(sent, found))
    assert list(notes(again)) == [(SHEET, good.at("P1", "used"))]


def test_two_copies_that_differ_are_for_the_officer_to_decide(sent: Office) -> None:
    copy, cell = marked(files(sent)), sent.book().at("P2", "used")
    for amount in (1, 2):
        (sent.folder / f"plan {amount}.xlsx").write_bytes(type_cells(copy, {SHEET: {cell: amount}}))
    found = sent.consolidate()
    assert [outcome(found, f"plan {amount}.xlsx").outcome for amount in (1, 2)] == [Outcome.CONFLICT] * 2


def test_what_a_group_answers_is_told(sent: Office) -> None:
    book = load_workbook(BytesIO(marked(files(sent))))
    front = book[MARKS_SHEET]
    (head,) = [cell for row in front.iter_rows() for cell in row if cell.value == ANSWER_TITLE]
    answer = front.cell(head.row + 1, head.column, "ใช้จริงตามใบเสร็จ")
    assert not answer.protection.locked
    target = BytesIO()
    book.save(target)
    found = resent(sent, target.getvalue())
    assert places(found, "mark_answered") == [("plan.xlsx", MARKS_SHEET, answer.coordinate)]
    assert "ใช้จริงตามใบเสร็จ" in told(found, "mark_answered")[0].message


def test_what_a_sender_writes_into_a_mark_is_the_senders(sent: Office) -> None:
    book = load_workbook(BytesIO(marked(files(sent))))
    cell = book[SHEET][sent.book().at("P2", "used")]
    cell.comment = Comment(f"{cell.comment.text}\nแก้ไม่ได้ รอหนังสือ", cell.comment.author)
    target = BytesIO()
    book.save(target)
    (note,) = [one for one in told(resent(sent, target.getvalue()), "beside_note") if one.project == "P2"]
    assert note.value == "แก้ไม่ได้ รอหนังสือ"


def test_a_workbook_inside_a_mail_is_marked_too(sent: Office) -> None:
    path = sent.folder / "plan.xlsx"
    (sent.folder / "จดหมาย.eml").write_bytes(wrapped.mail_of({"แบบ.xlsx": path.read_bytes()}))
    path.unlink()
    found = consolidate(sent.register, sent.folder, 1, workers=1)
    assert len(notes(marked(files(sent, found)))) == 3


def test_a_marked_copy_keeps_who_called_the_form_ready(office: Office) -> None:
    signed = office.book().fill("P2", used=99_999_999).stamp("ready", "6")
    office.put(signed.stamp("signed_position", "ผู้อำนวยการกลุ่ม").stamp("signed_on", "6 ม.ค. 2566"))
    before = outcome(office.consolidate())
    assert before.signed == "ผู้อำนวยการกลุ่ม 6 ม.ค. 2566"
    assert outcome(resent(office, marked(files(office)))).signed == before.signed


def test_originals_stay_and_the_same_folder_gives_the_same_bytes(sent: Office) -> None:
    before = {path: path.read_bytes() for path in sent.folder.iterdir()}
    found = sent.consolidate()
    assert files(sent, found) == files(sent, found)
    assert {path: path.read_bytes() for path in before} == before


def test_each_group_gets_a_letter_with_its_workbook(sent: Office) -> None:
    sent.register = replace(sent.register, deadlines={1: 45_000})
    made = files(sent)
    drafts = {
        name: email.message_from_bytes(content, policy=email.policy.default)
        for name, content in made.items()
        if name.endswith(".eml")
    }
    attached = {
        name: [part.get_filename() for part in one.iter_attachments()] for name, one in drafts.items()
    }
    assert attached == {
        "spm2_2566_รอบ1_แผน_แก้ไข.eml": ["spm2_2566_รอบ1_แผน_แก้ไข.xlsx"],
        "spm2_2566_รอบ1_บุคคล_แจ้งเตือน.eml": ["spm2_2566_รอบ1_บุคคล.xlsx"],
    }
    for name, one in drafts.items():
        text = made[name.replace(".eml", ".txt")].decode("utf-8-sig")
        body = one.get_body()
        assert body is not None
        assert " ".join(body.get_content().split()) in " ".join(text.split())
        assert "กำหนดส่ง 15 มีนาคม 2566" in text
        assert (one["X-Unsent"], one["Date"], one["Message-ID"], one["To"]) == ("1", None, None, None)
        assert one["Subject"] == text.splitlines()[0]


def test_a_group_in_order_gets_nothing(office: Office) -> None:
    office.put(office.book())
    assert [name for name in files(office) if "แผน" in name] == []


def test_a_copy_that_somebody_has_changed_is_never_written_over(tmp_path: Path) -> None:
    assert put_files(tmp_path, {"ก.xlsx": b"1", "ข.xlsx": b"1"}) == ([], [])
    (tmp_path / "ก.xlsx").write_bytes(b"the group's")
    (tmp_path / "ค.xlsx").write_bytes(b"somebody's")
    assert put_files(tmp_path, {"ก.xlsx": b"2", "ค.xlsx": b"2"}) == (["ก.xlsx", "ค.xlsx"], ["ข.xlsx"])
    assert put_files(tmp_path, {}) == ([], [])
    assert sorted(path.name for path in tmp_path.iterdir() if path.suffix == ".xlsx") == ["ก.xlsx", "ค.xlsx"]


@pytest.fixture(scope="module", params=form_ids())
def wrong(request: pytest.FixtureRequest) -> Spoilt:
    return spoilt(request.param)


@pytest.mark.slow
def test_forty_mistakes_of_every_form_are_marked_and_leave_no_trace(wrong: Spoilt, tmp_path: Path) -> None:
    assert sum(map(len, wrong.mistakes.values())) == 40
    for name in ("good", "bad", "again", "right"):
        (tmp_path / name).mkdir()
    assert to_put_right(wrong.consolidate(tmp_path / "good", wrong.good)) == {}
    before = wrong.consolidate(tmp_path / "bad", wrong.bad)
    problems = to_put_right(before)
    assert len(problems) > 15
    made, refused = files_to_send(before, tmp_path / "bad", workers=1)
    assert refused == []
    copy = marked(made)
    assert notes(copy).keys() == {(sheet, cell) for _, sheet, cell in problems if cell}
    after = wrong.consolidate(tmp_path / "again", copy)
    assert to_put_right(after) == problems
    assert after.frame.equals(before.frame)
    corrected = wrong.consolidate(tmp_path / "right", type_cells(copy, wrong.right))
    # Only that no program has computed it, as it was written by none.
    assert {one.rule for one in corrected.problems} == {"book_never_calculated"}
