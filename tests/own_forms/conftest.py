"""The small forms of this room, each through register, templates, two rounds and reports, made once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from xl_addin.demo.made_up import MadeUpRound, make_up
from xl_addin.model.form.loader import FormError, form_from_text, load_form
from xl_addin.model.notation.mistakes import Mistake

FORMS = Path(__file__).parent / "forms"


def mistakes_with(form: str, right: str, wrong: str) -> Sequence[Mistake]:
    """What is told of a form of this room in which `wrong` stands once in the place of `right`."""
    text = (FORMS / f"{form}.toml").read_text(encoding="utf-8")
    assert right in text
    with pytest.raises(FormError) as told:
        form_from_text(text.replace(right, wrong, 1), f"{form}.toml")
    return told.value.mistakes


def mistake_at(place: str, form: str, right: str, wrong: str) -> Mistake:
    """The first thing that is told at a place (part of its key) of a form spoilt so."""
    told = mistakes_with(form, right, wrong)
    found = [one for one in told if place in one.key]
    assert found, told
    return found[0]


@pytest.fixture(scope="session")
def rounds(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], list[MadeUpRound]]:
    """The rounds of a form of this room with made-up figures."""
    made: dict[str, list[MadeUpRound]] = {}

    def of(form: str) -> list[MadeUpRound]:
        if form not in made:
            folder = tmp_path_factory.mktemp(form)
            made[form] = make_up(load_form(FORMS / f"{form}.toml"), folder, (1, 2))
        return made[form]

    return of
