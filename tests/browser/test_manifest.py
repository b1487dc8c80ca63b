"""The manifest asks for as little as it can and gives pages nothing to find."""

from __future__ import annotations

import json
import re
import struct
from pathlib import Path
from typing import Any

import pytest

from tests.browser.chromium import extension_id

EXTENSION = Path(__file__).resolve().parents[2] / "extension"


@pytest.fixture(scope="module")
def manifest() -> dict[str, Any]:
    return json.loads((EXTENSION / "manifest.json").read_text(encoding="utf-8"))


def test_no_access_to_any_site_by_itself(manifest: dict[str, Any]) -> None:
    assert "host_permissions" not in manifest
    assert "content_scripts" not in manifest
    assert manifest["optional_host_permissions"] == ["http://*/*", "https://*/*"]
    assert sorted(manifest["permissions"]) == [
        "activeTab", "alarms", "contextMenus", "scripting", "sidePanel", "storage",
        "unlimitedStorage",
    ]  # fmt: skip
    assert "optional_permissions" not in manifest


def test_nothing_for_pages_to_find_or_reach(manifest: dict[str, Any]) -> None:
    for name in ("web_accessible_resources", "externally_connectable", "sandbox", "update_url"):
        assert name not in manifest


def test_extension_pages_run_only_their_own_scripts(manifest: dict[str, Any]) -> None:
    policy = manifest["content_security_policy"]["extension_pages"]
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy
    assert "upgrade-insecure-requests" not in policy, "a server on this computer speaks http"


def test_one_folder_for_both_browsers(manifest: dict[str, Any]) -> None:
    worker = manifest["background"]["service_worker"]
    assert manifest["background"] == {
        "service_worker": worker, "scripts": [worker], "type": "module",
    }  # fmt: skip
    assert manifest["side_panel"]["default_path"] == manifest["sidebar_action"]["default_panel"]
    gecko = manifest["browser_specific_settings"]["gecko"]
    assert "@" in gecko["id"]
    assert gecko["data_collection_permissions"]["required"]


def test_the_id_is_fixed(manifest: dict[str, Any]) -> None:
    assert extension_id(manifest["key"]) == "hbiiaipgbidbkpcookiphekpdcemdcdi"


def test_every_file_named_is_there(manifest: dict[str, Any]) -> None:
    named = [
        manifest["background"]["service_worker"],
        manifest["side_panel"]["default_path"],
        manifest["options_ui"]["page"],
    ]
    assert [path for path in named if not (EXTENSION / path).is_file()] == []
    for size, path in manifest["icons"].items():
        header = (EXTENSION / path).read_bytes()[:24]
        assert header[:8] == b"\x89PNG\r\n\x1a\n"
        assert struct.unpack(">II", header[16:24]) == (int(size), int(size))


def test_every_name_has_its_words(manifest: dict[str, Any]) -> None:
    keys = set(re.findall(r"__MSG_(\w+)__", json.dumps(manifest)))
    for locale in (EXTENSION / "_locales").iterdir():
        words = json.loads((locale / "messages.json").read_text(encoding="utf-8"))
        assert keys <= set(words), locale.name
