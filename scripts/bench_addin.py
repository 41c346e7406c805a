"""The add-in's lines of the benchmark: a real server process, asked as the pane asks it.

The server, the asking programs and, for one line, Chromium share this machine's processors. A live check is timed
twice: in the server, and where it is asked, over one kept connection.
"""

from __future__ import annotations

import asyncio
import json
import shutil
import tempfile
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from random import Random
from statistics import median
from time import perf_counter
from typing import Any
from urllib.parse import urlsplit

import httpx
import psutil
from bench_lines import Line
from bench_workbooks import ROUND, bench_register, write_returned

from tests.conftest import CHROMIUM_ARGUMENTS
from tests.excel_host.browser import PASTE, BrowserExcel
from tests.excel_host.headless import SCRIPT, HeadlessExcel
from tests.excel_host.office import BOOKS_FILE
from tests.excel_host.running import Running, free_port, running
from tests.excel_host.serve import TIMES
from xl_addin.office.state_folder import Office, State, set_up
from xl_addin.register.writer import write_register
from xl_addin.server.security.tokens import Role, TokenBook
from xl_addin.server.setup import source_of

GROUPS, QUICK_GROUPS = 200, 12
PROJECTS = 10
"""Projects of each group in the register, which takes 2,000 in all; the workbooks hold 40 rows each."""

PEOPLE = 30
TYPISTS, UPLOADS_A_MINUTE = 200, 50
ROWS = 5
SHEET = "แบบรายงาน"


@dataclass(frozen=True, slots=True)
class _Bench:
    """A served office.

    `question`: the live check of five rows of `book`; `group`, `officer`: the headers with their tokens; `sent`:
    workbooks that come in, each with the token of its group.
    """

    server: Running
    book: Path
    question: dict[str, Any]
    group: dict[str, str]
    officer: dict[str, str]
    sent: Sequence[tuple[Path, str]]


def lines(quick: bool, *, large: bool = False) -> list[Line]:
    """Measured anew on every call; `quick`: few calls, only to see that it runs; `large`: load for a whole minute."""
    calls = 100 if quick else 1000
    load_seconds = 3.0 if quick else 60.0 if large else 15.0
    groups = QUICK_GROUPS if quick else GROUPS
    with (
        tempfile.TemporaryDirectory(prefix="tidtam-bench-") as folder,
        _served(Path(folder), groups) as bench,
    ):
        _times(bench, 30)
        _in_server(bench)
        idle = _times(bench, calls)
        return [
            _line("live check of 5 changed rows at the server, p95", _p95(_in_server(bench)), 5),
            Line("  the same where it is asked, p95", f"{_p95(idle):.1f} ms"),
            _memory_line(bench, 2 * calls),
            _beside_report_line(bench, idle, groups),
            _people_line(bench, 3.0 if quick else 12.0),
            *_load_lines(bench, load_seconds),
            _key_press_line(bench, 3 if quick else 10),
        ]


@contextmanager
def _served(folder: Path, groups: int) -> Iterator[_Bench]:
    returned = folder / "returned"
    returned.mkdir()
    books = list(write_returned(returned, groups))
    register = bench_register(groups, PROJECTS)
    register_path = folder / "register.xlsx"
    write_register(register_path, register.form, register)
    state, port = State(folder / "state"), free_port()
    source = source_of(register, register_path, ROUND, returned, None)
    set_up(state, Office("ติดตาม", "localhost", port, (), (source,)))
    tokens = TokenBook(state.tokens)
    sent = [
        (book, tokens.issue(Role.GROUP, source.id, group.id, group.name)[0])
        for book, group in zip(books, register.groups[:UPLOADS_A_MINUTE], strict=False)
    ]
    plain = sent[0][1]
    officer, _ = tokens.issue(Role.OFFICER, source.id)
    hosted = {"g": ("", "", str(books[0]), plain)}
    (folder / BOOKS_FILE).write_text(json.dumps(hosted), encoding="utf-8")
    command = ["-m", "tests.excel_host.serve", str(folder), str(port)]
    with running(command, port, folder / "log") as server, httpx.Client(base_url=server.base) as client:
        excel = HeadlessExcel(books[0], client, plain)
        table = excel.tables[0]
        known = set(register.projects["project_id"])
        rows = [row for row in table.rows if excel.project(table, row) in known]
        question = excel.payload(table, rows[:ROWS])
        yield _Bench(server, books[0], question, {"Authorization": plain}, {"Authorization": officer}, sent)


