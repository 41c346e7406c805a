"""The browser host driven by Playwright: a person at the grid, with the real pane beside it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, FrameLocator, Page, Request, Route, TimeoutError

LIVE_CALL = "custom-scripts-call"
LOOK_AGAIN = 2_000
"""ms after which a pane that is not at rest is looked at for errors."""
POSITION = "ผู้อำนวยการกลุ่ม"
PATIENCE = 90_000
"""ms that a page may take: a job asks the system for what others leave over, which on a busy PC is little."""

PASTE = """text => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", text);
    const event = new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true });
    document.getElementById("grid").dispatchEvent(event);
}"""
"""Ctrl+V at the cell that is selected."""


class BrowserExcel:
    """One open workbook.

    `errors`: what the pages complained of; `blocked`: requests to anywhere else; `calls`: live checks, each
    as the request that the pane sent."""

    def __init__(
        self,
        browser: Browser,
        base: str,
        book: str,
        *,
        token: str | None = None,
        api_version: float = 1.18,
        protected: bool | None = None,
        replaced: dict[str, str] | None = None,
        stops_at_errors: bool = False,
    ) -> None:
        """`stops_at_errors`: a pane that complains is not waited for to the end; it may never come to rest."""
        self.base = base
        self.stops_at_errors = stops_at_errors
        self.replaced = replaced or {}
        self.blocked: list[str] = []
        self.errors: list[str] = []
        self.calls: list[dict[str, Any]] = []
        self.context = browser.new_context(viewport={"width": 1660, "height": 820}, locale="th-TH")
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(PATIENCE)
        self.page.route("**/*", self._route)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("console", lambda message: message.type == "error" and self.errors.append(message.text))
        self.page.goto(f"{base}/host/open")
        options = {"token": token, "apiVersion": api_version}
        if protected is not None:
            options["protectedSheets"] = protected
        self.page.evaluate("([book, options]) => HOST.open(book, options)", [book, options])
        self.pane: FrameLocator = self.page.frame_locator("#pane")

    def _route(self, route: Route, request: Request) -> None:
        if not request.url.startswith(self.base):
            self.blocked.append(request.url)
            route.abort()
            return
        path = request.url.removeprefix(self.base)
        if LIVE_CALL in path:
            self.calls.append(request.post_data_json)
        for name, text in self.replaced.items():
            if path.endswith(name):
                route.fulfill(body=text, content_type="text/javascript; charset=utf-8")
                return
        route.continue_()

    # ---- the person
    def type(self, address: str, text: str) -> None:
        """Click a cell, type, press Enter. F2 first: Playwright sends Thai letters without a key."""
        self.page.click(f'td[data-a="{address}"]')
        self.page.keyboard.press("F2")
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(text)
        self.page.keyboard.press("Enter")

    def begin_typing(self, address: str, text: str) -> None:
        """Type without leaving the cell."""
        self.page.click(f'td[data-a="{address}"]')
        self.page.keyboard.press("F2")
        self.page.keyboard.type(text)

    def paste(self, address: str, rows: Sequence[Sequence[object]]) -> None:
        text = "\n".join("\t".join(str(value) for value in row) for row in rows)
        self.page.click(f'td[data-a="{address}"]')
        self.page.evaluate(PASTE, text)

    def fill_down(self, area: str) -> None:
        self.page.click(f'td[data-a="{area.split(":")[0]}"]')
        self.page.evaluate("area => { HOST.book.selection = parseAddress(area); }", area)
        self.page.keyboard.press("Control+d")

    def delete(self, address: str) -> None:
        self.page.click(f'td[data-a="{address}"]')
        self.page.keyboard.press("Delete")

    def press(self, button: str, said: str) -> None:
        """Press a button of the pane and wait for what it says. Who calls the form ready has a position."""
        if button == "ready":
            self.pane.locator("#position").fill(POSITION)
        self.pane.locator(f"#{button}").click()
        self.pane.locator("#message", has_text=said).wait_for()

    def edit(self, sheet: str, address: str, rows: Sequence[Sequence[object]]) -> None:
        """An edit straight into the workbook, as fast as a test likes."""
        self.page.evaluate("([s, a, rows]) => HOST.editAt(s, a, rows)", [sheet, address, rows])

    def edit_while_the_answer_is_on_its_way(self, sheet: str, address: str, value: object) -> None:
        """An edit between the server's answer to the next check and what the pane does with it."""
        script = """([sheet, address, value]) => {
            const request = document.getElementById("pane").contentWindow.xwRequest;
            const post = request.post;
            request.post = async (...call) => {
                const answer = await post(...call);
                request.post = post;
                await HOST.editAt(sheet, address, [[value]]);
                return answer;
            };
        }"""
        self.page.evaluate(script, [sheet, address, value])

    def edit_during_checks(self, sheet: str, edits: Sequence[tuple[str, object]]) -> None:
        """Edits (address, value): the first at once, each further one in the middle of a batch of the pane's,
        until all are made."""
        (first, value), *later = edits
        planned = [[sheet, address, [[value]]] for address, value in later]
        self.page.evaluate("planned => { HOST.planned = planned; }", planned)
        self.edit(sheet, first, [[value]])
        self.wait_for("() => HOST.planned.length === 0")

    def hold_answers(self) -> None:
        """Keep the server's answers to live checks until `let_go`. HOST.held counts those that are kept."""
        self.page.evaluate("""() => {
            const request = document.getElementById("pane").contentWindow.xwRequest;
            const post = request.post;
            HOST.held = 0;
            const mayGo = new Promise((done) => { HOST.letGo = done; });
            request.post = async (...call) => {
                const answer = await post(...call);
                HOST.held += 1;
                await mayGo;
                return answer;
            };
        }""")

    def let_go(self) -> None:
        self.page.evaluate("HOST.letGo()")

    def check_now(self) -> None:
        """What the pane does when its waiting time is over; does not wait for the check."""
        self.page.evaluate("() => { document.getElementById('pane').contentWindow.tidtam.live.flush(); }")

    def stretch_waiting(self, times: float) -> None:
        """Make the pane wait `times` as long for typing to pause."""
        self.page.evaluate(
            """times => {
                const waiting = document.getElementById("pane").contentWindow.tidtam.times;
                waiting.debounce *= times;
                waiting.longestWait *= times;
            }""",
            times,
        )

    def rows_waiting(self) -> int:
        """Rows that were edited and are in no check yet; all edits so far have reached the pane."""
        self.wait_for("() => HOST.events === 0")
        rows: int = self.page.evaluate(
            """[...document.getElementById("pane").contentWindow.tidtam.live.dirty.values()]
                .reduce((sum, rows) => sum + rows.size, 0)"""
        )
        return rows

    def told(self) -> int:
        """How many changes the host has told the pane of, its own among them."""
        count: int = self.page.evaluate("HOST.stats.told")
        return count

    # ---- what is there
    def value(self, sheet: str, address: str) -> Any:
        return self._cell(sheet, address)["v"]

    def formula(self, sheet: str, address: str) -> str | None:
        return self._cell(sheet, address).get("f")

    def mark(self, sheet: str, address: str) -> str | None:
        script = "([s, { r, c }]) => Grid.mark(HOST.book.sheet(s), r, c) ?? null"
        place = self.page.evaluate("a => parseAddress(a)", address)
        found: str | None = self.page.evaluate(script, [sheet, place])
        return found

    def _cell(self, sheet: str, address: str) -> dict[str, Any]:
        script = "([s, a]) => { const x = parseAddress(a); return HOST.book.sheet(s).cell(x.r, x.c); }"
        cell: dict[str, Any] = self.page.evaluate(script, [sheet, address])
        return cell

    def dump(self) -> dict[str, dict[str, dict[str, Any]]]:
        dumped: dict[str, dict[str, dict[str, Any]]] = self.page.evaluate("HOST.dump()")
        return dumped

    def unprotect(self, sheet: str) -> None:
        """Take the lock off a sheet, as somebody with the password would."""
        self.page.evaluate("s => { HOST.book.sheet(s).protection.protected = false; }", sheet)

    def is_protected(self, sheet: str) -> bool:
        return bool(self.page.evaluate("s => HOST.book.sheet(s).protection.protected", sheet))

    def problems(self) -> list[str]:
        return self.pane.locator("#problems ul button").all_inner_texts()

    def listed(self) -> list[tuple[str, list[list[str]]]]:
        """What the pane lists: headings, and their lines, each as the texts that stand in it."""
        script = """boxes => boxes.map((box) => [
            box.querySelector("h3").textContent,
            [...box.querySelectorAll("button, li.fix")].map((line) => line.children.length
                ? [...line.querySelectorAll("span")].map((text) => text.textContent)
                : [line.textContent]),
        ])"""
        found = self.pane.locator("#problems > li").evaluate_all(script)
        return [(heading, lines) for heading, lines in found]

    def text(self, element: str) -> str:
        return self.pane.locator(f"#{element}").inner_text()

    def runs(self) -> int:
        count: int = self.page.evaluate(
            "document.getElementById('pane').contentWindow.tidtam?.live?.runs ?? 0"
        )
        return count

    def used_members(self) -> list[str]:
        return sorted(self.page.evaluate("[...HOST.usage]"))

    def addresses(self, key: str, table: str = "projects") -> list[str]:
        """Where the cells of a column key stand, one per project row, from the top."""
        script = """([key, wanted]) => {
            const form = document.getElementById("pane").contentWindow.tidtam.form;
            const table = form.tables.find((t) => t.key === wanted);
            const column = table.firstColumn + table.keys.indexOf(key);
            return table.rows.map((row) => columnName(column) + (row + 1));
        }"""
        found: list[str] = self.page.evaluate(script, [key, table])
        return found

    def native_words(self, sheet: str, row: int) -> str:
        """What the template itself says of a row, in its own check column."""
        script = """([name, row]) => {
            const sheet = HOST.book.sheet(name);
            const heads = [...sheet.cells].filter(([, cell]) => String(cell.v).startsWith("ผลการตรวจ"));
            return heads.map(([at]) => sheet.cell(row - 1, Number(at.split(",")[1])).v).join("");
        }"""
        words: str = self.page.evaluate(script, [sheet, row])
        return words

    # ---- waiting for what the pane does
    def settled(self, runs: int = 1) -> None:
        """Until at least `runs` checks are done, nothing waits, and the pane has heard of every change."""
        rest = """runs => {
            const live = document.getElementById("pane").contentWindow.tidtam?.live;
            return live && live.runs >= runs && HOST.events === 0
                && !live.busy && !live.timer && !live.dirty.size;
        }"""
        for _ in range(PATIENCE // LOOK_AGAIN):
            try:
                self.page.wait_for_function(rest, arg=runs, timeout=LOOK_AGAIN)
                return
            except TimeoutError:
                if self.stops_at_errors and self.errors:
                    raise
        raise TimeoutError(f"never at rest: {self.errors}")

    def after(self, checks: int = 1) -> _After:
        """`with excel.after(): ...` waits for one more check than were done before the block."""
        return _After(self, self.runs() + checks)

    def wait_for(self, condition: str, argument: Any = None) -> None:
        """Until a JavaScript condition of the host holds."""
        self.page.wait_for_function(condition, arg=argument)

    def screenshot(self, path: Path) -> None:
        self.page.screenshot(path=str(path))


class _After:
    def __init__(self, excel: BrowserExcel, runs: int) -> None:
        self.excel, self.runs = excel, runs

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        if kind is None:
            self.excel.settled(self.runs)
