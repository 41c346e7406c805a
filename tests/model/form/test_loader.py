"""A form file with a mistake is refused when it is loaded: which file and key, what is wrong, what would be right."""

from __future__ import annotations

from pathlib import Path

import pytest

from xl_addin.model.form.form_files import form_ids
from xl_addin.model.form.loader import FormError, form_from_text, load_form

SMALL = """
id = "small"
version = 1
title = "แบบเล็ก"
[period]
rounds = 4
name = "ไตรมาสที่ {{ round }}"
[[columns]]
key = "no"
label = ["ที่"]
kind = "count"
fill = "register"
[[columns]]
key = "project"
label = ["โครงการ"]
kind = "text"
fill = "register"
[[columns]]
key = "budget"
label = ["งบประมาณ"]
kind = "baht"
fill = "register"
[[columns]]
key = "used"
label = ["ใช้ไป"]
kind = "baht"
fill = "group"
[[columns]]
key = "remaining"
label = ["คงเหลือ"]
kind = "baht"
fill = "computed"
formula = "budget - used"
[[columns]]
key = "status"
label = ["สถานะ"]
kind = "choice"
fill = "group"
choices = { open = "ทำอยู่", closed = "เสร็จ" }
[[rules]]
id = "over"
at = "used"
check = "used <= budget"
message = "ใช้ {used} เกิน {budget}"
fix = "ตรวจยอด"
[template]
titles = ["แบบ {{ office }}"]
[report]
title = "รายงาน"
[[report.sheets]]
kind = "table"
name = "ตาราง"
columns = [{ label = ["โครงการ"], key = "project" }]
"""


def mistake_of(change: str, into: str) -> str:
    assert change in SMALL
    with pytest.raises(FormError) as caught:
        form_from_text(SMALL.replace(change, into, 1), "small.toml")
    assert caught.value.file == "small.toml"
    return "\n".join(f"{mistake.key} | {mistake.what} | {mistake.how}" for mistake in caught.value.mistakes)


def test_a_form_without_mistakes_loads() -> None:
    form = form_from_text(SMALL, "small.toml")
    assert [column.key for column in form.columns] == [
        "no",
        "project",
        "budget",
        "used",
        "remaining",
        "status",
    ]


@pytest.mark.parametrize("form_id", form_ids())
def test_every_form_that_comes_with_the_program_loads(form_id: str) -> None:
    assert load_form(form_id).id == form_id


@pytest.mark.parametrize(
    ("change", "into", "key", "says"),
    [
        (
            'kind = "baht"\nfill = "register"',
            'kind = "bath"\nfill = "register"',
            "columns[3 budget].kind",
            "bath",
        ),
        (
            'fill = "group"\n[[columns]]',
            'fill = "group"\nwidht = 3\n[[columns]]',
            "columns[4 used].widht",
            "width",
        ),
        ('formula = "budget - used"', 'formula = "budget - usde"', "columns[remaining].formula", "used"),
        ('formula = "budget - used"', 'formula = "budget - status"', "columns[remaining].formula", "ตัวเลข"),
        ('formula = "budget - used"', 'formula = "budget - "', "columns[remaining].formula", "สูตร"),
        ('formula = "budget - used"', 'formula = "budget - remaining"', "columns.formula", "remaining"),
        (
            'formula = "budget - used"',
            'formula = "VLOOKUP(budget, used)"',
            "columns[remaining].formula",
            "VLOOKUP",
        ),
        ('key = "status"', 'key = "used"', "columns[used]", "ซ้ำ"),
        ('key = "status"', 'key = "status"\nwas = "used"', "columns[used]", "ซ้ำ"),
        ('check = "used <= budget"', 'check = "used - budget"', "rules[over].check", "เงื่อนไข"),
        ('check = "used <= budget"', "check = 'status = \"opne\"'", "rules[over].check", "open"),
        ('check = "used <= budget"', "check = 'used = \"มาก\"'", "rules[over].check", "ตัวเลขกับข้อความ"),
        ('at = "used"', 'at = "usde"', "rules[over].at", "used"),
        ("{budget}", "{bugdet}", "rules[over].message", "budget"),
        ("{{ office }}", "{{ office }", "template.titles[1]", "}}"),
        ('choices = { open = "ทำอยู่", closed = "เสร็จ" }', "", "columns[status].choices", "choices"),
        ('key = "project" }', 'key = "projekt" }', "report.sheets[ตาราง]", "projekt"),
        ("version = 1", "", "version", "version"),
        ("rounds = 4", "rounds = 3", "period.rounds", "1, 2, 4"),
    ],
)
def test_a_mistake_names_its_key_and_what_would_be_right(change: str, into: str, key: str, says: str) -> None:
    told = mistake_of(change, into)
    assert key in told
    assert says in told


def test_bad_toml_names_its_line() -> None:
    told = mistake_of("version = 1", "version = ")
    assert "บรรทัด 3" in told


def test_all_mistakes_of_a_form_are_told_at_once() -> None:
    text = SMALL.replace("budget - used", "budget - usde").replace('at = "used"', 'at = "x"')
    with pytest.raises(FormError) as caught:
        form_from_text(text, "small.toml")
    assert len(caught.value.mistakes) == 2


def test_an_unknown_form_suggests_the_nearest() -> None:
    with pytest.raises(FormError, match="spm2"):
        load_form("spm")


def test_a_text_file_that_is_missing_is_told(tmp_path: Path) -> None:
    text = SMALL.replace('titles = ["แบบ {{ office }}"]', 'titles = ["แบบ"]\nnotes = "notes.j2"')
    with pytest.raises(FormError, match=r"texts/small/notes\.j2"):
        form_from_text(text, "small.toml", texts=tmp_path)
