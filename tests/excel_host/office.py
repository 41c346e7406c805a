"""A whole office for the hosts: registers, open rounds, tokens, and every group's template to open."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from tests.excel_host.host_app import HostedBook
from tests.excel_host.running import Running, running
from xl_addin.model.register import Register
from xl_addin.office.open_round import group_template, open_round
from xl_addin.office.state_folder import Office, Source, State
from xl_addin.register.writer import write_register
from xl_addin.server.setup import Issued, prepare

BOOKS_FILE = "books.json"


@dataclass(frozen=True, slots=True)
class FurnishedOffice:
    """An office with open rounds, and the workbooks that people open there.

    `books`: "<form>/<group>" -> its template and token, "<form>/officer" -> the register and the officer's.
    """

    folder: Path
    state: State
    office: Office
    books: dict[str, HostedBook]

    def token(self, book: str) -> str:
        token = self.books[book].token
        assert token is not None
        return token

    def returned(self, form_id: str) -> Path:
        source = self.office.source(form_id)
        assert source is not None
        return Path(source.returned)

    def with_nothing_sent(self) -> FurnishedOffice:
        """Empty the returned folders."""
        for source in self.office.sources:
            for path in Path(source.returned).iterdir():
                path.unlink()
        return self


def furnish(
    folder: Path, rounds: Iterable[tuple[Register, int]], port: int, address: str = "localhost"
) -> FurnishedOffice:
    """Write registers and templates, make tokens and certificates. Every form once."""
    state = State(folder / "state")
    sources, registers, books = [], [], {}
    for register, round_ in rounds:
        form_id = register.form.id
        path = folder / f"{form_id}.xlsx"
        folder.mkdir(parents=True, exist_ok=True)
        write_register(path, register.form, register)
        returned = folder / "returned" / form_id
        returned.mkdir(parents=True, exist_ok=True)
        sources.append(Source(form_id, str(path), round_, str(returned)))
        registers.append((sources[-1], register))
        books |= _templates(folder, register, round_)
        books[f"{form_id}/officer"] = HostedBook(register.office, "ทะเบียน (เจ้าหน้าที่แผน)", path)
    office = Office("ติดตาม", address, port, ("127.0.0.1",), tuple(sources))
    issued = prepare(state, office, registers)
    furnished = FurnishedOffice(folder, state, office, _with_tokens(books, issued))
    _save(furnished)
    return furnished


@contextmanager
def served(furnished: FurnishedOffice) -> Iterator[Running]:
    """The office's server with the browser host, until the block ends."""
    port = furnished.office.port
    command = ["-m", "tests.excel_host.serve", str(furnished.folder), str(port)]
    with running(command, port, furnished.folder / "server.log") as started:
        yield started


def load_books(folder: Path) -> dict[str, HostedBook]:
    """The books of a furnished office."""
    saved = json.loads((folder / BOOKS_FILE).read_text(encoding="utf-8"))
    return {
        key: HostedBook(office, name, Path(path), token) for key, (office, name, path, token) in saved.items()
    }


def _save(furnished: FurnishedOffice) -> None:
    books = {
        key: (book.office, book.name, str(book.path), book.token) for key, book in furnished.books.items()
    }
    (furnished.folder / BOOKS_FILE).write_text(json.dumps(books, ensure_ascii=False), encoding="utf-8")


def _templates(folder: Path, register: Register, round_: int) -> dict[str, HostedBook]:
    found = open_round(register, round_)
    books = {}
    for group in register.groups:
        if not len(found.data.rows_of(group.id)):
            continue
        path = folder / "templates" / register.form.id / f"{group.id}.xlsx"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(group_template(found, group.id))
        books[f"{register.form.id}/{group.id}"] = HostedBook(register.office, group.name, path)
    return books


def _with_tokens(books: dict[str, HostedBook], issued: Iterable[Issued]) -> dict[str, HostedBook]:
    tokens = {f"{one.token.source}/{one.token.group or 'officer'}": one.text for one in issued}
    return {key: replace(book, token=tokens[key]) for key, book in books.items()}
