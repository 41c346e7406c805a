"""An office whose groups return workbooks: what every test of the intake starts from."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.office import Office


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """Round 1 of format A; the second group's workbook is in order, so that the rest is seen to go on."""
    return Office(tmp_path)
