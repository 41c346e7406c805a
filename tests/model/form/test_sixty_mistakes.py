"""Sixty mistakes that people make in forms: each told at its place with the cure, in no library's English."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.model.form.test_loader import SMALL
from tests.model.form.test_page_validation import PAGES
from xl_addin.model.form.loader import FormError, form_from_text

ENGLISH = re.compile(r"\b(?:Input|should|must|Expected|Invalid|valid|token|Field|undefined|Unexpected)\b")
TABLE = 'columns = [{ label = ["โครงการ"], key = "project" }]'
COVER = '\n[[report.sheets]]\nkind = "summary"\nname = "สรุป"\n'
FIGURE = 'figures = [{ key = "all", label = "รวม", formula = "SUM(projects.used)", kind = "baht", scope = "year" }]\n'


def mistakes(text: str, folder: Path | None = None) -> list[str]:
    with pytest.raises(FormError) as caught:
        form_from_text(text, "small.toml", folder)
    return [f"{one.key} | {one.what} | {one.how}" for one in caught.value.mistakes]


SMALL_MISTAKES = [
    # words of the language
    ("version = 1", 'version = "หนึ่ง"', "version", "จำนวนเต็ม"),
    ("version = 1", "version = 0", "version", "ไม่น้อยกว่า 1"),
    ("version = 1", "version = 1.5", "version", "จำนวนเต็ม"),
    ('title = "แบบเล็ก"', "title = 5", "title", "เครื่องหมายคำพูด"),
    ('id = "small"', 'id = "Small Form"', "id", "ตัวเล็ก"),
    ("rounds = 4", "rounds = 3", "period.rounds", "1, 2, 4"),
    ("[template]", '[settings]\ndigits = "roman"\n[template]', "settings.digits", "arabic, thai"),
    ("[template]", "[settings]\ndecimals = 1\n[template]", "settings.decimals", "0, 2"),
    ("[template]", "[settings]\nfont_size = 99\n[template]", "settings.font_size", "ไม่เกิน 20"),
    ('kind = "baht"\nfill = "register"', 'kind = "cat"\nfill = "register"', "budget].kind", "percent"),
    ('fill = "group"\n[[columns]]', 'fill = "groups"\n[[columns]]', "columns[4 used].fill", "หมายถึง group"),
    ('label = ["ใช้ไป"]', 'label = "ใช้ไป"', "columns[4 used].label", "[ ]"),
    ('label = ["ใช้ไป"]', "label = []", "columns[4 used].label", "อย่างน้อยหนึ่ง"),
    ('label = ["ใช้ไป"]', 'label = [" "]', "columns[used].label", "หัวคอลัมน์"),
    ('label = ["ใช้ไป"]', 'lable = ["ใช้ไป"]', "columns[4 used].lable", "หมายถึง label"),
    ('key = "used"', 'key = "Used"', "columns[4 Used].key", "ตัวเล็ก"),
    ('key = "status"', 'key = "round"', "columns[round]", "ชื่อที่โปรแกรมใช้เอง"),
    ('label = ["ใช้ไป"]', 'label = ["ใช้ไป"]\nwidth = 0', "columns[4 used].width", "ไม่น้อยกว่า 1"),
    ('label = ["ใช้ไป"]', 'label = ["ใช้ไป"]\nwidth = 900', "columns[4 used].width", "ไม่เกิน 200"),
    ('label = ["ใช้ไป"]', 'label = ["ใช้ไป"]\nheight = -1', "columns[4 used].height", "ไม่น้อยกว่า 1"),
    ('label = ["ใช้ไป"]', 'label = ["ใช้ไป"]\nhidden = "ใช่"', "columns[4 used].hidden", "true หรือ false"),
    ('label = ["ใช้ไป"]', 'label = ["ใช้ไป"]\ndue = 5', "columns[used].due", "1 ถึง 4"),
    ('label = ["งบประมาณ"]', 'label = ["งบประมาณ"]\ndue = 2', "columns[budget].due", "group"),
    ('label = ["ใช้ไป"]', 'label = ["ใช้ไป"]\nprevious = "usde"', "columns[used].previous", "หมายถึง used"),
    ('label = ["ใช้ไป"]', 'label = ["ใช้ไป"]\nprevious = "status"', "columns[used].previous", "choice"),
    ('label = ["สถานะ"]', 'label = ["สถานะ"]\nminimum = 5', "columns[status].minimum", "ตัวเลข"),
    ('closed = "เสร็จ"', 'closed = "ทำอยู่"', "columns[status].choices", "คำต่างกัน"),
    ('key = "no"', 'key = "number"', "columns", 'key = "no"'),
    # formulas and rules
    ('formula = "budget - used"', 'formula = "VLOOKUP(used)"', "remaining].formula", "FISCAL_MONTH"),
    ('formula = "budget - used"', 'formula = "budget - used - elephant"', "remaining].formula", "budget"),
    ('check = "used <= budget"', 'check = "used =< budget"', "rules[over].check", "สูตร Excel"),
    ('check = "used <= budget"', "check = 'status <= 3'", "rules[over].check", "ตัวเลข"),
    ('message = "ใช้ {used} เกิน {budget}"', 'message = "ใช้ {used เกิน"', "rules[over].message", "ครบคู่"),
    ('message = "ใช้ {used} เกิน {budget}"', 'message = ""', "rules[over].message", "บอกผู้กรอก"),
    ('fix = "ตรวจยอด"\n', "", "rules[1 over].fix", "fix"),
    ('at = "used"', 'at = "used"\ntable = "activities"', "rules[over].table", "projects"),
    ('at = "used"', 'at = "used"\nunless = ["other"]', "rules[over].unless", "id ของกฎ"),
    ('at = "used"', 'at = "used"\nseverity = "fatal"', "rules[1 over].severity", "warning"),
    # what the layout does not carry
    (
        'titles = ["แบบ {{ office }}"]',
        'titles = []\nheading = "{{ section }}"',
        "template.heading",
        "[sections]",
    ),
    (
        'titles = ["แบบ {{ office }}"]',
        'titles = []\nsections = [{ key = "a", heading = "ก" }]',
        "template.sections",
        'layout = "pages"',
    ),
    ('titles = ["แบบ {{ office }}"]', 'titles = []\nsheet = "ก/ข"', "template.sheet", "31"),
    # texts
    ("{{ office }}", "{{ offcie }}", "template.titles[1]", "หมายถึง office"),
    ("{{ office }}", "{{ project }}", "template.titles[1]", "group"),
    ("{{ office }}", "{% if round > 3 %}{{ elephant }}{% endif %}", "template.titles[1]", "fiscal_year"),
    ("{{ office }}", "{{ office | upercase }}", "template.titles[1]", "upper"),
    ("{{ office }}", "{% if office %}", "template.titles[1]", "{% endif %}"),
    ("{{ office }}", "{{ baht(office) }}", "template.titles[1]", "ตัวเลข"),
    ("{{ office }}", "{{ params.limit }}", "template.titles[1]", "ไม่มีชื่อที่ใช้ได้"),
    ("{{ office }}", "{{ texts.web }}", "template.titles[1]", "document_no"),
    ("ไตรมาสที่ {{ round }}", "{{ office }} {{ round }}", "period.name", "fiscal_year"),
    # the report
    ('kind = "table"', 'kind = "tabel"', "report.sheets[1 ตาราง].kind", "หมายถึง table"),
    (TABLE, TABLE + '\nsentences = "s.j2"', "report.sheets[ตาราง].sentences", "summary"),
    (TABLE, TABLE + "\neach_section = true", "report.sheets[ตาราง].each_section", "[sections]"),
    (TABLE, TABLE + '\norder = ["budgte"]', "report.sheets[ตาราง].order", "หมายถึง budget"),
    (TABLE, TABLE.replace(" }]", ", total = true }]"), "columns[โครงการ].total", "ลบ total"),
    (TABLE, TABLE.replace(" }]", ', style = "baht2" }]'), "columns[โครงการ].style", "office, text"),
    (
        TABLE,
        TABLE.replace('key = "project"', 'text = "{{ row.projct }}"'),
        "columns[โครงการ]",
        "หมายถึง project",
    ),
    (TABLE, TABLE + COVER + 'status = "project"\n', "report.sheets[สรุป].status", "คือ status"),
    (TABLE, TABLE + COVER + FIGURE.replace("used", "status"), "figures[all].formula", "ตัวเลข"),
    (
        TABLE,
        TABLE + COVER + FIGURE + 'charts = [{ kind = "pie", titles = [], figures = ["al"] }]',
        "charts[1]",
        "all",
    ),
    (
        TABLE,
        TABLE
        + COVER
        + FIGURE
        + 'charts = [{ kind = "bar", titles = [], figures = ["all"], series = ["ก", "ข"] }]',
        "charts[1].figures",
        "categories คูณ series",
    ),
    (
        TABLE,
        TABLE + '\nheadings = [{ by = "status", text = "{{ row.status_lable }}" }]',
        "headings[status].text",
        "status_label",
    ),
    (TABLE, TABLE + '\nkind = "list"', "บรรทัด", "ลบออกหนึ่งครั้ง"),
    ('label = ["ใช้ไป"]', 'label = ["ใช้ไป]', "บรรทัด", '"'),
    ('label = ["ใช้ไป"]', "label = ใช้ไป", "บรรทัด", "เครื่องหมายคำพูด"),
]

PAGE_MISTAKES = [
    ('layout = "pages"\n', "", "tables[steps]", 'layout = "pages"'),
    (
        'kind = "long_text", fill = "group" }',
        'kind = "long_text", fill = "register" }',
        "steps[step].fill",
        "columns ของโครงการ",
    ),
    (
        'kind = "long_text", fill = "group" }',
        'kind = "long_text", fill = "group", due = 2 }',
        "steps[step].due",
        "โครงการ",
    ),
    ("rows = 3", "rows = 500", "tables[1 steps].rows", "ไม่เกิน 200"),
    ('numbered_by = "size"', 'numbered_by = "step"', "parts[1].numbered_by", "choice"),
    ('table = "steps", numbered_by', 'text = "ก", table = "steps", numbered_by', "parts[1]", "อย่างเดียว"),
    ('key = "step" }] }', 'text = "{{ child.stpe }}" }] }', "parts[1].columns[ขั้น]", "หมายถึง step"),
    ('titles = ["แบบ"]', 'titles = ["แบบ"]\nheading = "ก"', "template.heading", "template.sections"),
    ('name = "หน้า"', 'name = "หน้า"\ncontinued = "ต่อ"\nparts_of = "หน้าก่อน"', "parts_of", "name ของแผ่น"),
]


def test_there_are_sixty() -> None:
    assert len(SMALL_MISTAKES) + len(PAGE_MISTAKES) >= 60


@pytest.mark.parametrize(("change", "into", "place", "cure"), SMALL_MISTAKES)
def test_a_mistake_in_a_table_form(change: str, into: str, place: str, cure: str) -> None:
    assert change in SMALL
    _told_once(mistakes(SMALL.replace(change, into, 1)), place, cure)


@pytest.mark.parametrize(("change", "into", "place", "cure"), PAGE_MISTAKES)
def test_a_mistake_in_a_page_form(change: str, into: str, place: str, cure: str) -> None:
    assert change in PAGES
    _told_once(mistakes(PAGES.replace(change, into, 1)), place, cure)


def _told_once(told: list[str], place: str, cure: str) -> None:
    ours = [one for one in told if place in one.split(" | ")[0]]
    assert ours, told
    assert any(cure in one.split(" | ")[2] + one.split(" | ")[1] for one in ours), told
    assert not [one for one in told if ENGLISH.search(one)], told
    assert len(told) <= 2, told


def test_structure_and_names_are_told_together() -> None:
    text = SMALL.replace("version = 1", "versoin = 1")
    text = text.replace("{{ office }}", "{{ offcie }}").replace("budget - used", "budget - usde")
    told = mistakes(text)
    assert [one.split(" | ")[0] for one in told] == [
        "versoin",
        "columns[remaining].formula",
        "template.titles[1]",
    ]


def test_what_only_follows_from_a_wrong_value_is_not_told() -> None:
    """A column of an unknown kind makes every formula that uses it doubtful: only the kind is told."""
    told = mistakes(SMALL.replace('kind = "baht"\nfill = "group"', 'kind = "bath"\nfill = "group"'))
    assert [one.split(" | ")[0] for one in told] == ["columns[4 used].kind"]


def test_one_rule_for_many_columns_is_told_once() -> None:
    told = mistakes(PAGES.replace("LEN(@) < 100", "LENGTH(@) < 100"))
    assert len(told) == 1
    assert "อีก 1 คอลัมน์" in told[0]


def test_a_wrong_name_far_from_all_others_gets_the_list_and_no_guess() -> None:
    (told,) = mistakes(SMALL.replace('at = "used"', 'at = "elephant"'))
    assert "หมายถึง" not in told
    assert all(key in told for key in ("no", "project", "budget", "used", "remaining", "status"))


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("บรรทัดแรก\n{% if round == 4 %}\n{{ figuer('all') }}\n{% endif %}\n", 3, "figuer"),
        ("{{ office }}\n{{ figure('al') }}\n", 2, "all"),
        ("{% for row in rows %}\n{{ row.project }}\n{% endfor %}", 1, "rows"),
        ("{% for note in param_notes %}\n{{ note }}{{ not_there }}\n{% endfor %}", 2, "not_there"),
        ("{% set words_of = office %}{{ words_of }}\n\n{{ period.first }}", 3, "first"),
        ("{% if round > 1 %}{% set before = round - 1 %}{% endif %}\n{{ before }}", 2, "before"),
        ("{{ office }}\n{% include 'other.j2' %}", 2, "ไฟล์อื่น"),
        ("{{ office }}\n{{ office }\n", 2, "ไม่ครบ"),
    ],
)
def test_a_wrong_name_in_a_file_is_told_with_file_and_line(
    tmp_path: Path, text: str, line: int, says: str
) -> None:
    (tmp_path / "small").mkdir()
    (tmp_path / "small" / "s.j2").write_text(text, encoding="utf-8")
    told = mistakes(SMALL + COVER + FIGURE + 'sentences = "s.j2"\n', tmp_path)
    assert any(f"texts/small/s.j2 บรรทัด {line}" in one and says in one for one in told), told
    assert not [one for one in told if ENGLISH.search(one)]


@pytest.mark.parametrize(
    "text",
    [
        "{% set who = texts.department if 'department' in texts else office %}{{ who }}",
        "{% if web is defined %}{{ office }}{% endif %}{{ web | default('-') }}",
        "{% if round > 1 %}{% set a = 1 %}{% elif round %}{% set a = 2 %}{% else %}{% set a = 3 %}{% endif %}{{ a }}",
        "{% for note in param_notes %}{{ loop.index }} {{ note }}{% endfor %}{{ period | replace('-', ' ') }}",
        "{% if figure('all') %}{{ words(figure('all')) }}{% endif %}{{ missed_rounds | join(' ') }}",
    ],
)
def test_a_text_that_can_be_filled_is_taken(tmp_path: Path, text: str) -> None:
    (tmp_path / "small").mkdir()
    (tmp_path / "small" / "s.j2").write_text(text, encoding="utf-8")
    form_from_text(SMALL + COVER + FIGURE + 'sentences = "s.j2"\n', "small.toml", tmp_path)
