"""Who asks: the person behind a token, as xlwings Server's User."""

from __future__ import annotations

from functools import cache

from fastapi import HTTPException, status
from xlwings_server.models import User

from xl_addin.office.refusal_texts import refusal
from xl_addin.office.state_folder import current
from xl_addin.server.security.tokens import Role, TokenBook


@cache
def token_book() -> TokenBook:
    """The one book of this process."""
    return TokenBook(current().tokens)


async def validate_token(text: str) -> User:
    """xlwings Server's authentication hook.

    The user's `id` is the group id ("" for an officer), its `domain` the id of the round's source."""
    token = token_book().find(text)
    if token is None:
        raise HTTPException(status.HTTP_401_UNAUTHORIZED, refusal(token_book().refusal(text)))
    return User(id=token.group, name=token.group_name, domain=token.source, roles=[token.role.value])


def require(user: User, role: Role) -> None:
    """Raise 403 unless the person has the role."""
    if role.value not in user.roles:
        raise HTTPException(status.HTTP_403_FORBIDDEN, refusal("server_wrong_role"))
