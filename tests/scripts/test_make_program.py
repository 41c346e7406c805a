"""The licences of what the one-folder program carries."""

from __future__ import annotations

import tomllib
from pathlib import Path

from packaging.requirements import Requirement

from scripts.make_program import Carried, carried_packages, left_out, write_licences

ROOT = Path(__file__).parents[2]


def test_every_run_time_package_is_carried_with_the_words_of_its_licence() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = {Requirement(line).name.lower() for line in project["dependencies"]}
    carried = {one.name: one for one in carried_packages()}
    assert wanted <= set(carried)
    assert not {"pytest", "xlwings", "dask"} & set(carried)
    assert [name for name in wanted if not carried[name].licence] == []
    assert sum(bool(one.texts) for one in carried.values()) > len(carried) * 0.8


def test_parts_that_must_stay_replaceable_are_named() -> None:
    carried = {one.name: one for one in carried_packages()}
    assert carried["pebble"].shared_alike == "LGPL"
    assert carried["pebble"].modules == ("pebble",)
    assert carried["openpyxl"].shared_alike == ""


def test_the_folder_of_licences_has_a_table_and_a_file_for_each(tmp_path: Path) -> None:
    packages = [
        Carried("pebble", "5", "LGPL-3.0", ("pebble",), (("LICENSE", "words of it"),)),
        Carried("lark", "1", "MIT", ("lark",), ()),
    ]
    write_licences(tmp_path, packages)
    table = (tmp_path / "README.txt").read_text(encoding="utf-8")
    alike = table.split("Under LGPL or MPL")[1]
    assert "pebble 5: LGPL, pebble" in alike
    assert "lark" not in alike
    assert "words of it" in (tmp_path / "pebble.txt").read_text(encoding="utf-8")
    assert (tmp_path / "lark.txt").read_text(encoding="utf-8") == "MIT"


def test_a_developers_tools_and_the_add_in_are_left_out_and_nothing_that_the_program_needs() -> None:
    carried = carried_packages()
    others = left_out(carried)
    assert {"pytest", "mypy", "xlwings", "tkinter"} <= set(others)
    assert not set(others) & {module for one in carried for module in one.modules}
    assert not {"xl_addin", "workbook_templates"} & set(others)
