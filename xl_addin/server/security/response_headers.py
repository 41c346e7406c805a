"""Response headers: nothing from outside, nothing framed by strangers, nothing kept.

xlwings Server adds OWASP's set to what it answers; these are laid over it, and over the middleware's own
answers too.
"""

from __future__ import annotations

# Where Excel on the web frames a task pane (Microsoft, "Runtime environment of Office Add-ins").
_EXCEL_ON_THE_WEB = "https://*.officeapps.live.com https://*.office.com https://*.sharepoint.com"


def content_security_policy(frame_ancestors: str) -> str:
    """Scripts, styles, pictures and requests from this server only. office.js sets style attributes."""
    return (
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
        "connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'; object-src 'none'; "
        f"frame-ancestors {frame_ancestors}"
    )


def response_headers(*, excel_on_the_web: bool, host_page: bool = False) -> dict[bytes, bytes | None]:
    """Header name -> value; None removes the header.

    `host_page`: the browser host plays Excel on the same origin and frames the pane."""
    ancestors = "'none'"
    if excel_on_the_web:
        ancestors = _EXCEL_ON_THE_WEB
    elif host_page:
        ancestors = "'self'"
    framed = ancestors != "'none'"
    return {
        b"content-security-policy": content_security_policy(ancestors).encode(),
        b"x-frame-options": None if framed else b"deny",
        b"x-content-type-options": b"nosniff",
        b"referrer-policy": b"no-referrer",
        b"cache-control": b"no-store, max-age=0",
        b"permissions-policy": b"camera=(), microphone=(), geolocation=()",
        # An intranet host may serve other things over http: one add-in must not switch them off.
        b"strict-transport-security": None,
        b"server": None,
    }
