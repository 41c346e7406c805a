"""The scripts that the pane calls through xlwings.

Without postponed annotations: xlwings resolves those of a script at every call, and texts would be compiled each time.
"""

import json
from typing import Any

import anyio.to_thread
import xlwings as xw
from pydantic import ValidationError
from xlwings import script
from xlwings_server.models import CurrentUser

from xl_addin.office.identity_check import identity_problems
from xl_addin.office.refusal_texts import in_words, refusal
from xl_addin.server.context import server_context
from xl_addin.server.live.live_check import check_live
from xl_addin.server.live.request_model import LiveRequest


@script
async def check_rows(book: xw.BookAsync, asked: dict[str, Any], user: CurrentUser) -> None:
    """The live check of the rows in `asked` (a LiveRequest). Reads nothing from the book.

    The answer goes to the pane's callback as JSON. What cannot be checked raises XlwingsError with a
    sentence for the person at the PC."""
    try:
        request = LiveRequest.model_validate(asked)
        identity = request.whose()
    except (ValidationError, KeyError, ValueError):
        raise xw.XlwingsError(refusal("server_odd_request")) from None
    rounds, source = server_context().rounds, server_context().office.source(user.domain or "")
    if source is None:
        raise xw.XlwingsError(refusal("server_no_register"))
    open_round = rounds.at_hand(source.id)
    if open_round is None:
        open_round = await anyio.to_thread.run_sync(rounds.of, source.id)
    for problem in identity_problems(identity, open_round, user.id or ""):
        raise xw.XlwingsError(in_words(problem))
    answer = check_live(request, open_round, identity.group_id)
    book.app.macro("tidtamChecked")(json.dumps(answer.as_json(), ensure_ascii=False))
