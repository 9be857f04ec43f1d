"""What a page may load, and who may show it: the policy that browsers hold it to.

Source:
    https://www.w3.org/TR/CSP3/
"""

from typing import Final

CONTENT_SECURITY_POLICY: Final = "Content-Security-Policy"


def content_security_policy(
    *, scripts: str = "'self'", styles: str = "'self'", framed_by: str = "'none'"
) -> str:
    """Return what a page may load, and who may show it.

    Args:
        scripts: Where its scripts may come from.
        styles: Where its styles may come from, or the digest of the one that stands in it.
        framed_by: Pages that may hold it in a frame.
    """
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src {scripts}",
            f"style-src {styles}",
            "img-src 'self' data:",
            "font-src 'self'",
            "connect-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            f"frame-ancestors {framed_by}",
        )
    )
