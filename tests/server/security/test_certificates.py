"""The office's own authority: trusted for this office, for nothing else, and renewed in time."""

from __future__ import annotations

import datetime as dt
import socket
import ssl
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID

from xl_addin.office.state_folder import Office
from xl_addin.server.security.certificates import Certificates, ensure

TODAY = dt.datetime.now(dt.UTC)
OFFICE = Office("สพป. ตัวอย่าง", "plan.office.example", 8443, ("127.0.0.1", "localhost"))


@pytest.fixture
def files(tmp_path: Path) -> Certificates:
    return ensure(tmp_path, OFFICE, TODAY)


def _shake_hands(files: Certificates, name: str, trusted: bytes | None) -> None:
    """One TLS handshake over a socket pair; raises ssl.SSLError when the client refuses."""
    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    serving.load_cert_chain(files.server, files.server_key)
    asking = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    if trusted:
        asking.load_verify_locations(cadata=trusted)
    ours, theirs = socket.socketpair()

    def serve() -> None:
        try:
            serving.wrap_socket(theirs, server_side=True).close()
        except (ssl.SSLError, OSError):
            theirs.close()

    server = threading.Thread(target=serve)
    server.start()
    try:
        with asking.wrap_socket(ours, server_hostname=name) as connection:
            connection.unwrap()
    except (ConnectionError, ssl.SSLSyscallError, OSError) as error:
        if isinstance(error, ssl.SSLCertVerificationError):
            raise
    finally:
        ours.close()
        server.join()


@pytest.mark.parametrize("name", ["plan.office.example", "127.0.0.1", "localhost"])
def test_a_pc_that_trusts_the_authority_trusts_the_server(files: Certificates, name: str) -> None:
    _shake_hands(files, name, files.authority.read_bytes())


def test_a_pc_without_the_authority_refuses_the_server(files: Certificates) -> None:
    with pytest.raises(ssl.SSLCertVerificationError):
        _shake_hands(files, "127.0.0.1", None)


def test_the_certificate_is_for_no_other_name(files: Certificates) -> None:
    with pytest.raises(ssl.SSLCertVerificationError):
        _shake_hands(files, "other.example", files.authority.read_bytes())


def test_a_stolen_authority_key_vouches_for_no_other_site(tmp_path: Path, files: Certificates) -> None:
    from xl_addin.server.security import certificates

    authority, key = certificates._load_authority(files)
    assert authority is not None
    assert key is not None
    forged, forged_key = certificates._make_server(
        OFFICE, [x509.DNSName("bank.example")], authority, key, TODAY
    )
    files.server.write_bytes(forged.public_bytes(certificates.serialization.Encoding.PEM))
    files.server_key.write_bytes(certificates._key_bytes(forged_key))

    with pytest.raises(ssl.SSLCertVerificationError, match="permitted subtree"):
        _shake_hands(files, "bank.example", files.authority.read_bytes())


def test_the_authority_signs_for_web_servers_only_and_for_no_further_authority(files: Certificates) -> None:
    held = x509.load_der_x509_certificate(files.authority.read_bytes()).extensions

    basic = held.get_extension_for_class(x509.BasicConstraints)
    assert (basic.critical, basic.value.path_length) == (True, 0)
    assert held.get_extension_for_class(x509.NameConstraints).critical
    uses = held.get_extension_for_class(x509.ExtendedKeyUsage).value
    assert list(uses) == [ExtendedKeyUsageOID.SERVER_AUTH]


def test_starting_again_changes_nothing(tmp_path: Path, files: Certificates) -> None:
    before = [path.read_bytes() for path in (files.authority, files.server, files.server_key)]

    again = ensure(tmp_path, OFFICE, TODAY)

    assert [path.read_bytes() for path in (again.authority, again.server, again.server_key)] == before


def test_a_certificate_about_to_end_is_renewed_and_the_staff_pcs_need_nothing(
    tmp_path: Path, files: Certificates
) -> None:
    authority, server = files.authority.read_bytes(), files.server.read_bytes()

    ensure(tmp_path, OFFICE, TODAY + dt.timedelta(days=380))

    assert files.authority.read_bytes() == authority
    assert files.server.read_bytes() != server


def test_another_address_of_its_network_needs_no_new_authority(tmp_path: Path) -> None:
    office = replace(OFFICE, addresses=("192.168.1.7",))
    authority = ensure(tmp_path, office, TODAY).authority.read_bytes()

    again = ensure(tmp_path, replace(office, addresses=("192.168.1.90",)), TODAY)
    assert again.authority.read_bytes() == authority

    moved = ensure(tmp_path, replace(office, addresses=("192.168.2.7",)), TODAY)
    assert moved.authority.read_bytes() != authority


def test_the_authority_is_bound_to_this_pc_s_names_and_networks(tmp_path: Path) -> None:
    office = replace(OFFICE, addresses=("192.168.1.7", "127.0.0.1", "localhost", "fd00::7"))
    files = ensure(tmp_path, office, TODAY)

    held = x509.load_der_x509_certificate(files.authority.read_bytes()).extensions
    permitted = held.get_extension_for_class(x509.NameConstraints).value.permitted_subtrees or []
    assert {str(name.value) for name in permitted} == {
        "plan.office.example",
        "localhost",
        "192.168.1.0/24",
        "127.0.0.1/32",
        "fd00::/64",
    }


def test_keys_are_readable_for_the_owner_only(files: Certificates) -> None:
    assert files.authority_key.stat().st_mode & 0o077 == 0
    assert files.server_key.stat().st_mode & 0o077 == 0
