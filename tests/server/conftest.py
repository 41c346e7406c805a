"""One office served over https by the real command, as staff PCs would reach it."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator

import httpx
import pytest

from tests.excel_host.office import FurnishedOffice, furnish
from tests.excel_host.returned import many_groups
from tests.excel_host.running import Running, free_port, running
from tests.support.registers import small_register


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> FurnishedOffice:
    """spm2: three groups; khonkaen2: twelve."""
    rounds = [(small_register("spm2", 24), 1), (many_groups("khonkaen2", 12), 1)]
    return furnish(tmp_path_factory.mktemp("office"), rounds, free_port())


@pytest.fixture(scope="session")
def trusted(furnished: FurnishedOffice) -> ssl.SSLContext:
    """A PC that was told to trust the office's authority."""
    authority = (furnished.state.certificates / "tidtam-ca.cer").read_bytes()
    return ssl.create_default_context(cadata=authority)


@pytest.fixture(scope="session")
def server(furnished: FurnishedOffice, trusted: ssl.SSLContext) -> Iterator[Running]:
    command = ["scripts/serve_addin.py", "--state", str(furnished.state.folder)]
    port = furnished.office.port
    with running(command, port, furnished.folder / "server.log", scheme="https", verify=trusted) as started:
        yield started


@pytest.fixture
def office(furnished: FurnishedOffice) -> FurnishedOffice:
    """Nothing has been sent yet: no test finds what another sent, whatever their order."""
    return furnished.with_nothing_sent()


@pytest.fixture
def client(
    server: Running, trusted: ssl.SSLContext, office: FurnishedOffice
) -> Iterator[Callable[[str], httpx.Client]]:
    """client("spm2/g1"): a PC with that book's token; client(""): a stranger; else the token itself."""
    opened: list[httpx.Client] = []

    def client(who: str) -> httpx.Client:
        token = office.token(who) if who in office.books else who
        headers = {"Authorization": token} if token else {}
        opened.append(httpx.Client(base_url=server.base, verify=trusted, headers=headers, timeout=60))
        return opened[-1]

    yield client
    for one in opened:
        one.close()
