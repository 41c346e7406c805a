"""Setting an office's server up: state folder, certificates, tokens, manifest, and what to tell the staff."""

from __future__ import annotations

import datetime as dt
import re
import socket
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader

from xl_addin.excel.writing.atomic_file import write_whole
from xl_addin.model.group_names import GroupNames
from xl_addin.model.problems.catalogue import problem, say
from xl_addin.model.problems.errors import TidtamError
from xl_addin.model.register import Register
from xl_addin.model.thai import fiscal_calendar
from xl_addin.office.state_folder import Office, Source, State, set_up
from xl_addin.server.app import PROJECT, manifest_id, manifest_version
from xl_addin.server.security import certificates
from xl_addin.server.security.tokens import Role, Token, TokenBook

Registers = Sequence[tuple[Source, Register]]

A_QUARTER = dt.timedelta(days=92)


class CannotSetUp(TidtamError):
    """The office cannot be served so; `problems` say why and how to put it right."""


@dataclass(frozen=True, slots=True)
class Issued:
    """A token just made: its text is shown now and never again. `name`: the group's, "" for an officer."""

    text: str
    token: Token


def this_host() -> tuple[str, tuple[str, ...]]:
    """What staff PCs may call this PC: its name, and its address in the network."""
    name = re.sub(r"[^a-z0-9.-]", "-", socket.gethostname().lower()).strip("-.") or "localhost"
    return name, tuple(dict.fromkeys((*_own_addresses(), "127.0.0.1", "localhost")))


def _own_addresses() -> Iterable[str]:
    # Choosing a route sends nothing; the address of the card that would be used is what matters.
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("10.255.255.255", 9))
            yield probe.getsockname()[0]
        except OSError:
            return


def prepare(state: State, office: Office, registers: Registers) -> list[Issued]:
    """Everything that is missing, so that it may be run again: gives the tokens that were made this time."""
    office = set_up(state, office)
    certificates.ensure(state.certificates, office, dt.datetime.now(dt.UTC))
    write_whole(state.manifest, manifest(office).encode())
    return [issued for source, register in registers for issued in missing_tokens(state, source, register)]


def missing_tokens(state: State, source: Source, register: Register) -> list[Issued]:
    """A token for each group with projects, and for the officer, that never had one for this fiscal year."""
    book, until = TokenBook(state.tokens), last_day(register.fiscal_year, dt.date.today())
    year_ends = last_day(register.fiscal_year)
    had = {(token.source, token.group) for token in book.all() if not token.until or token.until >= year_ends}
    made = [] if (source.id, "") in had else [Issued(*book.issue(Role.OFFICER, source.id, until=until))]
    for group in register.reporting_groups:
        if (source.id, group.id) not in had:
            made.append(Issued(*book.issue(Role.GROUP, source.id, group.id, group.name, until)))
    return made


def last_day(fiscal_year: int, issued: dt.date | None = None) -> str:
    """The last day on which a fiscal year's codes are taken, ISO 8601: the year's last report is made in the
    quarter that follows it. A code of a year that is over is good for a quarter from the day it is `issued`."""
    last = fiscal_calendar.date_of(fiscal_calendar.round_bounds(fiscal_year + 1, 1).last)
    return max(last, issued + A_QUARTER if issued else last).isoformat()


def manifest(office: Office) -> str:
    """The manifest with this office's address, the same as the server gives at /manifest.xml."""
    templates = Environment(
        loader=FileSystemLoader(PROJECT / "templates"), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    names = {"project_name": office.name}
    return templates.get_template("manifest.xml").render(
        settings=names,
        base_url=office.base_url,
        manifest_id=manifest_id(office.hostname),
        version=manifest_version(),
    )


def another_token(
    state: State, source: Source, register: Register, whose: str, language: str = "th"
) -> Issued:
    """A further token for a group (its id, name or short name), or for "officer"; older ones stay valid.

    Raises CannotSetUp for a group that is not there."""
    book, until = TokenBook(state.tokens), last_day(register.fiscal_year, dt.date.today())
    if whose == Role.OFFICER:
        return Issued(*book.issue(Role.OFFICER, source.id, until=until))
    group = GroupNames(register.groups).find(whose)
    if group is None:
        known = ", ".join(f"{group.id} {group.name}" for group in register.groups)
        raise CannotSetUp([problem("serve_no_such_group", value=whose, known=known, language=language)])
    return Issued(*book.issue(Role.GROUP, source.id, group.id, group.name, until))


def without_token(state: State, registers: Registers) -> list[tuple[str, str]]:
    """(id, name) of everybody who reports and has no valid token; an officer is ("officer", "")."""
    tokens, today = TokenBook(state.tokens).all(), dt.date.today()
    valid = {(token.source, token.group) for token in tokens if token.is_valid(today)}
    found = []
    for source, register in registers:
        people = [("", ""), *((group.id, group.name) for group in register.reporting_groups)]
        found += [(id_ or Role.OFFICER.value, name) for id_, name in people if (source.id, id_) not in valid]
    return found


def handed_out(state: State) -> tuple[bytes | None, ...]:
    """Manifest and certificate as the staff's PCs have them, to see whether they must be handed out anew."""
    files = (state.manifest, certificates.Certificates.of(state.certificates).authority)
    return tuple(file.read_bytes() if file.exists() else None for file in files)


def instructions(state: State, office: Office, language: str = "th") -> str:
    """What to do on this PC and on the staff's PCs."""
    authority = certificates.Certificates.of(state.certificates).authority
    numbers = [address for address in office.addresses if address[:1].isdigit()]
    own = next((address for address in numbers if not address.startswith("127.")), "192.168.1.10")
    return say(
        "serve_staff_steps",
        language,
        url=office.base_url,
        port=office.port,
        number=own,
        authority=authority,
        authority_name=authority.name,
        manifest=state.manifest,
        upload=f"{office.base_url}/upload",
    )


def source_of(
    register: Register, register_path: Path, round_: int, returned: Path, previous: Path | None
) -> Source:
    """The one open round of an office."""
    return Source(
        id=register.form.id,
        register=str(register_path.resolve()),
        round=round_,
        returned=str(returned.resolve()),
        previous=str(previous.resolve()) if previous else "",
    )
