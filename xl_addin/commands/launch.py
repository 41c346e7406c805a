"""What every command does first: see to it that Thai can be written, and that its Python has the packages.

Imported before anything that is not Python's own; it uses nothing else itself.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
from collections.abc import Callable
from functools import wraps
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import FrameType, TracebackType

from xl_addin.commands import output

# Plugins of other programs would be looked for in every installed package, at every start.
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
# No matrix is multiplied here: threads for that would be started and ended for nothing, in every reading process.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

OWN = frozenset({"scripts", "xl_addin", "workbook_templates"})
CANNOT = 2

_THAI, _ENGLISH = (
    """Python ที่ใช้สั่งยังไม่มีชุดโปรแกรมที่ติดตามต้องใช้ ({lacks})
  → เข้าสภาพแวดล้อมของโปรแกรมก่อน แล้วสั่งใหม่
       {enter}
    ถ้ายังไม่เคยติดตั้ง ให้ติดตั้งก่อน (README.md หัวข้อ Two commands)
       {install}""",
    """This Python lacks the packages of Tidtam ({lacks})
  → Enter its environment, then give the command again: {enter}
    If it was never installed, install it (README.md, "Two commands"): {install}""",
)


def launch(command: str) -> None:
    """Run the command of a file of this room, by its name: what each file in scripts/ does."""
    import_quickly()
    run(import_module(f"xl_addin.commands.{command}").main)


def import_quickly() -> None:
    """Until the command itself runs nothing is looked through for what may be thrown away: all of it stays."""
    gc.disable()


def imported() -> None:
    """From here on a command works: what it leaves is thrown away, what was imported is looked at no more."""
    gc.freeze()
    gc.enable()


def run(main: Callable[..., None]) -> None:
    """Run a command's function with the words of the command line."""
    import typer

    from xl_addin.commands.usage import end_with
    from xl_addin.form_workbook.loading import use_form_workbooks

    use_form_workbooks()

    app = typer.Typer(add_completion=False)
    app.command()(interruptible(main))
    end_with(typer.main.get_command(app))


def interruptible(main: Callable[..., None]) -> Callable[..., None]:
    """The command, which Ctrl+C ends as what could not run, and so do a terminal that is closed, a request to
    end (SIGTERM) and a file that the system refuses.
    """
    import typer

    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name) and signal.getsignal(getattr(signal, name)) is signal.SIG_DFL:
            signal.signal(getattr(signal, name), _interrupt)

    @wraps(main)
    def run_command(*words: object, **options: object) -> None:
        imported()
        try:
            main(*words, **options)
        except KeyboardInterrupt:
            raise typer.Exit(CANNOT) from None
        except OSError as error:
            _tell_refused(error, str(options.get("lang", "th")))
            raise typer.Exit(CANNOT) from error

    return run_command


def _interrupt(number: int, _: FrameType | None) -> None:
    """Asked to end: once as Ctrl+C does, with nothing left behind; asked again, at once."""
    signal.signal(number, signal.SIG_DFL)
    raise KeyboardInterrupt


def _tell_refused(error: OSError, language: str) -> None:
    """Raises the error again where it is about no file."""
    from rich.console import Console

    from xl_addin.commands.options import tell
    from xl_addin.excel.writing.atomic_file import WriteError, refusal

    if not isinstance(error, WriteError):
        if error.filename is None:
            raise error
        error = refusal(Path(os.fsdecode(error.filename)), error)
    tell(Console(stderr=True), [error.problem(language=language)])


def _tell_unraisable(told: sys.UnraisableHookArgs) -> None:
    """A file that a full disk cut short is closed once more when it is forgotten; that it failed was said."""
    if not isinstance(told.exc_value, OSError):
        sys.__unraisablehook__(told)


def _tell_lacking(kind: type[BaseException], error: BaseException, where: TracebackType | None) -> None:
    if isinstance(error, KeyboardInterrupt):
        raise SystemExit(CANNOT)
    lacks = (error.name or "").partition(".")[0] if isinstance(error, ModuleNotFoundError) else ""
    if not lacks or lacks in OWN:
        sys.__excepthook__(kind, error, where)
        return
    _refuse(lacks)


_EXTRA_THAI, _EXTRA_ENGLISH = (
    """เครื่องนี้ติดตั้งติดตามไว้โดยไม่มีส่วนของแผงใน Excel ({lacks})
  → ติดตั้งส่วนนั้นเพิ่ม แล้วสั่งใหม่
       {install}""",
    """Tidtam is installed here without the part that serves the pane in Excel ({lacks})
  → Install that part, then give the command again: {install}""",
)


def _refuse(lacks: str) -> None:
    if find_spec("typer") is not None:
        install = f'{sys.executable} -m pip install "tidtam[addin]"'
        for sentence in (_EXTRA_THAI, _EXTRA_ENGLISH):
            print(sentence.format(lacks=lacks, install=install), file=sys.stderr)
        raise SystemExit(CANNOT)
    root = Path(__file__).resolve().parents[2]
    values = {"lacks": lacks, "enter": f". {root / '.venv/bin/activate'}", "install": "make demo"}
    if sys.platform == "win32":
        values["enter"] = str(root / r".venv\Scripts\activate")
        values["install"] = r".venv\Scripts\python -m pip install -c .ci/constraints.txt -e .[dev]"
    for sentence in (_THAI, _ENGLISH):
        print(sentence.format(**values), file=sys.stderr)
    raise SystemExit(CANNOT)


output.lose_no_work_for_words()
output.write_thai()
if sys.version_info < (3, 11):  # noqa: UP036 - the one place that an older Python reaches
    _refuse("Python >= 3.11")
sys.excepthook = _tell_lacking
sys.unraisablehook = _tell_unraisable
