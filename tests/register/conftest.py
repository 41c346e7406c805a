"""Register files of two small offices, as the tests of reading change them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.register_files import RegisterFile
from tests.support.registers import small_register


@pytest.fixture
def spm2(tmp_path: Path) -> RegisterFile:
    return RegisterFile(tmp_path / "ทะเบียน.xlsx", small_register("spm2"))


@pytest.fixture
def rayong2(tmp_path: Path) -> RegisterFile:
    return RegisterFile(tmp_path / "ทะเบียน.xlsx", small_register("rayong2"))
