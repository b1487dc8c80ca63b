"""Pages somebody saved, read by the extension's own readers in headless Chromium."""
