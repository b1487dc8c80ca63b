"""A profile from a file as a capture, the same each time the same file is read."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from pydantic import ValidationError

from backend.schemas.capture import PROFILE_FIELDS, Capture

SITES = {"linkedin.com": "linkedin", "xing.com": "xing"}
_EARLIEST = datetime(2003, 1, 1, tzinfo=UTC)
"""Archives without a date of their own say 1980."""


def site_of(url: str) -> str:
    """The network of a profile's address; "table" for one that has no reader of its own."""
    host = (urlsplit(url).hostname or "").casefold()
    for domain, site in SITES.items():
        if host == domain or host.endswith("." + domain):
            return site
    return "table"


def profile_capture(
    *, site: str, layout: str, url: str, at: datetime, profile: Mapping[str, Any]
) -> Capture:
    """The capture of one profile; its id is a hash of all it says and of when.

    `at`: when the file was written. What the file does not tell is `partial`, so that what pages
    told before stays.

    Raises:
        ValueError: a field does not fit the wire; the message names the field and repeats no value.
    """
    given = {name for name in PROFILE_FIELDS if profile.get(name)}
    whole = {
        "kind": "profile",
        "site": site,
        "site_version": "file-1",
        "layout": layout,
        "url": url,
        "captured_at": max(at, _EARLIEST).isoformat(),
        "trigger": "import",
        "profile": {
            **profile,
            "partial": sorted(set(PROFILE_FIELDS) - given | {"positions", "skills"}),
        },
    }
    try:
        capture = Capture.model_validate({"capture_id": "import-unknown", **whole})
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"][1:])
        raise ValueError(f"{where}: {first['msg']}") from None
    said = capture.model_dump_json(exclude={"capture_id"})
    identity = hashlib.sha256(said.encode()).hexdigest()[:40]
    return capture.model_copy(update={"capture_id": f"import-{identity}"})
