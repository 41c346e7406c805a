"""Serve a furnished office with the browser host, over http and to this PC only.

python -m tests.excel_host.serve FOLDER PORT
"""

from __future__ import annotations

import sys
from pathlib import Path


def serve(folder: Path, port: int) -> None:
    """Until a stop signal."""
    # Imported here, as the real command does it: every reading process imports this module.
    import uvicorn

    from tests.excel_host.host_app import HostApp
    from tests.excel_host.office import load_books
    from xl_addin.office.state_folder import State
    from xl_addin.server.app import build

    app = HostApp(build(State(folder / "state"), host_page=True), load_books(folder))
    uvicorn.run(app, host="127.0.0.1", port=port, access_log=False, log_config=None, ws="none")


if __name__ == "__main__":
    serve(Path(sys.argv[1]), int(sys.argv[2]))
