"""Forms with pages, small tables and rules for many columns: what the loader takes and what it refuses."""

from __future__ import annotations

import pytest

from xl_addin.model.form.loader import FormError, form_from_text

PAGES = """
id = "paged"
version = 1
title = "แบบหน้า"
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
key = "kind"
label = ["ประเภท"]
kind = "choice"
fill = "register"
choices = { big = "ใหญ่", small = "เล็ก" }
[[columns]]
key = "goal"
label = ["เป้าหมาย"]
kind = "long_text"
fill = "group"
section = "text"
[[columns]]
key = "result"
label = ["ผล"]
kind = "long_text"
fill = "group"
section = "text"
[[columns]]
key = "starts"
label = ["วันเริ่ม"]
kind = "date"
fill = "group"
[[tables]]
key = "steps"
label = "ขั้นตอน"
section = "text"
rows = 3
columns = [
    { key = "step", label = ["ขั้น"], kind = "long_text", fill = "group" },
    { key = "size", label = ["ขนาด"], kind = "choice", fill = "group", choices = { one = "1", two = "2" } },
]
[[rules]]
each = ["goal", "result"]
id = "same"
at = "@"
check = "NOT(SAME_TEXT(@, @earlier))"
message = "ซ้ำ"
fix = "แก้"
[[rules]]
each = ["goal", "result"]
id = "long"
at = "@"
check = "LEN(@) < 100"
message = "ยาว {LEN(@)}"
fix = "ย่อ"
[[rules]]
id = "step_order"
table = "steps"
at = "size"
check = "ORDER(size) <= FISCAL_MONTH(projects.starts)"
message = "ผิดลำดับ"
fix = "แก้"
[template]
layout = "pages"
titles = ["แบบ"]
sections = [{ key = "text", heading = "เนื้อหา", when = 'kind = "big"' }]
[report]
title = "รายงาน"
[[report.sheets]]
kind = "pages"
name = "หน้า"
parts = [
    { table = "steps", numbered_by = "size", columns = [{ label = ["ขั้น"], key = "step" }] },
]
"""


def mistake_of(change: str, into: str) -> str:
    assert change in PAGES
    with pytest.raises(FormError) as caught:
        form_from_text(PAGES.replace(change, into, 1), "paged.toml")
    return "\n".join(f"{mistake.key} | {mistake.what} | {mistake.how}" for mistake in caught.value.mistakes)


def test_a_rule_with_each_is_one_rule_for_each_column() -> None:
    rules = {rule.id: rule for rule in form_from_text(PAGES, "paged.toml").rules}
    assert list(rules) == ["same_result", "long_goal", "long_result", "step_order"]
    assert rules["same_result"].check == "NOT(SAME_TEXT(result, goal))"
    assert (rules["long_goal"].at, rules["long_goal"].message) == ("goal", "ยาว {LEN(goal)}")


@pytest.mark.parametrize(
    ("change", "into", "key", "says"),
    [
        (
            'each = ["goal", "result"]\nid = "long"',
            'each = ["goal", "resutl"]\nid = "long"',
            "rules[long_resutl]",
            "result",
        ),
        ('each = ["goal", "result"]\nid = "long"', 'each = "goal"\nid = "long"', "each", "each"),
        ('section = "text"\nrows', 'section = "txet"\nrows', "tables[steps].section", "txet"),
        ("when = 'kind = \"big\"'", "when = 'LEN(goal) > 0'", "template.sections[text].when", "goal"),
        ("when = 'kind = \"big\"'", "when = 'kind'", "template.sections[text].when", "เงื่อนไข"),
        ('table = "steps", numbered_by', 'table = "stesp", numbered_by', "parts[1].table", "stesp"),
        ('key = "step" }] },', 'key = "setp" }] },', "parts[1]", "setp"),
        ('numbered_by = "size"', 'months = ["size", "size"]', "parts[1].months", "12"),
        ("ORDER(size)", "ORDER(step)", "rules[step_order].check", "ORDER"),
        (
            "FISCAL_MONTH(projects.starts)",
            "FISCAL_MONTH(projects.no)",
            "rules[step_order].check",
            "FISCAL_MONTH",
        ),
        (
            'id = "step_order"',
            'unless = ["long_goal"]\nid = "step_order"',
            "rules[step_order].unless",
            "ตารางอื่น",
        ),
        ("LEN(@) < 100", "PEOPLE(steps.size, 1) < 100", "rules[long_goal].check", "PEOPLE"),
        (
            'fill = "group"\nsection = "text"\n[[columns]]\nkey = "result"',
            'fill = "computed"\nformula = "DONE_AFTER(result, starts)"\n'
            'section = "text"\n[[columns]]\nkey = "result"',
            "columns[goal].formula",
            "Excel",
        ),
    ],
)
def test_a_mistake_in_a_page_form_is_told_at_its_key(change: str, into: str, key: str, says: str) -> None:
    told = mistake_of(change, into)
    assert key in told
    assert says in told


def test_a_text_function_reads_a_whole_column_of_a_small_table() -> None:
    form_from_text(PAGES.replace("LEN(@) < 100", "PEOPLE(steps.step) < 100"), "paged.toml")
