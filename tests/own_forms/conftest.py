"""The small forms of this room, each through register, templates, two rounds and reports, made once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from xl_addin.demo.made_up import MadeUpRound, make_up
from xl_addin.model.form.loader import load_form

FORMS = Path(__file__).parent / "forms"


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
