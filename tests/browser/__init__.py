"""The extension in real Chromium."""
