"""The facts of the demo's offices: what is missing is told, never read as an empty list."""

from __future__ import annotations

import pytest

from xl_addin.demo import examples


@pytest.mark.parametrize("form_id", examples.example_offices())
def test_an_office_names_the_tables_that_it_has(form_id: str) -> None:
    files = {path.stem for path in (examples.EXAMPLES / form_id).glob("*.csv")}
    assert set(examples._facts(form_id)["tables"]) == files


def test_a_table_that_is_named_and_missing_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(examples, "_facts", lambda form_id: {"tables": ["projects"]})
    with pytest.raises(FileNotFoundError, match="projects"):
        examples.example_rows("no-such-office", "projects")
    assert examples.example_rows("no-such-office", "printed") == []
