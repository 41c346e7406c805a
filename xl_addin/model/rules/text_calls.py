"""What the rules of a form ask of each text of a column, whatever else stands in its row."""

from __future__ import annotations

from collections.abc import Mapping

from xl_addin.model.expressions.evaluate import text_call
from xl_addin.model.expressions.evaluation_data import Data
from xl_addin.model.expressions.language import Name, calls, parse
from xl_addin.model.expressions.text_readings import TextCall
from xl_addin.model.form.schema import MAIN, Form
from xl_addin.model.form.scopes import row_scope
from xl_addin.model.rules.judging import Constants

TextCalls = Mapping[tuple[str, str], tuple[TextCall, ...]]
"""By table and key of a column."""


def text_calls(form: Form, constants: Constants) -> TextCalls:
    """The text functions that rules call with a text of their own row and with what is the same in every row."""
    found: dict[tuple[str, str], dict[TextCall, None]] = {}
    own = {
        table: Data.of_constants(row_scope(form, table), constants)
        for table in (MAIN, *(table.key for table in form.tables))
    }
    for rule in (rule for rule in form.rules if rule.table in own):
        for text in (rule.check, rule.when):
            for call in calls(parse(text)) if text is not None else ():
                asked = text_call(call, own[rule.table])
                read = call.arguments[0] if asked is not None else None
                if asked is not None and isinstance(read, Name) and read.table is None:
                    found.setdefault((rule.table, read.key), {})[asked] = None
    return {column: tuple(asked) for column, asked in found.items()}
