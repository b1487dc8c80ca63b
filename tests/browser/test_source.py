"""What the extension's source may and may not contain: promises that hold without running it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

EXTENSION = Path(__file__).resolve().parents[2] / "extension"
SEAM = "shared/browser.js"
CLIENT = "background/backend-client.js"
ON_PAGES = ("content/", "sites/", "ui/", "shared/")
LONGEST_FILE = 400
APIS = (
    "action|alarms|bookmarks|browserAction|contextMenus|cookies|downloads|extension|history|i18n"
    "|identity|management|notifications|offscreen|permissions|runtime|scripting|sidePanel"
    "|sidebarAction|storage|tabs|webNavigation|webRequest|windows"
)


def scripts() -> dict[str, str]:
    """Every script by its path inside the extension."""
    return {
        path.relative_to(EXTENSION).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(EXTENSION.rglob("*.js"))
    }


def code(text: str) -> str:
    """A script without its comments. Strings stay: an address in one is still an address."""
    token = re.compile(
        r"""("(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`)"""
        r"""|(/\*.*?\*/|(?<![:\\/\w])//[^\n]*)""",
        re.DOTALL,
    )
    return token.sub(lambda match: match[1] or " ", text)


def hits(pattern: str, only: tuple[str, ...] = ("",)) -> list[str]:
    """Where code of the named folders matches, as "file: the words"."""
    return [
        f"{name}: {match[0].strip()}"
        for name, text in scripts().items()
        if name.startswith(only)
        for match in re.finditer(pattern, code(text))
    ]


def test_only_the_seam_names_the_browser() -> None:
    found = hits(rf"(?<![\w.\"/-])(?:chrome\.(?!js)\w+|browser\.(?:{APIS})\b)")
    # `browser` is also what a file may call the seam, having taken it off the namespace.
    named = re.compile(r"\{[^{}]*\bbrowser\b[^{}]*\} = Sidenote")
    strangers = [
        hit
        for hit in found
        if not hit.startswith(SEAM)
        and not ("browser." in hit and named.search(scripts()[hit.split(":")[0]]))
    ]
    assert strangers == []
    assert hits(r"globalThis\.(?:chrome|browser)|self\.chrome|window\.chrome|\[\"chrome\"\]") == [
        f"{SEAM}: globalThis.chrome"
    ]


def test_only_the_client_speaks_to_a_network() -> None:
    found = hits(
        r"\bfetch\s*\(|XMLHttpRequest|\bWebSocket\b|\bsendBeacon\b|\bEventSource\b|WebTransport"
        r"|importScripts|\bnew Image\b|RTCPeerConnection|\.src\s*=|SharedWorker|\bnew Worker\b"
    )
    assert found == [f"{CLIENT}: fetch("]


@pytest.mark.parametrize(
    ("what", "pattern"),
    [
        ("clicks", r"\.click\s*\("),
        (
            "events of its own making",
            r"dispatchEvent|\bnew \w*(?:Mouse|Keyboard|Pointer|Input)Event",
        ),
        ("typing into fields", r"\.value\s*=(?!=)|execCommand|setRangeText|\.select\s*\(\)"),
        ("submitting", r"\bsubmit\s*\(|requestSubmit"),
        ("leaving the page", r"location\s*=(?!=)|location\.(?:assign|replace|href\s*=(?!=))"),
        ("history", r"history\.(?:pushState|replaceState|back|go)"),
        ("the page's storage", r"\b(?:localStorage|sessionStorage|indexedDB|document\.cookie)\b"),
    ],
)
def test_nothing_acts_on_a_page(what: str, pattern: str) -> None:
    own_controls = {"ui/"} if what == "typing into fields" else set()
    found = [
        hit
        for hit in hits(pattern, ON_PAGES)
        if not any(hit.startswith(folder) for folder in own_controls)
    ]
    assert found == [], what


def test_nothing_on_a_page_polls() -> None:
    assert hits(r"\bsetInterval\b", (*ON_PAGES, "panel/", "options/")) == []


def test_no_markup_or_code_from_strings() -> None:
    found = hits(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|createContextualFragment"
        r"|setHTMLUnsafe|parseFromString|\beval\s*\(|new Function|setTimeout\s*\(\s*[\"'`]"
        r"|javascript:"
    )
    # A reader takes the text out of markup that travels as data (JSON-LD, a forum's own JSON): the
    # document it is put in runs and loads nothing.
    assert {hit.partition(": ")[2] for hit in found} <= {"parseFromString"}
    assert all(hit.startswith(("shared/", "sites/")) for hit in found)


def test_the_extension_has_no_address_a_page_could_ask_for() -> None:
    assert hits(r"chrome-extension:|moz-extension:") == []
    # Its own addresses are for extension pages; one in a page's document would give it away.
    assert hits(r"\.url\s*\(\s*[\"'`]|getURL", ("content/", "sites/", "ui/")) == []
    for path in EXTENSION.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert "http" not in re.sub(r'xmlns="[^"]*"', "", text), path.name
        assert not re.search(r"\son\w+=|<script(?![^>]*\ssrc=)|style=", text), path.name


def test_worker_and_pages_import_only_what_is_there() -> None:
    for name, text in scripts().items():
        for target in re.findall(r"(?:from|import)\s*\(?\s*\"(\.[^\"]+)\"", code(text)):
            assert ((EXTENSION / name).parent / target).resolve().is_file(), f"{name}: {target}"


def listed(name: str) -> Iterator[str]:
    """The files a list of content/scripts.js names, lists in it unfolded."""
    source = code((EXTENSION / "content/scripts.js").read_text(encoding="utf-8"))
    body = re.search(rf"export const {name} = \[(.*?)\];", source, re.DOTALL)
    assert body, name
    for file, inner in re.findall(r"\"([^\"]+)\"|\.\.\.(\w+)", body[1]):
        yield from [file] if file else listed(inner)


def test_every_content_script_is_listed_once_and_there() -> None:
    files = [*listed("READING"), *listed("SHOWING")]
    assert len(files) == len(set(files))
    assert [file for file in files if not (EXTENSION / file).is_file()] == []
    present = {name for name in scripts() if name.startswith(("content/", "sites/", "ui/"))} - {
        "content/scripts.js"
    }
    modules = {
        name for name in present if re.search(r"^(?:import|export)\b", scripts()[name], re.M)
    }
    assert sorted(present - set(files) - modules) == []


def test_content_scripts_are_classic_scripts() -> None:
    for file in [*listed("READING"), *listed("SHOWING")]:
        text = code((EXTENSION / file).read_text(encoding="utf-8"))
        assert not re.search(r"^\s*(?:import|export)\b|\bimport\s*\(|\bawait import", text, re.M), (
            file
        )
        # Top-level const and let throw when a script comes into a page a second time.
        assert not re.search(r"^(?:const|let|class)\b", text, re.M), file


def test_every_problem_has_its_words() -> None:
    messages = (EXTENSION / "shared/messages.js").read_text(encoding="utf-8")
    keys = set(re.findall(r'"(problem_\w+)"', messages))
    assert len(keys) > 10
    for locale in sorted((EXTENSION / "_locales").iterdir()):
        known = set(json.loads((locale / "messages.json").read_text(encoding="utf-8")))
        assert sorted(keys - known) == [], locale.name


def test_files_stay_short() -> None:
    long = {name: text.count("\n") for name, text in scripts().items()}
    assert {name: lines for name, lines in long.items() if lines > LONGEST_FILE} == {}
