"""How long the tests wait for something, as their source says."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

SHORTEST_PATIENCE = 60
"""Seconds: a busy machine may take so long for what takes a moment on an idle one."""
HTTPX = {f"httpx.{name}" for name in ("Client", "AsyncClient", "get", "post", "put", "delete", "request")}
"""They wait five seconds unless they are told otherwise."""
WAITS = {"wait", "wait_for", "wait_procs", "settimeout", "result", "join", "acquire", "communicate"}
"""Functions that take how long they wait as a number."""


def waits(tree: ast.Module) -> Iterator[str]:
    """How long a test waits: "wait(30)", "get(timeout=2)", "PATIENCE = 15000"; numbers alone, and their names."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Attribute(attr=name) | ast.Name(id=name)):
                given = [(f"{name}({{}})", value) for value in node.args[-1:] if name in WAITS]
                given += [
                    (f"{name}({word.arg}={{}})", word.value)
                    for word in node.keywords
                    if word.arg and re.search("timeout|patience", word.arg)
                ]
                if ast.unparse(node.func) in HTTPX and not any(
                    word.arg == "timeout" for word in node.keywords
                ):
                    yield f"{ast.unparse(node.func)} without timeout"
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if re.search(
                "PATIENCE|TIMEOUT|HASTE|_SECONDS$", name
            ):
                given = [(f"{name} = {{}}", value)]
            case _:
                given = []
        for said, value in given:
            number = value.value if isinstance(value, ast.Constant) else None
            if isinstance(number, int | float) and number > 0:
                # Playwright counts in milliseconds; nobody waits a thousand seconds.
                seconds = number / 1000 if number >= 1000 else number
                if seconds < SHORTEST_PATIENCE:
                    yield said.format(number)
