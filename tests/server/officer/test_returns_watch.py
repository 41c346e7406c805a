"""ติดตามการส่ง through the real server: files sent with a receipt and files that the officer put there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from tests.excel_host.headless import live_payload
from tests.excel_host.office import FurnishedOffice
from tests.server.jobs import begun, look, result_of
from tests.server.test_serving import IDENTITY, LIVE, RETURNED, ROWS
from tests.support.registers import small_register
from tests.support.templates import filled_workbook

Client = Callable[[str], httpx.Client]

pytestmark = pytest.mark.slow

BY_MAIL = "ส่งทางอีเมล (1).xlsx"
LOOKS_TRIED = 5


@pytest.fixture
def folder(office: FurnishedOffice) -> Path:
    """The returned folder."""
    return office.returned("spm2")


@pytest.fixture(scope="module")
def workbook() -> Callable[[str], bytes]:
    """The filled workbook of a group."""
    register = small_register("spm2", 24)
    return lambda group: filled_workbook(register, group)


def test_a_file_sent_and_a_file_put_there_by_hand_both_count(
    client: Client, folder: Path, workbook: Callable[[str], bytes]
) -> None:
    sent = client("spm2/g2").post(RETURNED, content=workbook("g2"))
    assert sent.status_code == 200
    (folder / BY_MAIL).write_bytes(workbook("g1"))
    (folder / "เสีย.xlsx").write_bytes(workbook("g3")[:2000])

    progress = look(client("spm2/officer"))

    groups = progress["groups"]
    assert [groups[id_]["state"] for id_ in ("g1", "g2", "g3")] == ["returned", "returned", "missing"]
    assert groups["g1"]["files"][0]["file"] == BY_MAIL
    assert "(เวลาของไฟล์)" in groups["g1"]["when"]
    assert "(ตามใบรับ)" in groups["g2"]["when"]
    assert groups["g2"]["filled"] == "เรียบร้อยทั้ง 16 โครงการ"
    assert [file["file"] for file in progress["others"]] == ["เสีย.xlsx"]
    assert progress["others"][0]["why"]
    assert progress["others"][0]["fix"]
    assert "1. กลุ่มบริหารงานบุคคล 4 โครงการ — ยังไม่ได้รับไฟล์" in progress["reminder"]


def test_pressing_again_looks_again_only_when_something_changed(
    client: Client, folder: Path, workbook: Callable[[str], bytes]
) -> None:
    officer = client("spm2/officer")
    (folder / BY_MAIL).write_bytes(workbook("g1"))
    first = begun(officer, "/tidtam/progress")
    result_of(officer, first)

    assert begun(officer, "/tidtam/progress") == first

    (folder / "g3.xlsx").write_bytes(workbook("g3"))
    again = begun(officer, "/tidtam/progress")
    assert again != first
    states = {group["id"]: group["state"] for group in result_of(officer, again)["progress"]["groups"]}
    assert states == {"g1": "returned", "g2": "missing", "g3": "returned"}


def test_a_file_that_could_not_be_read_is_looked_at_again_without_having_changed(
    client: Client, folder: Path
) -> None:
    """It may have been open in Excel: nothing of it changes when it is closed."""
    officer = client("spm2/officer")
    (folder / BY_MAIL).write_bytes(b"PK\x03\x04")
    first = begun(officer, "/tidtam/progress")
    result_of(officer, first)

    assert begun(officer, "/tidtam/progress") != first


def test_two_officers_at_once_wait_for_one_look(
    client: Client, folder: Path, workbook: Callable[[str], bytes]
) -> None:
    officers = [client("spm2/officer") for _ in range(2)]
    looks = []
    for number in range(LOOKS_TRIED):  # on a busy machine the first can be over before the second asks
        (folder / f"{number} {BY_MAIL}").write_bytes(workbook("g2"))
        jobs = [begun(officer, "/tidtam/progress") for officer in officers]
        looks.append(len(set(jobs)))
        result_of(officers[0], jobs[-1])

    assert min(looks) == 1


def test_a_live_check_goes_on_while_the_folder_is_looked_at(
    client: Client, folder: Path, workbook: Callable[[str], bytes]
) -> None:
    officer, group = client("spm2/officer"), client("spm2/g2")
    answers: list[int] = []

    def check() -> None:
        answers.append(group.post(LIVE, json=live_payload(IDENTITY, ROWS)).status_code)

    check()  # the first one waits until the server has read the template
    for look_number in range(LOOKS_TRIED):  # on a busy machine a look can be over before it is asked about
        for number in range(20):
            (folder / f"{look_number}-{number} {BY_MAIL}").write_bytes(workbook("g1"))
        result_of(officer, begun(officer, "/tidtam/progress"), check)
        if len(answers) >= 3:
            break

    assert len(answers) >= 3, "the look was still under way after a check had been answered"
    assert set(answers) == {200}
