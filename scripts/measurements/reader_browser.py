"""The readers in real Chromium, as `sidenote import pages` runs them; for measuring and tests."""

from backend.saved_pages.reader_browser import (
    EXTENSION,
    OpenPage,
    ReaderBrowser,
    chromium_path,
    reader_browser,
    reader_scripts,
)

__all__ = [
    "EXTENSION",
    "OpenPage",
    "ReaderBrowser",
    "chromium_path",
    "reader_browser",
    "reader_scripts",
]
