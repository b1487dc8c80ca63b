"""One key for one page: addresses that mean the same page get the same key."""

from __future__ import annotations

import hashlib
import re
from urllib.parse import parse_qsl, urlencode, urlsplit

_TRACKING = re.compile(
    r"^(utm_.*|trk.*|ref|refid|fbclid|gclid|mc_[ce]id|si|lipi|original_referer)$"
)
_LINKEDIN_HOST = re.compile(r"^(?:[a-z]{2,3}\.|www\.)?linkedin\.com$")

MAX_KEY_BYTES = 1_000
"""A key fits into an index row of every database (PostgreSQL allows 2,704 bytes)."""


def short_key(key: str) -> str:
    """The key itself; a longer one is cut and told apart by a hash of the whole."""
    encoded = key.encode("utf-8", "replace")
    if len(encoded) <= MAX_KEY_BYTES:
        return key
    kept = encoded[: MAX_KEY_BYTES - 65].decode("utf-8", "ignore")
    return f"{kept}#{hashlib.sha256(encoded).hexdigest()}"


def url_key(url: str) -> str:
    """Host and path (and the query that names the page), without scheme, tracking or fragment.

    "https://cz.linkedin.com/in/Jana/?trk=x" and "http://www.linkedin.com/in/jana" share a key.
    Paths keep their case except on LinkedIn, which does not tell cases apart. At most
    MAX_KEY_BYTES long. Never raises.
    """
    return short_key(_whole_key(url))


def _whole_key(url: str) -> str:
    try:
        parts = urlsplit(url.strip())
        host = (parts.hostname or "").lower()
        port = f":{parts.port}" if parts.port not in (None, 80, 443) else ""
    except ValueError:
        return url.strip()
    path = re.sub(r"/{2,}", "/", parts.path).rstrip("/")
    if _LINKEDIN_HOST.match(host):
        return f"linkedin.com{path.lower()}"
    query = [
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
        if not _TRACKING.match(name.lower())
    ]
    suffix = "?" + urlencode(sorted(query)) if query else ""
    return host.removeprefix("www.") + port + path + suffix
