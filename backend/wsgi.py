"""gunicorn's entry: `gunicorn -c backend/gunicorn_settings.py backend.wsgi:app`."""

from backend.app import create_app

app = create_app()
