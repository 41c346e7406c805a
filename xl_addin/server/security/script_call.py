"""A call of a script as xlwings may see it: with a book, and nothing in the book but what our pane puts there.

Without "client" and "book" xlwings looks for a book of its own, and on Windows it starts Excel on the
server's PC. Our scripts read their arguments only, so the arguments are all that is passed on.
"""

from __future__ import annotations

import json
from typing import Any, NoReturn

CONTENT_TYPE = b"application/json"

_BOOK = {"name": "", "active_sheet_index": 0, "selection": None, "calculation": "Automatic"}
_SHEET: dict[str, Any] = {
    "name": "Sheet1",
    "values": [[]],
    "tables": [],
    "pictures": [],
    "shapes": [],
    "charts": [],
    "notes": [],
    "used_range_address": None,
}


class OddCall(ValueError):
    """The body is no call of a script from the pane."""


def with_empty_book(body: bytes) -> bytes:
    """The call with its version and arguments and an empty book of one sheet.

    Raises OddCall for what is no JSON, or has no book, version or one object as argument."""
    try:
        call = json.loads(body, parse_constant=_no_number)
        # Half a character of two can be read but not written.
        return _call(call).encode()
    except (ValueError, RecursionError) as error:
        raise OddCall(type(error).__name__) from None


def _call(call: Any) -> str:
    if not isinstance(call, dict) or call.get("client") != "Office.js":
        raise OddCall("client")
    version, book, args = call.get("version"), call.get("book"), call.get("args")
    if not isinstance(version, str) or not isinstance(book, dict):
        raise OddCall("book")
    if not (isinstance(args, list) and len(args) == 1 and isinstance(args[0], dict)):
        raise OddCall("args")
    plain = {"client": "Office.js", "version": version, "book": _BOOK, "names": [], "sheets": [_SHEET]}
    return json.dumps(plain | {"args": args}, ensure_ascii=False)


def _no_number(text: str) -> NoReturn:
    raise OddCall(text)
