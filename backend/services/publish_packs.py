"""Publish selector packs: correct how a network is read, without a release of the extension."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from pydantic import ValidationError

from backend.schemas.selector_pack import (
    MAX_PACK_BYTES,
    MAX_PACKS,
    AnyPack,
    SelectorPacks,
    SignedPack,
    read_pack,
)
from backend.services.errors import Conflict, Refused
from backend.services.scope import Scope
from backend.services.show_capture_health import notice_of
from backend.services.sign_packs import is_signed_by, read_public_key
from backend.store import capture_health, selector_packs, workspace


def trust_key(scope: Scope, public_key: str) -> bool:
    """Check packs with this key from now on; False where it is the key already.

    A browser that was paired under another key keeps to that one until it is paired again.

    Raises:
        Refused: it is no public key.
    """
    read_public_key(public_key)
    with scope.database.write(scope.tenant_id) as tx:
        if selector_packs.public_key(tx) == public_key:
            return False
        selector_packs.trust_key(tx, public_key)
        workspace.record_event(tx, scope.user_id, "pack_key.trusted", public_key[:16])
    return True


def parse_pack(text: str) -> tuple[dict[str, Any], AnyPack]:
    """A pack as written, and as read.

    Raises:
        Refused: no JSON, too large, or against the schema; says where.
    """
    if len(text.encode()) > MAX_PACK_BYTES:
        raise Refused(f"A pack has at most {MAX_PACK_BYTES} bytes.")
    try:
        given = json.loads(text)
        return given, read_pack(given)
    except ValidationError as error:
        wrong = [
            f"{'.'.join(map(str, one['loc'])) or 'pack'}: {one['msg']}" for one in error.errors()
        ]
        raise Refused("This pack breaks the rules. " + "; ".join(wrong[:5])) from error
    except (ValueError, RecursionError) as error:
        raise Refused("This is no JSON.") from error


def publish_pack(scope: Scope, signed: SignedPack) -> AnyPack:
    """Put a signed pack in force.

    Raises:
        Refused: not signed with the workspace's key, against the schema, or one too many.
        Conflict: there is a version as high already.
    """
    _, pack = parse_pack(signed.body)
    with scope.database.write(scope.tenant_id) as tx:
        key = selector_packs.public_key(tx)
        if key is None:
            raise Refused("No key is trusted yet: run `sidenote packs trust` first.")
        if not is_signed_by(signed, key):
            raise Refused("The signature is not that of the trusted key.")
        rows = {(row.site, row.layout): row for row in selector_packs.in_force(tx)}
        known = rows.get((pack.site, pack.layout))
        if known is not None and known.version >= pack.version:
            raise Conflict(f"Version {known.version} is published already: raise the version.")
        if known is None and len(rows) >= MAX_PACKS:
            raise Refused(f"A workspace has at most {MAX_PACKS} packs.")
        selector_packs.add(tx, pack, signed)
        subject = f"{pack.site}/{pack.layout}"
        workspace.record_event(
            tx, scope.user_id, "selector_pack.published", subject, version=pack.version
        )
    return pack


def packs_in_force(scope: Scope) -> SelectorPacks:
    """What a paired browser is given."""
    with scope.database.read(scope.tenant_id) as tx:
        key = selector_packs.public_key(tx)
        rows = selector_packs.in_force(tx)
        notices = capture_health.open_notices(tx)
    signed = [SignedPack(body=row.body, signature=row.signature) for row in rows]
    told = [notice_of(row, None) for row in notices]
    whole = json.dumps([
        key,
        [one.signature for one in signed],
        sorted((one.notice_id, one.acknowledged_at is None) for one in told),
    ])  # fmt: skip
    tag = hashlib.sha256(whole.encode()).hexdigest()[:32]
    return SelectorPacks(tag=tag, public_key=key, packs=signed, notices=told)
