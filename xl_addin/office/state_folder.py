"""The state folder of one office's server: its address, tokens, certificates and receipts.

office.json      Office: name, address, port
tokens.json      who may enter (hashes only)
certificates/    ca.key ca.cer server.key server.pem
manifest.xml     what the staff PCs install
incoming/        uploads not yet accepted
replaced/        files that a later upload took the place of
receipts.jsonl   one line per accepted upload
made/            templates and reports made by the buttons
server.log       a line per request: method, path, status, bytes, group
"""

from __future__ import annotations

import ipaddress
import json
import os
import re
from dataclasses import asdict, dataclass, replace
from functools import cache
from pathlib import Path

from xl_addin.excel.writing.atomic_file import write_whole
from xl_addin.model.problems.errors import TidtamError
from xl_addin.office.path_inside import PathInside

STATE_VARIABLE = "TIDTAM_STATE"

_HOST_NAME = re.compile(r"(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*")


class StateError(TidtamError, ValueError):
    """The state folder or the office's address cannot be used; the text says why, in Thai."""


@dataclass(frozen=True, slots=True)
class Source:
    """One open round: its register, number, the earlier report ("" in the first round) and returned folder.

    `id` names it in tokens and folders; an office has one, the demonstration one per form."""

    id: str
    register: str
    round: int
    returned: str
    previous: str = ""


@dataclass(frozen=True, slots=True)
class Office:
    """Where one office's add-in lives.

    `address` is the host name or IP that staff PCs use and `addresses` everything the certificate must
    hold besides.
    """

    name: str
    address: str
    port: int
    addresses: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()
    excel_on_the_web: bool = False

    def source(self, source_id: str) -> Source | None:
        return next((source for source in self.sources if source.id == source_id), None)

    @property
    def base_url(self) -> str:
        return f"https://{self.hostname}"

    @property
    def hostname(self) -> str:
        """Host and port as they stand in a URL."""
        host = f"[{self.address}]" if ":" in self.address else self.address
        return f"{host}:{self.port}"


def normal_address(text: str) -> str:
    """A host name in lower case or an IP address. Raises StateError for anything else."""
    text = text.strip().rstrip(".").lower()
    try:
        return str(ipaddress.ip_address(text))
    except ValueError:
        pass
    if not _HOST_NAME.fullmatch(text):
        raise StateError(said=f"ที่อยู่เครื่อง “{text}” ใช้ไม่ได้ ต้องเป็นชื่อเครื่อง (a-z, 0-9, -, .) หรือหมายเลข IP")
    return text


@dataclass(frozen=True, slots=True)
class State:
    """Paths inside one state folder."""

    folder: Path

    office_file = PathInside("office.json")
    tokens = PathInside("tokens.json")
    certificates = PathInside("certificates")
    manifest = PathInside("manifest.xml")
    log = PathInside("server.log")
    made = PathInside("made")

    @property
    def path(self) -> Path:
        return self.folder

    def create(self) -> State:
        """Make the folders, readable for this user only where the system knows such a thing."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.folder.chmod(0o700)
        for folder in (self.certificates, self.made):
            folder.mkdir(exist_ok=True)
        return self

    def save_office(self, office: Office) -> None:
        text = json.dumps(asdict(office), ensure_ascii=False, indent=2)
        write_private(self.office_file, text.encode())

    def office(self) -> Office:
        """The office as saved. Raises StateError when the folder was never set up or is damaged."""
        try:
            raw = json.loads(self.office_file.read_text(encoding="utf-8"))
            sources = tuple(Source(**source) for source in raw["sources"])
            return Office(**{**raw, "addresses": tuple(raw["addresses"]), "sources": sources})
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise StateError(said=f"อ่าน {self.office_file} ไม่ได้: {type(error).__name__}") from error

    def round_folder(self, source_id: str) -> Path:
        return self.folder / "rounds" / source_id


def set_up(state: State, office: Office) -> Office:
    """Save the office with a checked address. Raises StateError."""
    state.create()
    office = replace(
        office,
        address=normal_address(office.address),
        addresses=tuple(sorted({normal_address(text) for text in office.addresses})),
    )
    for source in office.sources:
        state.round_folder(source.id).mkdir(parents=True, exist_ok=True)
    if not 1 <= office.port <= 65535:
        raise StateError(said=f"พอร์ต {office.port} ใช้ไม่ได้ ต้องอยู่ระหว่าง 1 ถึง 65535")
    state.save_office(office)
    return office


def write_private(path: Path, content: bytes) -> None:
    """Write the whole file or leave the old one; readable for this user only. Raises WriteError."""
    write_whole(path, content)
    path.chmod(0o600)


@cache
def current() -> State:
    """The state folder of this server process, named by the environment (set by `app.build`)."""
    return State(Path(os.environ[STATE_VARIABLE]))
