"""Every kind of workbook that the program makes, written once."""

from __future__ import annotations

import pytest

from tests.support.every_workbook import every_workbook

FONT = "TH Sarabun New"
"""Another font than that of the forms, so that a name written anywhere by itself shows."""


@pytest.fixture(scope="session")
def books() -> dict[str, bytes]:
    return every_workbook(FONT)
