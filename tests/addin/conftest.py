"""The fixtures of the hosts, in which the add-in is tried."""

from __future__ import annotations

from tests.excel_host.conftest import *  # noqa: F403
