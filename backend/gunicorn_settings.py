"""gunicorn's settings; SIDENOTE_BIND and SIDENOTE_WORKERS change the two that matter."""

from __future__ import annotations

import os
import sys
import traceback
from typing import Any

from gunicorn.glogging import Logger

for _library in ("OMP", "OPENBLAS", "MKL"):
    # workers share the cores already; and a fork after threads of such a library began may hang
    os.environ.setdefault(f"{_library}_NUM_THREADS", "1")

bind = os.environ.get("SIDENOTE_BIND", "127.0.0.1:8765")
workers = int(os.environ.get("SIDENOTE_WORKERS", "2"))
threads = 4
timeout = 60
graceful_timeout = 20
max_requests = 20_000
max_requests_jitter = 2_000
limit_request_line = 8_190  # a page's address of 2,048 characters, escaped, as a parameter
accesslog = None  # the application logs each request itself, without addresses or page text
errorlog = "-"
loglevel = "warning"


class KindsOnly(Logger):
    """gunicorn's own log repeats what was sent (request lines with one-time links in them, header
    lines, addresses of people): of a request it tells here only what kind of error it was."""

    def warning(self, msg: Any, *args: Any, **kwargs: Any) -> None:
        super().warning(str(msg).partition(" from ip=")[0], *args, **kwargs)

    def exception(self, msg: Any, *args: Any, **kwargs: Any) -> None:
        kind, _, place = sys.exc_info()
        if "request" in str(msg) and kind is not None:
            stack = "".join(traceback.format_tb(place))
            super().error("Error handling a request: %s\n%s", kind.__name__, stack)
        else:
            super().exception(msg, *args, **kwargs)


logger_class = KindsOnly


def post_worker_init(_worker: object) -> None:
    """Load models after the fork, before the first request."""
    from backend.nlp.analysis import warm_up
    from backend.services.refiner import refiner
    from backend.services.scope import shared_analyser

    warm_up()
    shared_analyser()  # the operator's ESCO labels too
    if os.environ.get("SIDENOTE_REFINE", "yes").lower() not in ("0", "no", "false"):
        refiner.start()
