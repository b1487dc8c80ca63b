"""Renders the icons from their SVG: `python -m tests.ui.draw_icons` after a change of either."""

from __future__ import annotations

import shutil
from pathlib import Path

from playwright.sync_api import sync_playwright

ICONS = Path(__file__).resolve().parents[2] / "extension" / "icons"
SOURCES = {
    16: "sidenote-small.svg",
    32: "sidenote-small.svg",
    48: "sidenote.svg",
    128: "sidenote.svg",
}


def main() -> None:
    """Writes extension/icons/<size>.png, transparent outside the mark."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        for size, source in SOURCES.items():
            page = browser.new_page(viewport={"width": size, "height": size})
            svg = (ICONS / source).read_text(encoding="utf-8")
            style = (
                f"<style>*{{margin:0}}svg{{display:block;width:{size}px;height:{size}px}}</style>"
            )
            page.set_content(style + svg)
            page.screenshot(path=ICONS / f"{size}.png", omit_background=True)
        browser.close()


if __name__ == "__main__":
    main()
