"""gunicorn's settings; SIDENOTE_BIND and SIDENOTE_WORKERS change the two that matter."""

import os

bind = os.environ.get("SIDENOTE_BIND", "127.0.0.1:8765")
workers = int(os.environ.get("SIDENOTE_WORKERS", "2"))
threads = 4
timeout = 60
graceful_timeout = 20
max_requests = 20_000
max_requests_jitter = 2_000
accesslog = None  # the application logs each request itself, without addresses or page text
errorlog = "-"
loglevel = "warning"


def post_worker_init(_worker: object) -> None:
    """Load models after the fork, before the first request."""
    from backend.nlp.analysis import warm_up

    warm_up()
