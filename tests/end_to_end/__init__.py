"""The whole path with real parts: Chromium, extension, gunicorn, database, demo network."""
