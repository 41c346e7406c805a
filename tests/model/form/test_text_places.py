"""Names that texts may use are those that the register and the report give."""

from __future__ import annotations

from xl_addin.model.form.text_places import REGISTER_TEXTS
from xl_addin.register.settings_items import TEXT_ITEMS


def test_texts_of_every_register_are_those_it_asks_for() -> None:
    assert {item.key for item in TEXT_ITEMS} == set(REGISTER_TEXTS)
