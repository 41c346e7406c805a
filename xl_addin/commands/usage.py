"""A command line that cannot be understood, told in Thai (or English): what is wrong in it, and what would be right."""

from __future__ import annotations

import gc
import re
import sys
from difflib import get_close_matches
from typing import Any

import typer

from xl_addin.model.problems.catalogue import problem
from xl_addin.model.problems.problem import Problem

CANNOT = 2
# Typer brings its own copy of click along, under a name that is not promised.
UsageError: type[Exception] = typer.BadParameter.__mro__[1]
_QUOTED = re.compile("'([^']*)'")


def end_with(command: Any, arguments: list[str] | None = None) -> None:
    """Run a click command with the words of the command line, and end with its exit code."""
    words = sys.argv[1:] if arguments is None else arguments
    try:
        code = command.main(args=words, standalone_mode=False)
    except UsageError as error:
        _tell(usage_problem(error, language_of(words)), error)
        raise SystemExit(CANNOT) from None
    except typer.Abort:
        raise SystemExit(CANNOT) from None
    # Python goes twice through all that lives to find circles before it lets go of everything: a tenth of a second.
    gc.freeze()
    raise SystemExit(code if isinstance(code, int) else 0)


def language_of(words: list[str]) -> str:
    """The language that `--lang` asks for, before anything else is understood."""
    asked = [*words, ""][words.index("--lang") + 1] if "--lang" in words else ""
    return "en" if asked == "en" or "--lang=en" in words else "th"


def usage_problem(error: Any, language: str) -> Problem:
    """What is wrong in the words of the command line."""
    param = _shown(error)
    match type(error).__name__:
        case "NoSuchOption":
            near = ", ".join(error.possibilities or ())
            name = "usage_option_unknown_near" if near else "usage_option_unknown"
            return problem(name, value=error.option_name, near=near, language=language)
        case "MissingParameter":
            return problem("usage_missing", value=param, language=language)
        case "BadParameter":
            return _bad_value(error, param, language)
        case "BadOptionUsage":
            return problem("usage_value_lacking", value=error.option_name, language=language)
        case _:
            pass
    commands = getattr(getattr(error.ctx, "command", None), "list_commands", None)
    if commands is not None:
        close = get_close_matches(_quoted(error), commands(error.ctx), n=1)
        return problem(
            "usage_command_unknown",
            value=_quoted(error),
            known=", ".join(close or commands(error.ctx)),
            language=language,
        )
    extra = re.search(r"\(([^()]*)\)\s*$", error.format_message())
    return problem("usage_not_understood", value=extra[1] if extra else _quoted(error), language=language)


def _bad_value(error: Any, param: str, language: str) -> Problem:
    """Typer leaves the judgement to pydantic, whose error names the kind of mistake and the value as typed."""
    from pydantic import ValidationError  # a tenth of a second that only a mistake costs

    cause = error.__cause__
    found = cause.errors()[0] if isinstance(cause, ValidationError) else {"type": "", "input": error.message}
    kind, value = found["type"], found["input"]
    if kind.startswith("int_") or kind in {"greater_than_equal", "less_than_equal"}:
        return problem("usage_wanted_whole", value=value, param=param, language=language)
    choices = _QUOTED.findall(found.get("msg", ""))[1:]
    if choices:
        known = ", ".join(choices)
        return problem("usage_not_a_choice", value=value, param=param, known=known, language=language)
    return problem("usage_value_wrong", value=value, param=param, language=language)


def _shown(error: Any) -> str:
    """The argument or option as `--help` names it."""
    param = getattr(error, "param", None)
    if param is None:
        return str(getattr(error, "param_hint", "") or "")
    if param.param_type_name == "option":
        return str(max(param.opts, key=len))
    return str(param.metavar or param.name).upper()


def _quoted(error: Any) -> str:
    found = _QUOTED.search(error.message)
    return found[1] if found else str(error.message)


def _tell(told: Problem, error: Any) -> None:
    print(f"• {told.message}", f"  → {told.fix}", sep="\n", file=sys.stderr)
    if error.ctx is not None:
        print(error.ctx.get_usage(), file=sys.stderr)
