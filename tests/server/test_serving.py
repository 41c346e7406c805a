"""The real server over https: who may do what, what an upload must be, what strangers learn (nothing)."""

from __future__ import annotations

import asyncio
import re
import ssl
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from tests.excel_host.headless import live_payload
from tests.excel_host.office import FurnishedOffice
from tests.excel_host.returned import many_groups
from tests.excel_host.running import Running
from tests.server.jobs import begun, look, result_of
from tests.support.templates import filled_workbook
from tests.support.waiting import finished
from xl_addin.server.security.route_permissions import FILE_BODY, ROUTES
from xl_addin.server.security.tokens import Role, TokenBook

LIVE = "/xlwings/custom-scripts-call/check_rows"
RETURNED = "/tidtam/returned"
Client = Callable[[str], httpx.Client]

IDENTITY = {
    "form_id": "spm2",
    "form_version": "1",
    "office": "สำนักงานเขตพื้นที่การศึกษาตัวอย่าง",
    "fiscal_year": "2566",
    "round": "1",
    "group_id": "g2",
    "group": "กลุ่มนิเทศ",
}
ROWS = {
    "table": "projects",
    "sheet": "แบบรายงาน",
    "first_column": 0,
    "keys": ["project_id", "used", "status"],
    "numbers": [9],
    "values": [["p002", 500, "กำลังดำเนินการ"]],
}


def test_a_pc_that_does_not_know_the_office_is_warned(server: Running) -> None:
    with pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY_FAILED"):
        httpx.get(server.base, timeout=60)


def test_every_route_of_the_application_is_behind_a_door_or_shut(client: Client) -> None:
    """What xlwings Server brings along and Tidtam does not use answers 404, even to the officer."""
    officer = client("spm2/officer")
    for path in ("/xlwings/alert", "/xlwings/custom-functions-meta", "/xlwings/custom-functions-code.js"):
        assert officer.get(path).status_code == 404
    assert officer.post("/xlwings/custom-functions-call", json={}).status_code == 404


def test_a_browser_at_the_bare_address_is_led_to_the_upload_page(client: Client) -> None:
    for method in ("GET", "HEAD"):
        led = client("").request(method, "/")
        assert (led.status_code, led.headers["location"]) == (303, "/upload")
    assert "<html" in client("").get("/", follow_redirects=True).text


PATHS = (
    "/",
    "/taskpane.html",
    "/upload",
    "/manifest.xml",
    "/tidtam-ca.cer",
    "/favicon.ico",
    "/static/js/main.js",
    "/xlwings/custom-scripts-meta.json",
    LIVE,
    "/tidtam/me",
    "/tidtam/template",
    RETURNED,
    "/tidtam/templates",
    "/tidtam/templates/0123456789abcdef/0",
    "/tidtam/progress",
    "/tidtam/report",
    "/tidtam/corrections",
    "/tidtam/decisions",
    "/tidtam/jobs/0123456789abcdef",
    "/tidtam/jobs/0123456789abcdef/report",
)


@pytest.mark.parametrize("token", ["", "test-token", "AAAAA-AAAAA-AAAAA-AAAAA-AAAAA"])
def test_a_stranger_reads_no_projects_name_and_writes_no_file(
    client: Client, office: FurnishedOffice, token: str
) -> None:
    stranger = client(token)
    before = _files(office)
    for route in ROUTES:
        [path] = [path for path in PATHS if route.path.fullmatch(path)]
        for method in route.methods:
            answer = stranger.request(method, path, content=b"x" if route.body else None)
            assert answer.status_code == (401 if route.roles else 303 if route.leads_to else 200), path
            for known in ("ยกระดับผลสัมฤทธิ์", "p001", "กลุ่มนิเทศ"):
                assert known not in answer.text
    assert _files(office) == before


def _files(office: FurnishedOffice) -> list[Path]:
    return sorted(path for path in office.folder.rglob("*") if path.is_file())


def test_a_live_check_answers_for_the_groups_own_workbook(client: Client) -> None:
    answer = client("spm2/g2").post(LIVE, json=live_payload(IDENTITY, ROWS))

    assert answer.status_code == 200
    [action] = answer.json()["actions"]
    assert action["func"] == "runMacro"
    assert "p002" in action["args"][1]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"group_id": "g1"}, "เป็นของกลุ่มอื่น"),
        ({"round": "2"}, "รอบ"),
        ({"office": "สพป. อื่น"}, "ไม่ใช่แบบของ"),
        ({"form_version": "x"}, "ไม่ครบถ้วน"),
    ],
)
def test_a_workbook_that_does_not_belong_here_is_not_checked(
    client: Client, change: dict[str, str], said: str
) -> None:
    answer = client("spm2/g2").post(LIVE, json=live_payload(IDENTITY | change, ROWS))

    assert answer.status_code == 400
    assert said in answer.text
    assert "p002" not in answer.text


