"""Mistakes that people make in forms: each told at its place with the cure, in no library's English."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.support.forms import PAGED, SMALL, mistakes_of, spoilt
from xl_addin.model.form.loader import form_from_text

ENGLISH = re.compile(r"\b(?:Input|should|must|Expected|Invalid|valid|token|Field|undefined|Unexpected)\b")
COVER = '\n[[report.sheets]]\nkind = "summary"\nname = "สรุป"\n'
FIGURE = 'figures = [{ key = "all", label = "รวม", formula = "SUM(projects.used)", kind = "baht", scope = "year" }]\n'

FORMS = {"small": SMALL, "paged": PAGED}
MISTAKES = [
    pytest.param(form, mistake, id=f"{name}-{number}")
    for name, form in FORMS.items()
    for number, mistake in enumerate(
        tomllib.loads((Path(__file__).parent / "mistakes" / f"{name}.toml").read_text("utf-8"))["mistakes"], 1
    )
]


@pytest.mark.parametrize(("form", "mistake"), MISTAKES)
def test_a_mistake_is_told_at_its_key_with_the_cure(form: str, mistake: dict[str, Any]) -> None:
    """`most`: how often one mistake may be told, where a rule names the wrong column in several places."""
    told = mistakes_of(spoilt(form, mistake["change"], mistake["into"]))
    ours = [one.split(" | ") for one in told if mistake["place"] in one.split(" | ")[0]]
    assert ours, told
    assert any(mistake["cure"] in what + how for _, what, how in ours), told
    assert not [one for one in told if ENGLISH.search(one)], told
    assert len(told) <= mistake.get("most", 2), told


def test_structure_and_names_are_told_together() -> None:
    text = SMALL.replace("version = 1", "versoin = 1")
    text = text.replace("{{ office }}", "{{ offcie }}").replace("budget - used", "budget - usde")
    told = mistakes_of(text)
    assert [one.split(" | ")[0] for one in told] == [
        "versoin",
        "columns[remaining].formula",
        "template.titles[1]",
    ]


def test_what_only_follows_from_a_wrong_value_is_not_told() -> None:
    """A column of an unknown kind makes every formula that uses it doubtful: only the kind is told."""
    told = mistakes_of(SMALL.replace('kind = "baht"\nfill = "group"', 'kind = "bath"\nfill = "group"'))
    assert [one.split(" | ")[0] for one in told] == ["columns[4 used].kind"]


def test_one_rule_for_many_columns_is_told_once() -> None:
    told = mistakes_of(PAGED.replace("LEN(@) < 100", "LENGTH(@) < 100"))
    assert len(told) == 1
    assert "อีก 1 คอลัมน์" in told[0]


def test_a_wrong_name_far_from_all_others_gets_the_list_and_no_guess() -> None:
    (told,) = mistakes_of(SMALL.replace('at = "used"', 'at = "elephant"'))
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
    told = mistakes_of(SMALL + COVER + FIGURE + 'sentences = "s.j2"\n', tmp_path)
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
