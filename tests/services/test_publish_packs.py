"""Publishing selector packs: only what the operator signed, by the rules, never an older one."""

from __future__ import annotations

import json
import stat
from pathlib import Path
from typing import Any

import pytest

from backend.schemas.selector_pack import MAX_PACKS, SignedPack
from backend.services.errors import Conflict, Refused
from backend.services.publish_packs import packs_in_force, parse_pack, publish_pack, trust_key
from backend.services.sign_packs import is_signed_by, load_key, make_key, public_key_of, sign
from tests.conftest import ApiClient, Workspace, on_one_database

RULES = json.loads((Path(__file__).parents[1] / "packs" / "rules.json").read_text())
PACK: dict[str, Any] = RULES["good"][0]["pack"]


@pytest.fixture
def key(tmp_path: Path) -> Path:
    make_key(tmp_path / "key.pem")
    return tmp_path / "key.pem"


@pytest.fixture
def trusting(tenant: Workspace, key: Path) -> Workspace:
    assert trust_key(tenant.scope(), public_key_of(load_key(key)))
    return tenant


def signed(key: Path, **changes: Any) -> SignedPack:
    return sign(load_key(key), {**PACK, **changes})


def versions(tenant: Workspace) -> list[tuple[str, int]]:
    packs = [json.loads(one.body) for one in packs_in_force(tenant.scope()).packs]
    return [(pack["layout"], pack["version"]) for pack in packs]


def test_a_key_is_for_its_owner_alone(key: Path) -> None:
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    with pytest.raises(Refused, match="could not be written"):
        make_key(key)
    key.chmod(0o644)
    with pytest.raises(Refused, match="chmod 600"):
        load_key(key)


def test_a_signed_pack_is_in_force_and_a_newer_one_takes_its_place(
    trusting: Workspace, key: Path
) -> None:
    publish_pack(trusting.scope(), signed(key, version=3))
    publish_pack(trusting.scope(), signed(key, version=5))
    publish_pack(trusting.scope(), signed(key, layout="another", version=1))
    assert versions(trusting) == [("another", 1), ("live-2027", 5)]
    for version in (5, 4, 1):
        with pytest.raises(Conflict, match="raise the version"):
            publish_pack(trusting.scope(), signed(key, version=version))


def test_withdrawn_it_is_still_told(trusting: Workspace, key: Path) -> None:
    publish_pack(trusting.scope(), signed(key))
    gone = {"format": 1, "site": PACK["site"], "layout": PACK["layout"], "version": 9}
    publish_pack(trusting.scope(), sign(load_key(key), {**gone, "withdrawn": True}))
    assert versions(trusting) == [("live-2027", 9)]


def test_what_the_operator_did_not_sign(trusting: Workspace, key: Path, tmp_path: Path) -> None:
    make_key(tmp_path / "theirs.pem")
    good = signed(key)
    forged = [
        signed(tmp_path / "theirs.pem"),
        SignedPack(body=good.body.replace("article", "section"), signature=good.signature),
        SignedPack(body=good.body, signature=good.signature[:-2]),
        SignedPack(body=good.body, signature="AAAA"),
    ]
    for one in forged:
        with pytest.raises(Refused, match="not that of the trusted key"):
            publish_pack(trusting.scope(), one)
    assert versions(trusting) == []


def test_what_breaks_the_rules_though_signed(trusting: Workspace, key: Path) -> None:
    for one in RULES["bad"]:
        with pytest.raises(Refused):
            publish_pack(trusting.scope(), sign(load_key(key), one["pack"]))
    for text in ("", "no json", "[" * 100_000, '"' + "x" * 20_000 + '"'):
        with pytest.raises(Refused):
            parse_pack(text)


def test_without_a_key_nothing_is_published(tenant: Workspace, key: Path) -> None:
    with pytest.raises(Refused, match="packs trust"):
        publish_pack(tenant.scope(), signed(key))
    for wrong in ("", "abc", "A" * 87, "é"):
        with pytest.raises(Refused, match="no public key"):
            trust_key(tenant.scope(), wrong)


def test_another_key_takes_the_packs_of_the_first_with_it(
    trusting: Workspace, key: Path, tmp_path: Path
) -> None:
    publish_pack(trusting.scope(), signed(key))
    assert not trust_key(trusting.scope(), public_key_of(load_key(key)))
    assert trust_key(trusting.scope(), make_key(tmp_path / "new.pem"))
    assert versions(trusting) == []


def test_workspaces_have_packs_of_their_own(
    trusting: Workspace, other_tenant: Workspace, key: Path
) -> None:
    publish_pack(trusting.scope(), signed(key))
    theirs = packs_in_force(other_tenant.scope())
    assert (theirs.public_key, theirs.packs) == (None, [])


def test_there_is_an_end(trusting: Workspace, key: Path) -> None:
    private = load_key(key)
    for number in range(MAX_PACKS):
        publish_pack(trusting.scope(), sign(private, {**PACK, "layout": f"l{number}"}))
    with pytest.raises(Refused, match="at most"):
        publish_pack(trusting.scope(), signed(key, layout="one-more"))


def test_the_key_in_the_database_is_the_public_one(trusting: Workspace, key: Path) -> None:
    known = packs_in_force(trusting.scope()).public_key
    assert known is not None
    assert len(known) == 87
    assert is_signed_by(signed(key), known)
    assert key.read_text() not in known


@on_one_database
def test_browsers_ask_for_what_changed(client: ApiClient, trusting: Workspace, key: Path) -> None:
    first = client.get("/selector-packs")
    tag = first.json["tag"]
    assert first.headers["ETag"] == f'"{tag}"'
    again = client.get("/selector-packs", headers={"If-None-Match": f'"{tag}"'})
    assert (again.status_code, again.data) == (304, b"")
    publish_pack(trusting.scope(), signed(key))
    after = client.get("/selector-packs", headers={"If-None-Match": f'"{tag}"'})
    assert after.status_code == 200
    assert len(after.json["packs"]) == 1
