"""A form file with a mistake is refused when it is loaded: which file and key, what is wrong, what would be right."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.forms import PAGED, SMALL, mistakes_of, spoilt
from xl_addin.model.form.form_files import form_ids
from xl_addin.model.form.loader import FormError, form_from_text, load_form


def test_a_form_without_mistakes_loads() -> None:
    form = form_from_text(SMALL, "small.toml")
    assert [one.key for one in form.columns] == ["no", "project", "budget", "used", "remaining", "status"]


@pytest.mark.parametrize("form_id", form_ids())
def test_every_form_that_comes_with_the_program_loads(form_id: str) -> None:
    assert load_form(form_id).id == form_id


def test_bad_toml_names_its_line() -> None:
    (told,) = mistakes_of(spoilt(SMALL, "version = 1", "version = "))
    assert "บรรทัด 2" in told


def test_all_mistakes_of_a_form_are_told_at_once() -> None:
    text = SMALL.replace("budget - used", "budget - usde").replace('at = "used"', 'at = "x"')
    assert len(mistakes_of(text)) == 2


def test_an_unknown_form_suggests_the_nearest() -> None:
    with pytest.raises(FormError, match="spm2"):
        load_form("spm")


def test_a_text_file_that_is_missing_is_told(tmp_path: Path) -> None:
    text = SMALL.replace('titles = ["แบบ {{ office }}"]', 'titles = ["แบบ"]\nnotes = "notes.j2"')
    with pytest.raises(FormError, match=r"texts/small/notes\.j2"):
        form_from_text(text, "small.toml", texts=tmp_path)


def test_a_rule_with_each_is_one_rule_for_each_column() -> None:
    rules = {rule.id: rule for rule in form_from_text(PAGED, "paged.toml").rules}
    assert list(rules) == ["same_result", "long_goal", "long_result", "step_order"]
    assert rules["same_result"].check == "NOT(SAME_TEXT(result, goal))"
    assert (rules["long_goal"].at, rules["long_goal"].message) == ("goal", "ยาว {LEN(goal)}")


def test_a_text_function_reads_a_whole_column_of_a_small_table() -> None:
    form_from_text(PAGED.replace("LEN(@) < 100", "PEOPLE(steps.step) < 100"), "paged.toml")