@pytest.mark.parametrize(
    "rows",
    [
        ROWS | {"values": [["p002"]]},
        ROWS | {"numbers": [9] * 1001, "values": [["p002", 1, ""]] * 1001},
        ROWS | {"values": [["p002", "x" * 40000, ""]]},
        ROWS | {"surprise": 1},
        ROWS | {"numbers": [0]},
        ROWS | {"numbers": [10**30]},
        ROWS | {"first_column": 16_383},
        ROWS | {"values": [["p002", 10**400, ""]]},
        {},
    ],
)
def test_a_request_that_does_not_hold_together_is_refused_without_a_trace(
    client: Client, rows: dict[str, object]
) -> None:
    answer = client("spm2/g2").post(LIVE, json=live_payload(IDENTITY, rows))

    assert answer.status_code == 400
    assert "Traceback" not in answer.text


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"null",
        b"[" * 100_000,
        b"\xff",
        b'{"args": [{}]}',
        b'{"client": "Office.js", "version": "0", "args": [{}]}',
        b'{"client": "Office.js", "version": "0", "book": {}, "args": [NaN]}',
        b'{"client": "Office.js", "version": "0", "book": {}, "args": [{}, {}]}',
    ],
)
def test_what_is_no_call_of_the_panes_is_refused_in_thai(client: Client, body: bytes) -> None:
    """A call without a book would have xlwings look for Excel on the server's PC."""
    answer = client("spm2/g2").post(LIVE, content=body)

    assert answer.status_code == 400
    assert "อ่านคำขอนี้ไม่ได้" in answer.json()["detail"]


@pytest.mark.parametrize("reference", ["$A$1", "$A:$A", "A0", "#REF!", "$A$1:$XFD$1048576"])
def test_a_page_whose_names_lead_nowhere_is_no_failure(client: Client, reference: str) -> None:
    call = live_payload(IDENTITY, ROWS)
    page = {"sheet": "p", "first_row": 0, "first_column": 0, "values": [["x"]]}
    call["args"] = [{"identity": IDENTITY, "page": page | {"names": {"t_fields": reference}}}]

    assert client("spm2/g2").post(LIVE, json=call).status_code in (200, 400)


def test_a_group_does_not_see_anothers_rows(client: Client) -> None:
    """Rows of projects that are another group's get no answer, whatever workbook they are typed into."""
    foreign = ROWS | {"values": [["p001", 500, "กำลังดำเนินการ"]]}

    answer = client("spm2/g2").post(LIVE, json=live_payload(IDENTITY, foreign))

    assert answer.status_code == 200
    assert "p001" not in answer.text
    assert "พัฒนาระบบข้อมูล" not in answer.text


def test_a_file_sent_by_a_group_stands_under_its_own_name(client: Client, office: FurnishedOffice) -> None:
    content = office.books["spm2/g3"].path.read_bytes()
    receipt = client("spm2/g3").post(RETURNED, content=content).json()

    assert receipt["file"] == "g3.xlsx"
    assert (office.returned("spm2") / "g3.xlsx").read_bytes() == content


def test_a_group_cannot_send_as_another(client: Client, office: FurnishedOffice) -> None:
    content = office.books["spm2/g2"].path.read_bytes()

    answer = client("spm2/g1").post(RETURNED, content=content)

    assert answer.status_code == 422
    assert "server_other_group" in [problem["rule"] for problem in answer.json()["problems"]]
    assert not (office.returned("spm2") / "g1.xlsx").exists()


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b"", 422),
        (b"PK\x03\x04 not a workbook", 422),
        (b"<html>", 422),
        (b"x" * (FILE_BODY + 1), 413),
    ],
)
def test_what_is_no_workbook_is_refused(
    client: Client, office: FurnishedOffice, content: bytes, status: int
) -> None:
    answer = client("spm2/g1").post(RETURNED, content=content)

    assert answer.status_code == status
    assert answer.json()["detail"]
    assert not (office.returned("spm2") / "g1.xlsx").exists()


