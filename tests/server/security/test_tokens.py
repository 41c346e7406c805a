"""Tokens: shown once, kept hashed, revoked at once, and nobody in when the file is damaged."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from xl_addin.server.security.tokens import Role, TokenBook, TokenError


@pytest.fixture
def book(tmp_path: Path) -> TokenBook:
    return TokenBook(tmp_path / "tokens.json")


def test_a_group_enters_with_its_token(book: TokenBook) -> None:
    plain, _ = book.issue(Role.GROUP, "spm2", "plan", "กลุ่มนโยบายและแผน")

    found = book.find(plain)

    assert found is not None
    assert (found.role, found.group, found.group_name) == (Role.GROUP, "plan", "กลุ่มนโยบายและแผน")


def test_a_token_read_over_the_telephone_is_accepted(book: TokenBook) -> None:
    plain, token = book.issue(Role.OFFICER, "spm2")

    spoken = plain.lower().replace("-", " ").replace("0", "o").replace("1", "l")

    assert book.find(f" {spoken} ") == token


def test_a_code_ends_with_its_year_and_says_so(book: TokenBook) -> None:
    over, token = book.issue(Role.GROUP, "spm2", "plan", until="2020-12-31")
    valid, _ = book.issue(Role.GROUP, "spm2", "plan", until="9999-12-31")

    assert book.find(over) is None
    assert book.find(valid) is not None
    assert book.refusal(over) == "server_token_over"
    assert book.refusal("test-token") == "server_no_token"
    assert token.is_valid(dt.date(2020, 12, 31))
    assert not token.is_valid(dt.date(2021, 1, 1))


def test_the_file_does_not_hold_the_token(book: TokenBook) -> None:
    plain, _ = book.issue(Role.OFFICER, "spm2")

    kept = book.path.read_text(encoding="utf-8")

    assert plain not in kept
    assert plain.replace("-", "") not in kept


@pytest.mark.parametrize("wrong", ["", "test-token", "AAAAA-AAAAA-AAAAA-AAAAA-AAAAA", "0" * 100_000])
def test_a_wrong_token_opens_nothing(book: TokenBook, wrong: str) -> None:
    book.issue(Role.OFFICER, "spm2")

    assert book.find(wrong) is None


def test_the_kept_hash_is_no_token(book: TokenBook) -> None:
    _, token = book.issue(Role.OFFICER, "spm2")

    assert book.find(token.digest) is None


def test_a_token_revoked_by_another_program_is_refused_at_once(book: TokenBook) -> None:
    plain, token = book.issue(Role.GROUP, "spm2", "plan")
    other, _ = book.issue(Role.GROUP, "spm2", "money")
    assert book.find(plain) is not None

    TokenBook(book.path).revoke("plan")

    assert book.find(plain) is None
    assert book.find(other) is not None
    assert [t.id for t in book.all() if t.revoked] == [token.id]


def test_revoking_nobody_is_an_error(book: TokenBook) -> None:
    book.issue(Role.GROUP, "spm2", "plan")
    book.revoke("plan")

    with pytest.raises(TokenError):
        book.revoke("plan")


@pytest.mark.parametrize("damage", ["", "{}", '{"tokens": [{}]}', '{"tokens": 3}'])
def test_a_damaged_file_lets_nobody_in(book: TokenBook, damage: str) -> None:
    plain, _ = book.issue(Role.OFFICER, "spm2")
    assert book.find(plain) is not None

    book.path.write_text(damage, encoding="utf-8")

    assert book.find(plain) is None


def test_a_removed_file_lets_nobody_in(book: TokenBook) -> None:
    plain, _ = book.issue(Role.OFFICER, "spm2")
    book.path.unlink()

    assert book.find(plain) is None


def test_a_group_token_without_a_group_is_not_issued(book: TokenBook) -> None:
    with pytest.raises(TokenError):
        book.issue(Role.GROUP, "spm2")
