"""Nobody but the browser that the program opened sees the page, and no other site acts through it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.officer_page.conftest import Running, office_program


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with office_program(tmp_path_factory.mktemp("home")) as running:
        yield running


@pytest.fixture(scope="module")
def client(running: Running) -> Iterator[httpx.Client]:
    """A browser that was let in."""
    with httpx.Client(base_url=running.base, headers={"Origin": running.base}, timeout=60) as client:
        assert client.get(running.link).status_code == 303
        yield client


def test_the_link_opens_the_page_once(running: Running, client: httpx.Client) -> None:
    assert "text/html" in client.get("/").headers["content-type"]
    with httpx.Client(timeout=60) as stranger:
        refused = stranger.get(running.link)
    assert refused.status_code == 403
    assert "เปิดจากไอคอน" in refused.text


@pytest.mark.parametrize("path", ["/", "/api/state", "/api/folders", "/static/js/page.js"])
def test_a_stranger_on_this_pc_sees_nothing(running: Running, path: str) -> None:
    assert httpx.get(running.base + path, timeout=60).status_code == 403


def test_a_name_that_points_to_this_pc_is_refused(client: httpx.Client) -> None:
    assert client.get("/api/state", headers={"Host": "attacker.example"}).status_code == 421


@pytest.mark.parametrize("origin", ["http://attacker.example", "null", ""])
@pytest.mark.parametrize("path", ["/api/end", "/api/open", "/api/office", "/api/jobs/report", "/api/files"])
def test_no_other_site_s_page_acts_through_the_cookie(client: httpx.Client, origin: str, path: str) -> None:
    assert client.post(path, headers={"Origin": origin}, content=b"{}").status_code == 403


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("/api/office", b"{"),
        ("/api/office", b"[]"),
        ("/api/office", b"{}"),
        ("/api/jobs/report", b'{"round": "x"}'),
        ("/api/jobs/report", b"\xff\xfe"),
        ("/api/open", b'{"what": "../../etc", "round": 1}'),
        ("/api/files?round=x&name=a.xlsx", b""),
        ("/api/files?round=1", b""),
    ],
)
def test_a_request_that_makes_no_sense_is_told_and_not_a_server_s_error(
    client: httpx.Client, path: str, content: bytes
) -> None:
    answer = client.post(path, content=content)
    assert answer.status_code in (400, 409)
    assert answer.json()["said"]


def test_a_page_in_a_frame_or_from_elsewhere_is_forbidden_by_its_headers(client: httpx.Client) -> None:
    headers = client.get("/").headers
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["cache-control"] == "no-store"


def test_a_folder_that_is_no_office_s_is_told_with_what_to_do(client: httpx.Client, tmp_path: Path) -> None:
    answer = client.post("/api/office", json={"path": str(tmp_path)})
    assert answer.status_code == 409
    assert "ทะเบียน.xlsx" in answer.json()["said"]
    assert list(tmp_path.iterdir()) == []


def test_a_file_s_name_leads_nowhere_else_and_none_is_replaced(client: httpx.Client, tmp_path: Path) -> None:
    office = tmp_path / "ปีงบประมาณ 2568"
    assert client.post("/api/office", json={"path": str(office), "form": "spm2"}).status_code == 200
    returned = office / "รอบ 1" / "ส่งกลับ"
    for content, kept in [(b"one", "a.xlsx"), (b"two", "a (2).xlsx"), (b"one", "a.xlsx")]:
        answer = client.post("/api/files", params={"round": 1, "name": "..\\../x/a.xlsx"}, content=content)
        assert answer.json() == {"file": kept}
    assert {path.name: path.read_bytes() for path in returned.iterdir()} == {
        "a.xlsx": b"one",
        "a (2).xlsx": b"two",
    }
    too_large = client.post("/api/files", params={"round": 1, "name": "b.xlsx"}, content=bytes(21 * 2**20))
    assert too_large.status_code == 413
    assert "b.xlsx" in too_large.json()["said"]


def test_the_last_folder_opens_by_itself_the_next_time(tmp_path: Path) -> None:
    office = tmp_path / "ปีงบประมาณ 2568"
    for words in ([], []):
        with (
            office_program(tmp_path, *words) as running,
            httpx.Client(base_url=running.base, timeout=60) as client,
        ):
            client.get(running.link)
            state = client.get("/api/state").json()
            if state["office"] is None:
                client.post(
                    "/api/office",
                    json={"path": str(office), "form": "khonkaen2"},
                    headers={"Origin": running.base},
                )
    assert state["office"]["name"] == office.name
    assert [entry["round"] for entry in state["office"]["rounds"]] == [1, 2]
