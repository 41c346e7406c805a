"""Slow work of the server as the pane asks for it: begun with a request, then asked about until it is done."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import httpx

POLL = 0.05
"""Seconds between two questions."""


def _pause() -> None:
    time.sleep(POLL)


def result_of(client: httpx.Client, job: str, meanwhile: Callable[[], object] = _pause) -> Any:
    """What a job gave. `meanwhile` is called between two questions."""
    while True:
        state = client.get(f"/tidtam/jobs/{job}").raise_for_status().json()
        if state["finished"]:
            assert state["failed"] == ""
            return state["result"]
        meanwhile()


def begun(client: httpx.Client, path: str, content: bytes = b"") -> str:
    """The id of a job."""
    job: str = client.post(path, content=content).raise_for_status().json()["job"]
    return job


def look(client: httpx.Client) -> dict[str, Any]:
    """ติดตามการส่ง: groups by id, and the rest of the answer."""
    progress = result_of(client, begun(client, "/tidtam/progress"))["progress"]
    return progress | {"groups": {group["id"]: group for group in progress["groups"]}}
