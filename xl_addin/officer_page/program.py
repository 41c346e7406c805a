"""The program behind the page: the folder that is open, its jobs, and when it ends."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from xl_addin import __version__
from xl_addin.excel.writing.atomic_file import WriteError, write_whole
from xl_addin.model.form.form_files import form_facts, form_ids, form_office
from xl_addin.model.problems.catalogue import say
from xl_addin.model.problems.errors import TidtamError
from xl_addin.office.folder import REGISTER, OfficeFolder, Places
from xl_addin.officer_page.earlier_reports import EarlierReports
from xl_addin.officer_page.page_state import OfficeState
from xl_addin.officer_page.recent import recent_folders, remember
from xl_addin.server.officer.jobs import JobQueue

IDLE_SECONDS = 30 * 60
"""A page that is open asks every few seconds; browsers let one in the background ask once a minute."""


class CannotOpen(TidtamError):
    """A folder that cannot be opened or made; its text says why and what to do, in Thai."""


class Program:
    """One run. `kept`: the file that remembers folders; `stop` ends the server."""

    def __init__(self, kept: Path, jobs: JobQueue, stop: Callable[[], None]) -> None:
        self.jobs, self.stop = jobs, stop
        self._kept = kept
        self.earlier = EarlierReports(kept.with_name("earlier.json"))
        self._folder: OfficeFolder | None = None
        self._known: tuple[int, bytes] = (0, b"")
        self._receiving = threading.Lock()
        self._seen = time.monotonic()

    def seen(self) -> None:
        """Somebody looks at the page."""
        self._seen = time.monotonic()

    @property
    def is_forgotten(self) -> bool:
        """Whether no page has asked for anything for so long that none can be open."""
        return time.monotonic() - self._seen > IDLE_SECONDS

    def open_last(self) -> None:
        """Open the folder of the last time, if it is still an office's."""
        for path in recent_folders(self._kept)[:1]:
            self._folder = OfficeFolder.around(path)

    def open_folder(self, path: Path, form: str = "") -> None:
        """Open an office's folder. With `form`, make it where there is none, with a blank register.

        Raises CannotOpen."""
        path = path.expanduser()
        if not path.is_absolute():
            raise CannotOpen(said=say("page_folder_not_whole", value=str(path)))
        found = OfficeFolder.around(path) if path.is_dir() else None
        if found is None:
            if not form:
                raise CannotOpen(said=say("page_no_office", value=str(path), file=REGISTER))
            found = _make(path, form)
        self._folder, self._known = found, (0, b"")
        remember(self._kept, found.path)

    def folder(self) -> OfficeFolder:
        """The folder that is open. Raises CannotOpen where none is."""
        if self._folder is None or not self._folder.register.is_file():
            raise CannotOpen(said=say("page_none_open"))
        return self._folder

    def state(self, round_: int | None) -> dict[str, Any]:
        """All that the page shows at once."""
        office = self._folder
        shown = None
        if office is not None and office.register.is_file():
            shown = OfficeState(office, self.earlier).as_json(round_)
        return {
            "version": __version__,
            "office": shown,
            "recent": [str(path) for path in recent_folders(self._kept)],
            "forms": [{"id": form, "title": _form_title(form)} for form in form_ids()],
        }

    def places(self, round_: int) -> Places:
        """Where a round's work lies. Raises CannotOpen and OSError."""
        return self.earlier.places(self.folder(), round_)

    def known(self, round_: int) -> bytes:
        """What earlier looks at the round have read."""
        return self._known[1] if self._known[0] == round_ else b""

    def keep_known(self, round_: int, known: bytes) -> None:
        self._known = (round_, known)

    def receive(self, round_: int, name: str, content: bytes) -> str:
        """Put a file into the round's returned folder under its name, or the next free one; gives the name."""
        folder = self.folder().round(round_).create().returned
        with self._receiving:
            path, number = folder / name, 1
            while path.exists():
                if path.is_file() and path.read_bytes() == content:
                    return path.name
                number += 1
                path = folder / f"{Path(name).stem} ({number}){Path(name).suffix}"
            try:
                write_whole(path, content)
            except WriteError as error:
                told = error.problem()
                raise CannotOpen(said=f"{told.message} {told.fix}") from error
        return path.name

    def place(self, what: str, round_: int, name: str = "") -> Path:
        """A file or folder of the round that may be opened. Raises KeyError for anything else."""
        office = self.folder()
        place = office.round(round_)
        if what == "returned_file":
            files = {path.name: path for path in place.returned.rglob("*") if path.suffix.lower() == ".xlsx"}
            return files[Path(name).name]
        return {
            "folder": office.path,
            "register": office.register,
            "templates": place.templates,
            "returned": place.returned,
            "corrections": place.corrections,
            "report": place.report,
            "pdf": place.pdf,
        }[what]


def _form_title(form: str) -> str:
    """A form's title with the office that it follows: "รายงาน... (สพม. 2)"."""
    title, office = str(form_facts(form).get("title", form)), form_office(form)
    return f"{title} ({office})" if office else title


def _make(path: Path, form: str) -> OfficeFolder:
    from xl_addin.model.form.loader import FormError, load_form
    from xl_addin.register.writer import write_register

    office = OfficeFolder(path)
    try:
        path.mkdir(parents=True, exist_ok=True)
        write_register(office.register, load_form(form))
        office.round(1).create()
    except FormError as error:
        raise CannotOpen(said=str(error)) from error
    except WriteError as error:
        told = error.problem()
        raise CannotOpen(said=f"{told.message} {told.fix}") from error
    except OSError as error:
        raise CannotOpen(
            said=say("page_folder_refused", value=str(path), error=error.strerror or "")
        ) from error
    return office
