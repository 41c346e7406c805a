"""What a group may ask the live check about: its own projects, whatever a workbook says of itself."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.excel_host.headless import SCRIPT, HeadlessExcel
from tests.excel_host.office import FurnishedOffice
from xl_addin.register.reader import load_register

pytestmark = pytest.mark.slow

# Whose workbook, and who asks about it.
PAIRS = [("spm2/g2", "spm2/g1"), ("chiangmai2/G04", "chiangmai2/G08"), ("yasothon2/G04", "yasothon2/G06")]


@pytest.fixture(params=PAIRS, ids=["table", "page", "page of the plan"])
def pair(request: pytest.FixtureRequest) -> tuple[str, str]:
    found: tuple[str, str] = request.param
    return found


def questions(excel: HeadlessExcel, **identity: str) -> list[dict[str, Any]]:
    """A check of everything in the workbook, with parts of its stamp changed."""
    asked = [excel.payload(table, table.rows) for table in excel.tables]
    for question in asked:
        question["args"][0]["identity"] |= identity
    return asked


def answers(client: httpx.Client, asked: list[dict[str, Any]], code: str, status: int) -> list[str]:
    """What the server says to each question of whoever has this code; all with this status."""
    headers = {"Authorization": code}
    said = [client.post(SCRIPT, json=question, headers=headers) for question in asked]
    assert {answer.status_code for answer in said} == {status}
    return [answer.text for answer in said]


@pytest.fixture
def excel(client: httpx.Client, office: FurnishedOffice, pair: tuple[str, str]) -> HeadlessExcel:
    """The group's workbook, at a PC of the group."""
    book, _ = pair
    return HeadlessExcel(office.books[book].path, client, office.token(book))


def test_a_group_gets_an_answer_about_its_own_projects(
    excel: HeadlessExcel, client: httpx.Client, office: FurnishedOffice, pair: tuple[str, str]
) -> None:
    own = office.token(pair[0])
    assert all("mistakes" in answer for answer in answers(client, questions(excel), own, 200))


def test_another_groups_workbook_is_refused(
    excel: HeadlessExcel, client: httpx.Client, office: FurnishedOffice, pair: tuple[str, str]
) -> None:
    told = answers(client, questions(excel), office.token(pair[1]), 400)
    assert all("เป็นของกลุ่มอื่น" in answer for answer in told)


def test_a_workbook_that_claims_to_be_its_own_tells_a_group_nothing_of_anothers_projects(
    excel: HeadlessExcel, client: httpx.Client, office: FurnishedOffice, pair: tuple[str, str]
) -> None:
    """The stamp is changed by hand; what the register knows of the projects must not come back.

    Of blank rows for proposals, which name no project, nothing is told at all.
    """
    book, other = pair
    own = {"group_id": other.split("/")[1]}

    said = answers(client, questions(excel, **own), office.token(other), 200)
    for table, answer in zip(excel.tables, said, strict=True):
        wanted = {"live_not_a_project"} if table.total else set()
        assert set(re.findall(r'rule\\*": *\\*"(\w+)', answer)) == wanted
        assert not [project for project in projects(office, book) if project in answer]


def projects(office: FurnishedOffice, book: str) -> list[str]:
    """Ids of all projects of the workbook's office."""
    source = office.office.source(book.split("/")[0])
    assert source is not None
    register = load_register(Path(source.register))
    return [str(project) for project in register.projects["project_id"]]
