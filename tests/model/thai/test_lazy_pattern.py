"""A pattern that is compiled when it is first used."""

import re

import pytest

from xl_addin.model.thai.lazy_pattern import lazy_pattern


def test_it_finds_what_the_compiled_pattern_finds_with_its_flags() -> None:
    text = "๑. จัดประชุม\n๒. ซื้อวัสดุ"
    compiled = re.compile(r"^\S+\.", re.MULTILINE)

    lazy = lazy_pattern(r"^\S+\.", re.MULTILINE)

    assert lazy.findall(text) == compiled.findall(text) == ["๑.", "๒."]
    assert [match.span() for match in lazy.finditer(text)] == [
        match.span() for match in compiled.finditer(text)
    ]
    assert lazy.pattern == compiled.pattern


def test_a_pattern_that_cannot_be_compiled_is_told_when_it_is_used() -> None:
    lazy = lazy_pattern("(")

    with pytest.raises(re.error):
        lazy.search("(")
