"""Returned folders for the hosts: what an office's groups sent, as it lies there when the officer looks."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import xlsxwriter

from tests.excel_host.office import FurnishedOffice
from tests.support.registers import small_register
from tests.support.templates import filled_workbook
from xl_addin.demo.demo_options import demo_plan
from xl_addin.demo.entries import demo_entries, demo_tables
from xl_addin.demo.returned_files import write_returned
from xl_addin.model.register import Group, Register
from xl_addin.register.reader import load_register
from xl_addin.template.shared.round_data import round_data


def many_groups(form_id: str, count: int) -> Register:
    """A register of so many groups with a project each."""
    small = small_register(form_id, count)
    groups = tuple(Group(f"g{number:02d}", f"กลุ่มงานที่ {number}") for number in range(1, count + 1))
    projects = small.projects.copy()
    projects["group_id"] = [group.id for group in groups]
    projects["group"] = [group.name for group in groups]
    return replace(small, groups=groups, projects=projects)


def return_each(folder: Path, register: Register, groups: Iterable[str], copies: int = 1) -> None:
    """Each of these groups' filled workbook, and copies of it under other names."""
    folder.mkdir(parents=True, exist_ok=True)
    for group_id in groups:
        content = filled_workbook(register, group_id)
        for copy in range(copies):
            (folder / f"{group_id} ({copy}).xlsx").write_bytes(content)


def long_in_reading(path: Path) -> None:
    """A workbook that is no form, of so many cells that the files before it are seen to be done."""
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        for row in range(2000):
            for column in range(100):
                sheet.write_number(row, column, row + column)


def return_as_in_the_demo(office: FurnishedOffice, form_id: str, day: dt.datetime) -> None:
    """What an office's groups return in the demo's first round: one is missing, one file cannot be read, two of a
    group differ. Each file was saved a little later than the one before, from `day` on."""
    source = office.office.source(form_id)
    assert source is not None
    plan, register = demo_plan(form_id), load_register(Path(source.register))
    data = round_data(register.form, register, source.round, None)
    entries = demo_entries(plan, register, source.round)
    tables = demo_tables(plan, register, source.round, complete=False)
    folder = Path(source.returned)
    write_returned(folder, plan.rounds[0], data, entries, tables, complete=False)
    for number, path in enumerate(sorted(folder.iterdir())):
        saved = (day + dt.timedelta(days=number // 3, minutes=97 * (number % 3))).timestamp()
        os.utime(path, (saved, saved))
