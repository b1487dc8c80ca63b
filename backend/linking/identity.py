"""Identifiers that name one person or organisation wherever they stand: addresses, domains, e-mail.

Each function returns a canonical key, or None where the value identifies nobody.
"""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import unquote, urlsplit

from backend.linking.assets import asset

_HOST = re.compile(r"^[a-z0-9\u00a1-\uffff]([a-z0-9\u00a1-\uffff-]*[a-z0-9\u00a1-\uffff])?$")
_EMAIL = re.compile(r"^[^@\s<>\"']+@[^@\s<>\"']+\.[^@\s<>\"']+$")
_TRACKING = re.compile(r"(?i)(utm_\w+|trk\w*|ref|fbclid|gclid|originalSubdomain)=")
_LOCALE_PREFIX = re.compile(r"^[a-z]{2,3}\.(?=(?:linkedin|xing|facebook)\.com$)")


def _host(text: str) -> str | None:
    host = text.strip().strip(".").lower()
    if host.startswith("www."):
        host = host[4:]
    return host if host and all(_HOST.match(label) for label in host.split(".")) else None


def _is_public(host: str) -> bool:
    """A name under a top-level domain: no bare machine name, no number."""
    labels = host.split(".")
    return len(labels) > 1 and not labels[-1].isdigit()


def _split(url: str) -> tuple[str, str, str] | None:
    """Host, path and query of an address; a scheme may be missing."""
    text = url.strip()
    if "://" not in text:
        text = "https://" + text
    try:
        parts = urlsplit(text)
        host = _host(parts.hostname or "")
        port = parts.port
    except ValueError:
        return None
    if host is None or parts.scheme not in ("http", "https"):
        return None
    if port not in (None, 80, 443):
        host = f"{host}:{port}"
    return host, parts.path, parts.query


@lru_cache(maxsize=65_536)
def url_key(url: str) -> str | None:
    """A profile or page address without scheme, "www.", locale, query, case and trailing slash.

    LinkedIn: "https://cz.linkedin.com/in/Jan-Novak-1a/cs?trk=x" -> "linkedin.com/in/jan-novak-1a".
    An address without a path ("https://example.org/") identifies a site, not a page: None.
    """
    split = _split(url)
    if split is None:
        return None
    host, raw_path, query = split
    host = _LOCALE_PREFIX.sub("", host)
    path = [unquote(part).casefold() for part in raw_path.split("/") if part]
    if host == "linkedin.com":
        path = path[:2] if path and path[0] in {"in", "company", "school", "showcase"} else path
        if len(path) < 2:
            return None
        query = ""
    if not path:
        return None
    if len(path) > 2 and (path[0] == "u" or (path[0] == "users" and path[1].isdigit())):
        path = path[:2]  # Discourse and Stack Exchange: what follows is a tab or a slug
    key = f"{host}/{'/'.join(path)}"
    # Elsewhere a query may be the very name of the page (?id=7); tracking parameters never are.
    kept = sorted(pair for pair in query.split("&") if pair and not _TRACKING.match(pair))
    return f"{key}?{'&'.join(kept)}" if kept else key


@lru_cache(maxsize=65_536)
def domain_key(text: str) -> str | None:
    """The registrable domain of a host, address or e-mail; None for shared hosts and free mail."""
    value = text.strip().rpartition("@")[2] if "://" not in text else text
    split = _split(value)
    host = split[0].partition(":")[0] if split else ""
    if not _is_public(host):
        return None
    shared = asset("domains")
    labels = host.split(".")
    size = 3 if ".".join(labels[-2:]) in shared["second_level"] and len(labels) > 2 else 2
    domain = ".".join(labels[-size:])
    if domain in shared["shared_hosts"] or domain in shared["free_mail"]:
        return None
    return domain


@lru_cache(maxsize=65_536)
def email_key(text: str) -> str | None:
    """A personal e-mail address in lower case without "+tag"; None for info@, sales@ and so on."""
    address = text.strip().removeprefix("mailto:").casefold()
    if not _EMAIL.match(address) or len(address) > 254:
        return None
    local, _, host = address.rpartition("@")
    local = local.split("+", 1)[0]
    if (
        not local
        or local in asset("domains")["shared_mailboxes"]
        or not _is_public(_host(host) or "")
    ):
        return None
    return f"{local}@{host}"


def network_of(key: str) -> str:
    """The host of a `url_key`: two different profiles on one network are two people."""
    return key.partition("/")[0]