def _times(bench: _Bench, calls: int, go_on: Callable[[], bool] = lambda: True) -> list[float]:
    """Milliseconds of each call, one after the other, as long as `go_on()`."""
    times, random = [], Random(calls)
    with closing(HTTPConnection(urlsplit(bench.server.base).netloc, timeout=60)) as connection:
        for _ in range(calls):
            if not go_on():
                break
            question = json.dumps(_typed(bench.question, random), ensure_ascii=False).encode()
            started = perf_counter()
            connection.request("POST", SCRIPT, question, {"Content-Type": "application/json"} | bench.group)
            answer = connection.getresponse()
            answer.read()
            times.append((perf_counter() - started) * 1000)
            if answer.status != 200:
                raise RuntimeError(f"the live check answered {answer.status}")
    return times


def _in_server(bench: _Bench) -> list[float]:
    """Milliseconds that requests took in the server since this was asked last."""
    times: list[float] = httpx.get(bench.server.base + TIMES, timeout=60).json()
    return times


def _typed(question: dict[str, Any], random: Random) -> dict[str, Any]:
    """The question after another figure was typed into each of its rows, and a word into the text of one: the server
    remembers what it found in rows as they were."""
    asked = question["args"][0]
    rows = asked["rows"]
    figure, text = rows["keys"].index("q4_actual"), rows["keys"].index("bullets")
    values = [[*row] for row in rows["values"]]
    for row in values:
        row[figure] = 10 * random.randrange(10_000)
    random.choice(values)[text] += f" ครั้งที่ {random.randrange(1_000_000)}"
    return question | {"args": [asked | {"rows": rows | {"values": values}}]}


def _memory_line(bench: _Bench, calls: int) -> Line:
    process = psutil.Process(bench.server.pid)
    before = process.memory_info().rss
    _times(bench, calls)
    grown = (process.memory_info().rss - before) / 2**20
    return Line(f"memory grown by {calls:,} live checks", f"{grown:.1f} MB", "< 10 MB", None, grown < 10)


def _beside_report_line(bench: _Bench, idle: list[float], groups: int) -> Line:
    """How much longer a live check takes while the returned workbooks are consolidated."""
    with httpx.Client(base_url=bench.server.base, headers=bench.officer, timeout=60) as officer:
        job = officer.post("/tidtam/report").json()["job"]
        asked = perf_counter()
        finished = False

        def still_running() -> bool:
            nonlocal asked, finished
            if perf_counter() - asked > 0.25:
                state = officer.get(f"/tidtam/jobs/{job}").json()
                if state["failed"]:
                    raise RuntimeError("the consolidation failed")
                asked, finished = perf_counter(), state["finished"]
            return not finished

        beside = _times(bench, 100_000, still_running)
    more = _p95(beside) - _p95(idle)
    what = f"live check beside a consolidation of {groups} workbooks, p95, longer by"
    return Line(what, f"{more:.1f} ms ({len(beside)} checks)", "< 50 ms", None, more < 50)


def _people_line(bench: _Bench, seconds: float) -> Line:
    """Thirty people, each checked about once a second: as fast as the pane's debounce lets somebody type."""
    load = _Load(bench, seconds)
    load.run([load.person(number, 0.9) for number in range(PEOPLE)])
    return load.line(f"{PEOPLE} people typing at once, p95", 100)


def _load_lines(bench: _Bench, seconds: float) -> list[Line]:
    """An office's last afternoon: people who fill a cell every five seconds, and workbooks that come in."""
    load = _Load(bench, seconds)
    uploads = [
        load.upload(number, UPLOADS_A_MINUTE) for number in range(int(UPLOADS_A_MINUTE * seconds / 60))
    ]
    load.run([load.person(number, 5.0) for number in range(TYPISTS)] + uploads)
    return [
        load.line(f"{TYPISTS} typists, {UPLOADS_A_MINUTE} uploads a minute for {seconds:.0f} s: p95", 400),
        Line("  an upload meanwhile, p95", f"{_p95(load.sent):.0f} ms ({len(load.sent)} uploads)"),
    ]


