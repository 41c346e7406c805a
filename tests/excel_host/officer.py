"""The planning group's side, headless: who has sent, and the report, asked for as the pane's buttons do."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

import httpx

POLL = 0.1
"""Seconds between two questions how far the work is."""
PATIENCE = 120.0


@dataclass(frozen=True, slots=True)
class Report:
    """The office's report workbook, the sentence that came with it, and the problems listed in the pane."""

    workbook: bytes
    said: str
    problems: list[dict[str, str]]

    def told(self, rule: str) -> list[dict[str, str]]:
        """The problems that one rule found."""
        return [problem for problem in self.problems if problem["rule"] == rule]


class HeadlessOfficer:
    """An officer at the server."""

    def __init__(self, client: httpx.Client, token: str) -> None:
        self.client = client
        self.headers = {"Authorization": token}

    def follow(self) -> dict[str, Any]:
        """ติดตามการส่ง"""
        job = self._ask("POST", "/tidtam/progress").json()["job"]
        progress: dict[str, Any] = self._result(job)["progress"]
        return progress

    def consolidate(self) -> Report:
        """รวมรายงาน"""
        job = self._ask("POST", "/tidtam/report").json()["job"]
        result = self._result(job)
        workbook = self._ask("GET", f"/tidtam/jobs/{job}/report").content
        return Report(workbook, result["said"], result["problems"])

    def _result(self, job: str) -> dict[str, Any]:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            state = self._ask("GET", f"/tidtam/jobs/{job}").json()
            if state["finished"]:
                assert not state["failed"], state["failed"]
                return state["result"]
            time.sleep(POLL)
        raise TimeoutError("the report is not finished")

    def _ask(self, method: str, path: str) -> httpx.Response:
        answer = self.client.request(method, path, headers=self.headers, timeout=60)
        answer.raise_for_status()
        return answer
