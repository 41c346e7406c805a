"""Small forms, each one TOML text, and what the loader says of one that was spoilt."""

from __future__ import annotations

from pathlib import Path

import pytest

from xl_addin.model.form.loader import FormError, form_from_text

_FORMS = Path(__file__).parent

SMALL = (_FORMS / "small.toml").read_text(encoding="utf-8")
"""A table: six columns, one rule, one printed table."""
PAGED = (_FORMS / "paged.toml").read_text(encoding="utf-8")
"""A page a project: sections, a small table, rules for many columns."""
VISITS = _FORMS / "visits.toml"
"""A form with every kind of printed sheet; its texts are to be written beside it."""


def spoilt(text: str, change: str, into: str) -> str:
    """The form with one mistake: `into` where `change` stood first."""
    assert change in text
    return text.replace(change, into, 1)


def mistakes_of(text: str, texts: Path | None = None) -> list[str]:
    """The mistakes of a form that is refused, each as "key | what is wrong | what would be right"."""
    with pytest.raises(FormError) as caught:
        form_from_text(text, "small.toml", texts)
    assert caught.value.file == "small.toml"
    return [f"{one.key} | {one.what} | {one.how}" for one in caught.value.mistakes]
