"""The words: four languages with the same keys and placeholders, none unused, none missing, and no
visible text outside of them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.ui.harness import EXTENSION, messages

LANGUAGES = ("en", "cs", "fi", "de")
KEY = re.compile(r"""["']([a-z][a-z0-9]*(?:_[a-z0-9]+)+)["']""")
SIGNS_ONLY = re.compile(r"^[^A-Za-zÀ-ž]*$")
BRAND = {"Sidenote"}


def sources(*suffixes: str) -> Iterator[tuple[Path, str]]:
    """Every source file of the extension with its text, comments taken out of scripts."""
    for path in sorted(EXTENSION.rglob("*")):
        if path.suffix in suffixes and "_locales" not in path.parts:
            text = path.read_text(encoding="utf-8")
            if path.suffix == ".js":
                text = re.sub(r"/\*.*?\*/|(?<![:\"'])//[^\n]*", "", text, flags=re.DOTALL)
            yield path, text


def used_keys() -> set[str]:
    """Keys the code names: as a literal, in the manifest, or made from a refusal's code."""
    found: set[str] = set()
    for _, text in sources(".js"):
        found |= set(KEY.findall(text))
    found |= set(re.findall(r"__MSG_(\w+)__", (EXTENSION / "manifest.json").read_text("utf-8")))
    contract = (EXTENSION / "sites/contract.js").read_text("utf-8")
    refusals = re.search(r"@typedef \{([^}]*)\} Refusal", contract)
    assert refusals, "contract.js no longer lists why nothing is read"
    for code in re.findall(r'"([a-z-]+)"', refusals[1]):
        found.add("health_" + code.replace("-", "_"))
    return found


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_all_languages_have_the_same_keys_and_placeholders(language):
    english, other = messages("en"), messages(language)
    assert list(other) == list(english)
    for key, entry in english.items():
        assert other[key].get("placeholders") == entry.get("placeholders"), key
        names = sorted(re.findall(r"\$(\w+)\$", entry["message"]))
        assert sorted(re.findall(r"\$(\w+)\$", other[key]["message"])) == names, key


@pytest.mark.parametrize("language", LANGUAGES)
def test_messages_are_whole(language):
    for key, entry in messages(language).items():
        text = entry["message"]
        assert text == text.strip(), key
        assert text, key
        assert "  " not in text, key
        assert "..." not in text, f"{key}: use an ellipsis"
        declared = {name.upper() for name in entry.get("placeholders", {})}
        assert set(re.findall(r"\$(\w+)\$", text)) == declared, key
        contents = [one["content"] for one in entry.get("placeholders", {}).values()]
        assert contents == [f"${i + 1}" for i in range(len(contents))], key


def test_english_describes_every_message_for_translators():
    assert [key for key, entry in messages("en").items() if not entry.get("description")] == []


def test_each_file_names_its_own_language():
    assert {messages(language)["locale_tag"]["message"] for language in LANGUAGES} == set(LANGUAGES)


def test_translations_are_translated():
    """Not more than a few words happen to be the same as in English."""
    english = messages("en")
    for language in LANGUAGES[1:]:
        other = messages(language)
        same = [
            key
            for key, entry in english.items()
            if other[key]["message"] == entry["message"] and len(entry["message"].split()) > 2
        ]
        assert [key for key in same if not SIGNS_ONLY.match(_bare(english[key]["message"]))] == []


def _bare(text: str) -> str:
    return re.sub(r"\$\w+\$", "", text)


def test_no_message_is_unused():
    assert sorted(set(messages("en")) - used_keys()) == []


def test_no_message_is_missing():
    known = set(messages("en"))
    families = {key.split("_")[0] for key in known}
    named = {key for key in used_keys() if key.split("_")[0] in families}
    # Literals that look like keys of a family but are not: roles of the code, not words.
    not_words = {"person_id", "person_key", "status_reason", "account_link", "contact_link"}
    not_words |= {"discussion_r"}  # how GitHub begins the ids of review comments
    assert sorted(named - known - not_words) == []


def test_no_visible_text_is_written_into_the_code():
    """Arguments of element builders and text properties are keys, values or signs, never words."""
    words = re.compile(
        r"""(?:textContent|innerText|title|placeholder|ariaLabel|"aria-label"|label)\s*[:=]\s*"([^"]*)\""""
        r"""|button\(\s*"([^"]*)\""""
    )
    found = []
    for path, text in sources(".js"):
        if path.parent.name not in ("ui", "panel", "options", "content"):
            continue
        for match in words.finditer(text):
            shown = match[1] or match[2] or ""
            if not SIGNS_ONLY.match(shown) and shown not in messages("en"):
                found.append(f"{path.name}: {shown}")
        for match in re.finditer(r"""\bel\(\s*"\w+",\s*\{[^{}]*\},\s*["'`]([^"'`]+)["'`]""", text):
            if not SIGNS_ONLY.match(re.sub(r"\$\{t\(.*", "", match[1])):
                found.append(f"{path.name}: {match[1]}")
    assert found == []


def test_pages_hold_no_words_of_their_own():
    for path, text in sources(".html"):
        shown = re.sub(r"<[^>]*>", " ", re.sub(r"<!doctype[^>]*>", "", text)).split()
        assert set(shown) <= BRAND, path.name
        assert not re.search(r"\s(alt|title|placeholder|aria-label)=", text), path.name


def test_a_problem_has_words():
    text = (EXTENSION / "shared/messages.js").read_text("utf-8")
    problems = re.search(r"PROBLEMS = Object\.freeze\(\{(.*?)\}\)", text, re.DOTALL)
    assert problems
    keys = re.findall(r'"(problem_\w+)"', problems[1])
    assert keys
    assert set(keys) <= set(messages("en"))


def test_the_files_are_plain_json():
    for language in LANGUAGES:
        path = EXTENSION / "_locales" / language / "messages.json"
        text = path.read_text(encoding="utf-8")
        assert json.loads(text)
        assert "\\u" not in text, "write letters, not escapes"
