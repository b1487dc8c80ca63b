"""One key for one page: addresses that mean the same page get the same key."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlencode, urlsplit

_TRACKING = re.compile(
    r"^(utm_.*|trk.*|ref|refid|fbclid|gclid|mc_[ce]id|si|lipi|original_referer)$"
)
_LINKEDIN_HOST = re.compile(r"^(?:[a-z]{2,3}\.|www\.)?linkedin\.com$")


def url_key(url: str) -> str:
    """Host and path (and the query that names the page), without scheme, tracking or fragment.

    "https://cz.linkedin.com/in/Jana/?trk=x" and "http://www.linkedin.com/in/jana" share a key.
    Paths keep their case except on LinkedIn, which does not tell cases apart. Never raises.
    """
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
