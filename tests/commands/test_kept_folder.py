"""What a PC keeps for itself stays on that PC."""

from __future__ import annotations

import inspect
from pathlib import Path

import pytest
import typer

from xl_addin.commands.places import kept_folder


def test_keys_and_codes_are_not_kept_in_a_roaming_profile(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inspect.getmodule(typer.get_app_dir), "WIN", True)
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "Local"))
    monkeypatch.setenv("APPDATA", str(tmp_path / "Roaming"))
    assert kept_folder() == tmp_path / "Local" / "tidtam"