class _Load:
    """Many who ask the server at once, for so many seconds."""

    def __init__(self, bench: _Bench, seconds: float) -> None:
        self.bench, self.seconds = bench, seconds
        self.times: list[float] = []
        self.sent: list[float] = []
        self.errors = 0

    def run(self, people: Sequence[Callable[[httpx.AsyncClient], Awaitable[None]]]) -> None:
        async def all_together() -> None:
            limits = httpx.Limits(max_connections=None)
            async with httpx.AsyncClient(
                base_url=self.bench.server.base, timeout=60, limits=limits
            ) as client:
                await asyncio.gather(*(person(client) for person in people))

        asyncio.run(all_together())

    def person(self, number: int, pause: float) -> Callable[[httpx.AsyncClient], Awaitable[None]]:
        """Somebody whose rows are checked once in about `pause` seconds."""

        async def types(client: httpx.AsyncClient) -> None:
            random, end = Random(number), perf_counter() + self.seconds
            await asyncio.sleep(random.random() * pause)
            while perf_counter() < end:
                question = _typed(self.bench.question, random)
                asked = client.post(SCRIPT, json=question, headers=self.bench.group)
                await self._answered(asked, self.times)
                await asyncio.sleep(random.uniform(pause * 0.45, pause * 1.55))

        return types

    def upload(self, number: int, a_minute: int) -> Callable[[httpx.AsyncClient], Awaitable[None]]:
        """The workbook of a group, sent when its turn comes."""

        async def sends(client: httpx.AsyncClient) -> None:
            await asyncio.sleep(60 / a_minute * number)
            book, token = self.bench.sent[number % len(self.bench.sent)]
            headers, replace = {"Authorization": token}, {"replace": "yes"}
            content = book.read_bytes()
            asked = client.post("/tidtam/returned", content=content, headers=headers, params=replace)
            await self._answered(asked, self.sent)

        return sends

    async def _answered(self, asked: Awaitable[httpx.Response], times: list[float]) -> None:
        started = perf_counter()
        try:
            self.errors += (await asked).status_code != 200
        except httpx.HTTPError:
            self.errors += 1
        times.append((perf_counter() - started) * 1000)

    def line(self, what: str, limit: float) -> Line:
        p95 = _p95(self.times)
        value = f"{p95:.0f} ms, {self.errors} errors ({len(self.times)} checks)"
        return Line(what, value, f"< {limit:.0f} ms, 0 errors", None, p95 < limit and not self.errors)


_FROM_PASTE_TO_CELL = f"""async ([text, sheet, row, column, wanted]) => {{
    const started = performance.now();
    ({PASTE})(text);
    while (HOST.book.sheet(sheet).cell(row, column).v !== wanted) await new Promise((done) => setTimeout(done, 1));
    return performance.now() - started;
}}"""
"""Milliseconds, by the page's own clock: Playwright's way to the page and back is nobody's waiting."""


def _key_press_line(bench: _Bench, times: int) -> Line:
    """From Ctrl+V of a number in Thai digits to the computed cell that follows from it.

    The cell's own validation would refuse such a text where it is typed."""
    what = "key press to filled computed cell, browser host"
    chromium = shutil.which("chromium")
    if chromium is None:
        return Line(what, "not measured: Chromium is missing")
    from playwright.sync_api import sync_playwright

    measured = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM_ARGUMENTS)
        excel = BrowserExcel(browser, bench.server.base, "g")
        excel.settled(1)
        excel.page.unroute_all()  # the watch over requests costs as much as the requests
        # Twice the emulated grid would be drawn anew on the way, which takes longer than all that is measured.
        excel.page.evaluate("HOST.draw = () => {}")
        entry, filled = excel.addresses("q4_actual")[0], excel.addresses("used_to_date")[0]
        with excel.after():
            excel.edit(SHEET, entry, [[0]])
        before = excel.value(SHEET, filled)
        for turn in range(times):
            place = excel.page.evaluate("a => parseAddress(a)", filled)
            wanted = [SHEET, place["r"], place["c"], before + 10000 + 1000 * turn]
            excel.page.click(f'td[data-a="{entry}"]')
            measured.append(excel.page.evaluate(_FROM_PASTE_TO_CELL, [f"๑{turn},๐๐๐", *wanted]))
            excel.settled()
        browser.close()
    return _line(f"{what} (200 ms of it debounce), median of {times}", median(measured), 450)


def _p95(times: list[float]) -> float:
    return sorted(times)[int(len(times) * 0.95)] if times else 0.0


def _line(what: str, milliseconds: float, limit: float) -> Line:
    return Line(what, f"{milliseconds:.1f} ms", f"< {limit:.0f} ms", None, milliseconds < limit)
