"""What goes out beside the report names columns that the form has."""

from __future__ import annotations

import pytest

from xl_addin.model.form.loader import load_form
from xl_addin.model.form.publication import Emenscr, Public
from xl_addin.model.form.publication_validation import publication_mistakes


@pytest.mark.parametrize(
    ("update", "where", "how"),
    [
        ({"public": Public(results="perfomance")}, "public.results", "performance"),
        ({"emenscr": Emenscr(exempt="exemt")}, "emenscr.exempt", "exempt"),
        ({"emenscr": Emenscr(m7=("status", "outptu"))}, "emenscr.m7", "output"),
        ({"emenscr": Emenscr(m7=("strategy_goal|strategy_goal_non",))}, "emenscr.m7", "strategy_goal_none"),
        ({"emenscr": Emenscr(m4=("activity.result",))}, "emenscr.m4", "activities"),
        ({"emenscr": Emenscr(m4=("activities.resul",))}, "emenscr.m4", "result"),
    ],
)
def test_an_unknown_name_is_told_with_the_one_that_is_meant(
    update: dict[str, object], where: str, how: str
) -> None:
    form = load_form("chiangmai2").model_copy(update=update)
    (mistake,) = publication_mistakes(form)
    assert mistake.key == where
    assert how in mistake.how


def test_the_five_forms_name_only_what_they_have() -> None:
    for name in ("spm2", "khonkaen2", "rayong2", "chiangmai2", "yasothon2"):
        assert list(publication_mistakes(load_form(name))) == []
