"""Serve a furnished office with the browser host, over http and to this PC only.

python -m tests.excel_host.serve FOLDER PORT

The time that each request takes in the server is told, and forgotten, at /host/times: milliseconds from when the
application gets a request until its answer is sent, all of it, as JSON.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from time import perf_counter
from typing import Any

TIMES = "/host/times"
MOST = 100_000
"""Times that are kept."""


class TimedRequests:
    """ASGI application around another."""

    def __init__(self, inner: Any) -> None:
        self.inner = inner
        self.times: list[float] = []

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope.get("path") == TIMES:
            told, self.times = json.dumps(self.times).encode(), []
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": told})
            return
        started = perf_counter()

        async def timed(message: Any) -> None:
            await send(message)
            is_last = message["type"] == "http.response.body" and not message.get("more_body")
            if is_last and len(self.times) < MOST:
                self.times.append((perf_counter() - started) * 1000)

        await self.inner(scope, receive, timed)


def serve(folder: Path, port: int) -> None:
    """Until a stop signal."""
    # Imported here, as the real command does it: every reading process imports this module.
    import uvicorn

    from tests.excel_host.host_app import HostApp
    from tests.excel_host.office import load_books
    from xl_addin.office.state_folder import State
    from xl_addin.server.app import build

    app = TimedRequests(HostApp(build(State(folder / "state"), host_page=True), load_books(folder)))
    uvicorn.run(app, host="127.0.0.1", port=port, access_log=False, log_config=None, ws="none")


if __name__ == "__main__":
    serve(Path(sys.argv[1]), int(sys.argv[2]))
