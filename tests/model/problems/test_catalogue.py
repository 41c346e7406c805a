"""The catalogue of messages, whose entries are read one by one."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from xl_addin.model.problems import catalogue as module
from xl_addin.model.problems.catalogue import Catalogue, catalogue


def test_the_catalogue_holds_what_its_files_hold() -> None:
    files = (Path(module.__file__).parent / "messages").glob("*.toml")
    plain = {key: one for file in files for key, one in tomllib.loads(file.read_text("utf-8")).items()}
    assert sorted(catalogue()) == sorted(plain)
    for key, entry in plain.items():
        message = catalogue()[key]
        assert (message.id, message.severity) == (key, entry["severity"])
        assert message.text == {"th": entry["th"], "en": entry["en"]}
        assert message.fix == {"th": entry.get("fix_th", ""), "en": entry.get("fix_en", "")}


def test_an_unknown_id_is_no_message() -> None:
    made = Catalogue({"greeting": '[greeting]\nseverity = "note"\nth = "a"\nen = "b"\n'})
    assert (list(made), len(made)) == (["greeting"], 1)
    assert "greeting" in made
    assert "parting" not in made
    with pytest.raises(KeyError):
        made["parting"]
