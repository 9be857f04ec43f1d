"""When two addresses lead to one article, and what its file is called.

A page names its own address, which settles parameters, mirrors for phones and the like. It is
believed only within its own site: otherwise any page could take the place of another site's.
"""

import re
import unicodedata
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Final

from yarl import URL

FOLDER: Final = "web"
"""Of the corpus: what was fetched lies below it."""

_MIRRORS: Final = ("www.", "m.", "mobile.", "amp.")
_MAX_NAME: Final = 80
_MAX_NAME_BYTES: Final = 235
"""Of a file's name, which has 255, leaving a digest, a suffix and that of labels their room."""
_UNNAMED: Final = re.compile(r"[^\w]+|_+")


def canonical_address(address: str, stated: str) -> str:
    """Return the address that an article is known by.

    Args:
        address: Where the page was found.
        stated: What the page says its address is, maybe relative, or "".
    """
    found = _without_tracking(URL(address))
    try:
        said = _without_tracking(found.join(URL(stated))) if stated else found
    except ValueError:
        return str(found)
    is_of_site = said.scheme in {"http", "https"} and _site(said) == _site(found)
    # Some pages all state their site's front page.
    is_front = said.path == "/" and not said.query_string
    return str(said if is_of_site and not is_front else found)


def file_name(address: str, suffix: str) -> str:
    """Return where the article of a canonical address lies, below the corpus folder.

    The name is there for people; the hash keeps two addresses apart whose names are alike, and is
    the same for http and https, with and without www.
    """
    url = URL(address)
    words = unicodedata.normalize("NFC", f"{url.path.removesuffix(suffix)} {url.query_string}")
    name = fit_name(_UNNAMED.sub("-", words).strip("-")).strip("-") or "index"
    known_by = f"{_site(url)}{url.raw_path.rstrip('/')}?{url.raw_query_string}"
    digest = sha256(known_by.encode()).hexdigest()[:8]
    return f"{FOLDER}/{_folder(url)}/{name}-{digest}{suffix}"


def fit_name(name: str) -> str:
    """Return as much of a file's name, without its suffix, as every file system takes."""
    return name[:_MAX_NAME].encode("utf-8", "ignore")[:_MAX_NAME_BYTES].decode("utf-8", "ignore")


def outlet(address: str) -> str:
    """Return the name of a site, for an article whose page names none."""
    return _bare(URL(address).host or "")


def _without_tracking(url: URL) -> URL:
    exact, prefixes = _tracking()
    kept = [
        (name, value)
        for name, value in url.query.items()
        if name.casefold() not in exact and not name.casefold().startswith(prefixes)
    ]
    return url.with_fragment(None).with_query(kept or None)


@cache
def _tracking() -> tuple[frozenset[str], tuple[str, ...]]:
    text = (files("bot.collecting") / "tracking_parameters.txt").read_text("utf-8")
    names = [line for line in text.splitlines() if line and not line.startswith("#")]
    exact = frozenset(name for name in names if not name.endswith("*"))
    return exact, tuple(name[:-1] for name in names if name.endswith("*"))


def _site(url: URL) -> str:
    port = "" if url.is_default_port() else f":{url.port}"
    return _bare(url.raw_host or "") + port


def _bare(host: str) -> str:
    for mirror in _MIRRORS:
        host = host.removeprefix(mirror)
    return host


def _folder(url: URL) -> str:
    """Return a site's folder: its name, and its port where that is unusual."""
    return re.sub(r"[^\w.-]+", "-", _site(url)).strip(".-") or "site"
