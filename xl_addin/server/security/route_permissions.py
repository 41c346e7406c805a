"""Which paths exist, who may use each, and how large a body each takes.

A path that stands in no route is answered 404, whoever asks: routes that xlwings Server brings along
and Tidtam does not use (custom functions, alert page) stay shut, and a new route is shut until it is
written down here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from xl_addin.excel.reading.limits import ReadLimits
from xl_addin.server.security.tokens import Role

KIB = 1024
MIB = 1024 * KIB

ANYONE: frozenset[Role] = frozenset()
MEMBERS = frozenset({Role.GROUP, Role.OFFICER})
GROUPS = frozenset({Role.GROUP})
OFFICERS = frozenset({Role.OFFICER})

NO_BODY = 0
LIVE_BODY = 2 * MIB
FILE_BODY = ReadLimits().file_bytes


@dataclass(frozen=True, slots=True)
class Route:
    """One kind of request: methods, path (a full match), roles (empty: anyone), body limit in bytes.

    `leads_to`: the path that a caller is sent on to. `is_script`: the body is a call of a script."""

    methods: tuple[str, ...]
    path: re.Pattern[str]
    roles: frozenset[Role]
    body: int = NO_BODY
    leads_to: str = ""
    is_script: bool = False


def _route(
    methods: str,
    path: str,
    roles: frozenset[Role],
    body: int = NO_BODY,
    leads_to: str = "",
    is_script: bool = False,
) -> Route:
    return Route(tuple(methods.split()), re.compile(path), roles, body, leads_to, is_script)


ROUTES = (
    # Pages and files without any project's data.
    _route("GET HEAD", r"/", ANYONE, leads_to="/upload"),
    _route("GET", r"/taskpane(\.html)?", ANYONE),
    _route("GET", r"/upload", ANYONE),
    _route("GET", r"/manifest(\.xml)?", ANYONE),
    _route("GET", r"/tidtam-ca\.cer", ANYONE),
    _route("GET", r"/favicon\.ico", ANYONE),
    # xlwings Server looks for what follows in its folders without a look at "..": no name begins with a dot.
    _route("GET HEAD", r"/static(/[A-Za-z0-9_@-][A-Za-z0-9_.@-]*)+", ANYONE),
    _route("GET", r"/xlwings/custom-scripts-meta(\.json)?", ANYONE),
    # The live check and the group's own work.
    _route("POST", r"/xlwings/custom-scripts-call/check_rows", MEMBERS, LIVE_BODY, is_script=True),
    _route("GET", r"/tidtam/me", MEMBERS),
    _route("GET", r"/tidtam/template", GROUPS),
    _route("POST", r"/tidtam/returned", GROUPS, FILE_BODY),
    # The planning group's work.
    _route("POST", r"/tidtam/templates", OFFICERS, FILE_BODY),
    _route("GET", r"/tidtam/templates/[0-9a-f]{16}/[0-9]{1,4}", OFFICERS),
    _route("POST", r"/tidtam/progress", OFFICERS),
    _route("POST", r"/tidtam/report", OFFICERS),
    _route("POST", r"/tidtam/corrections", OFFICERS),
    _route("POST", r"/tidtam/decisions", OFFICERS, LIVE_BODY),
    _route("GET", r"/tidtam/jobs/[0-9a-f]{16}", OFFICERS),
    _route("GET", r"/tidtam/jobs/[0-9a-f]{16}/report", OFFICERS),
)


def route_of(method: str, path: str) -> Route | None:
    """The route of a request, or None: no such route."""
    return next((d for d in ROUTES if method in d.methods and d.path.fullmatch(path)), None)