def test_an_endless_upload_is_cut_off(client: Client, office: FurnishedOffice) -> None:
    def endless() -> Iterator[bytes]:
        for _ in range(FILE_BODY // 65536 + 40):
            yield b"x" * 65536

    try:
        status = client("spm2/g1").post(RETURNED, content=endless()).status_code
    except httpx.WriteError:
        status = 413
    assert status == 413
    assert not list((office.state.round_folder("spm2") / "incoming").iterdir())


def test_a_group_may_not_do_the_officers_work(client: Client) -> None:
    group = client("spm2/g2")
    assert group.post("/tidtam/progress").status_code == 403
    assert group.post("/tidtam/report").status_code == 403
    assert group.post("/tidtam/corrections").status_code == 403
    assert group.post("/tidtam/decisions", content=b"{}").status_code == 403
    assert group.post("/tidtam/templates", content=b"x").status_code == 403
    assert group.get("/tidtam/jobs/0123456789abcdef").status_code == 403
    assert client("spm2/officer").post(RETURNED, content=b"x").status_code == 403


@pytest.mark.parametrize("content", [b"", b"{", b"[1]", b"{}", b'{"decisions": [{"kind": "burn"}]}'])
def test_a_decision_that_makes_no_sense_is_told_in_thai(client: Client, content: bytes) -> None:
    answer = client("spm2/officer").post("/tidtam/decisions", content=content)
    assert answer.status_code == 400
    assert "อ่านคำขอนี้ไม่ได้" in answer.json()["detail"]


@pytest.mark.slow
def test_twelve_groups_send_their_workbooks_at_once(
    client: Client, office: FurnishedOffice, server: Running, trusted: ssl.SSLContext
) -> None:
    register = many_groups("khonkaen2", 12)
    workbooks = {group.id: filled_workbook(register, group.id) for group in register.groups}

    async def send(client: httpx.AsyncClient, group: str) -> httpx.Response:
        headers = {"Authorization": office.token(f"khonkaen2/{group}")}
        return await client.post(RETURNED, content=workbooks[group], headers=headers)

    async def all_at_once() -> list[httpx.Response]:
        async with httpx.AsyncClient(base_url=server.base, verify=trusted, timeout=120) as client:
            return await asyncio.gather(*(send(client, group) for group in workbooks))

    answers = finished(all_at_once())

    assert [answer.status_code for answer in answers] == [200] * 12
    assert len({answer.json()["number"] for answer in answers}) == 12
    assert [answer.json()["group"] for answer in answers] == list(workbooks)
    for group, content in workbooks.items():
        assert (office.returned("khonkaen2") / f"{group}.xlsx").read_bytes() == content
    followed = look(client("khonkaen2/officer"))["groups"]
    assert {group["state"] for group in followed.values()} == {"returned"}
    assert all("(ตามใบรับ)" in group["when"] for group in followed.values())


def test_an_officer_of_another_office_sees_nothing_of_this_ones_work(client: Client) -> None:
    job = begun(client("spm2/officer"), "/tidtam/progress")
    result_of(client("spm2/officer"), job)

    other = client("khonkaen2/officer")
    assert other.get(f"/tidtam/jobs/{job}").status_code == 404
    assert other.get(f"/tidtam/jobs/{job}/report").status_code == 404
    assert other.get(f"/tidtam/templates/{job}/0").status_code == 404


def test_a_code_for_a_form_that_is_no_longer_served_is_told_so(
    client: Client, office: FurnishedOffice
) -> None:
    plain, _ = TokenBook(office.state.tokens).issue(Role.GROUP, "rayong2", "g2")
    group = client(plain)

    for answer in (group.get("/tidtam/template"), group.post(RETURNED, content=b"x")):
        assert answer.status_code == 409
        assert "ขอรหัสใหม่" in answer.json()["detail"]
    assert "ขอรหัสใหม่" in group.post(LIVE, json=live_payload(IDENTITY, ROWS)).text


def test_the_log_holds_no_cell_and_no_token(client: Client, server: Running, office: FurnishedOffice) -> None:
    typed = ROWS | {"values": [["p002", "ความลับ 987654", "กำลังดำเนินการ"]]}
    client("spm2/g2").post(LIVE, json=live_payload(IDENTITY, typed))
    for part in ("form_version", "group_id", "office", "round"):
        client("spm2/g2").post(LIVE, json=live_payload(IDENTITY | {part: "ความลับ"}, typed))

    log = office.state.log.read_text(encoding="utf-8") + server.log.read_text(encoding="utf-8")
    assert f"POST {LIVE} 200" in log
    assert f"POST {LIVE} 400" in log
    assert "ความลับ" not in log
    assert "987654" not in log
    # Tokens are printed once on the first run, which the office fixture did; this run shows none.
    assert all(office.token(book) not in log for book in office.books)


def test_nothing_is_asked_of_any_other_host(client: Client) -> None:
    """Pages name no other host; the browser tests see that none is asked (`blocked`)."""
    pages = [
        "/taskpane.html",
        "/upload",
        "/static/js/main.js",
        "/static/js/upload.js",
        "/static/css/style.css",
    ]
    for page in pages:
        text = client("").get(page).text
        assert not re.findall(r"https?://(?!www\.w3\.org)[^\s\"']+", text), page
