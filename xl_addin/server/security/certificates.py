"""The office's own certificate authority and the server's certificate.

Office add-ins load only over https from a chain that the PC trusts. The authority is bound by name
constraints to the names by which this PC is called and to the networks of its own addresses, so that its
key, were it ever stolen, vouches for nothing else on the staff's PCs, a server of another network of the
office included. An address that changes within its network needs no new authority.
"""

from __future__ import annotations

import datetime as dt
import ipaddress
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from xl_addin.excel.writing.atomic_file import write_whole
from xl_addin.office.state_folder import Office, write_private

AUTHORITY_DAYS = 3650
SERVER_DAYS = 397
RENEW_DAYS = 30

OWN_NETWORK = {4: 24, 6: 64}
"""Bits that the addresses of one network have in common, by the version of IP."""


@dataclass(frozen=True, slots=True)
class Certificates:
    """Files in the certificate folder: `authority` is what staff PCs trust (DER), the rest stays here."""

    authority: Path
    authority_key: Path
    server: Path
    server_key: Path

    @staticmethod
    def of(folder: Path) -> Certificates:
        return Certificates(
            folder / "tidtam-ca.cer", folder / "ca.key", folder / "server.pem", folder / "server.key"
        )


def ensure(folder: Path, office: Office, today: dt.datetime) -> Certificates:
    """Make what is missing and renew the server's certificate when it runs out or the address changed.

    The authority is made once; it is made again only when the office's name is not within it."""
    files = Certificates.of(folder)
    names = _names(office)
    authority, key = _load_authority(files)
    if authority is None or key is None or not _within(authority, names) or _ends_soon(authority, today):
        authority, key = _make_authority(office, names, today)
        write_whole(files.authority, authority.public_bytes(serialization.Encoding.DER))
        write_private(files.authority_key, _key_bytes(key))
        files.server.unlink(missing_ok=True)
    if not _serves(files, names, today):
        server, server_key = _make_server(office, names, authority, key, today)
        write_private(files.server_key, _key_bytes(server_key))
        write_whole(files.server, server.public_bytes(serialization.Encoding.PEM))
    return files


def _names(office: Office) -> list[x509.GeneralName]:
    texts = dict.fromkeys((office.address, *office.addresses))
    return [_general_name(text) for text in texts]


def _general_name(text: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(text))
    except ValueError:
        return x509.DNSName(text)


def _make_authority(
    office: Office, names: list[x509.GeneralName], today: dt.datetime
) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"Tidtam CA {office.address}"[:64])])
    usage = x509.KeyUsage(False, False, False, False, False, True, True, False, False)
    certificate = (
        x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number())
        .not_valid_before(today - dt.timedelta(days=1))
        .not_valid_after(today + dt.timedelta(days=AUTHORITY_DAYS))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage, critical=True)
        # For web servers only: a program or a mail signed with this key is trusted by nobody.
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.NameConstraints(_permitted(names), None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    return certificate, key


def _permitted(names: list[x509.GeneralName]) -> list[x509.GeneralName]:
    networks = {_network(name.value): None for name in names if isinstance(name, x509.IPAddress)}
    called = [name for name in names if isinstance(name, x509.DNSName)]
    return [*called, *map(x509.IPAddress, networks)]


def _network(address: object) -> ipaddress.IPv4Network | ipaddress.IPv6Network:
    """The network that a private address is in; any other address stands for itself."""
    own = ipaddress.ip_address(str(address))
    bits = OWN_NETWORK[own.version] if own.is_private and not own.is_loopback else own.max_prefixlen
    return ipaddress.ip_network(f"{own}/{bits}", strict=False)


def _in_network(address: object, network: str) -> bool:
    return ipaddress.ip_address(str(address)) in ipaddress.ip_network(network)


def _within(authority: x509.Certificate, names: list[x509.GeneralName]) -> bool:
    permitted = authority.extensions.get_extension_for_class(x509.NameConstraints).value.permitted_subtrees
    dns = {name.value for name in permitted or [] if isinstance(name, x509.DNSName)}
    networks = [str(name.value) for name in permitted or [] if isinstance(name, x509.IPAddress)]
    return all(
        name.value in dns
        if isinstance(name, x509.DNSName)
        else any(_in_network(name.value, network) for network in networks)
        for name in names
    )


def _make_server(
    office: Office,
    names: list[x509.GeneralName],
    authority: x509.Certificate,
    authority_key: ec.EllipticCurvePrivateKey,
    today: dt.datetime,
) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, office.address[:64])])
    usage = x509.KeyUsage(True, False, False, False, False, False, False, False, False)
    identifier = authority.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    ends = min(today + dt.timedelta(days=SERVER_DAYS), authority.not_valid_after_utc)
    certificate = (
        x509.CertificateBuilder(authority.subject, subject, key.public_key(), x509.random_serial_number())
        .not_valid_before(today - dt.timedelta(days=1))
        .not_valid_after(ends)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(identifier), critical=False
        )
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(authority_key, hashes.SHA256())
    )
    return certificate, key


def _load_authority(
    files: Certificates,
) -> tuple[x509.Certificate | None, ec.EllipticCurvePrivateKey | None]:
    if not (files.authority.exists() and files.authority_key.exists()):
        return None, None
    key = serialization.load_pem_private_key(files.authority_key.read_bytes(), None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        return None, None
    return x509.load_der_x509_certificate(files.authority.read_bytes()), key


def _serves(files: Certificates, names: list[x509.GeneralName], today: dt.datetime) -> bool:
    if not (files.server.exists() and files.server_key.exists()):
        return False
    certificate = x509.load_pem_x509_certificate(files.server.read_bytes())
    held = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return set(held) == set(names) and not _ends_soon(certificate, today)


def _ends_soon(certificate: x509.Certificate, today: dt.datetime) -> bool:
    return certificate.not_valid_after_utc - today < dt.timedelta(days=RENEW_DAYS)


def _key_bytes(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
