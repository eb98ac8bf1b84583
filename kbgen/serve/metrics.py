"""What the server counts, as Prometheus reads it (text format 0.0.4, https://prometheus.io/docs/instrumenting/)."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator

import kbgen

TYPE = "text/plain; version=0.0.4; charset=utf-8"
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 60.0)
"""Seconds. A video that is watched while it comes is one long answer: these are in the last."""


class Metrics:
    """Counts since the server was started. Changed by one thread only: the one that answers."""

    def __init__(self) -> None:
        self.statuses: Counter[str] = Counter()
        self.sent = 0
        self.searches = 0
        self.vain = 0
        self._durations = [0] * (len(BUCKETS) + 1)
        self._seconds = 0.0

    def answered(self, status: int, sent: int, seconds: float) -> None:
        """One answer: its *status* (0: the reader went before it came), bytes of its body, and how long it took."""
        self.statuses[f"{status // 100}xx" if status else "none"] += 1
        self.sent += sent
        self._seconds += seconds
        self._durations[bisect_left(BUCKETS, seconds)] += 1

    def searched(self, found: int) -> None:
        """One search at ``/api/search`` that *found* so many pages."""
        self.searches += 1
        self.vain += not found

    def text(self, release: str, *, whole: bool, index: bool) -> str:
        """All counts, and what is served now."""
        return "\n".join([*self._counts(), *self._histogram(), *_now(release, whole, index)]) + "\n"

    def _counts(self) -> Iterator[str]:
        yield from _told("kbgen_http_requests_total", "counter", "Answers by class of status.")
        for key in ("2xx", "3xx", "4xx", "5xx", "none"):
            yield f'kbgen_http_requests_total{{status="{key}"}} {self.statuses[key]}'
        yield from _told("kbgen_http_response_bytes_total", "counter", "Bytes of bodies sent.")
        yield f"kbgen_http_response_bytes_total {self.sent}"
        yield from _told("kbgen_searches_total", "counter", "Searches at /api/search.")
        yield f"kbgen_searches_total {self.searches}"
        yield from _told("kbgen_searches_without_hits_total", "counter", "Searches at /api/search that found nothing.")
        yield f"kbgen_searches_without_hits_total {self.vain}"

    def _histogram(self) -> Iterator[str]:
        name = "kbgen_http_request_duration_seconds"
        yield from _told(name, "histogram", "Seconds from the request's head to the answer's last byte.")
        total = 0
        for limit, count in zip((*BUCKETS, "+Inf"), self._durations, strict=True):
            total += count
            yield f'{name}_bucket{{le="{limit}"}} {total}'
        yield f"{name}_sum {self._seconds:.6f}"
        yield f"{name}_count {total}"


def _now(release: str, whole: bool, index: bool) -> Iterator[str]:
    yield from _told("kbgen_release_info", "gauge", "The release that is served, and the program's version.")
    yield f'kbgen_release_info{{release="{release}",version="{kbgen.__version__}"}} 1'
    yield from _told("kbgen_release_whole", "gauge", "Whether every file of the release is there with its size.")
    yield f"kbgen_release_whole {int(whole)}"
    yield from _told("kbgen_index_ready", "gauge", "Whether the search index of this release can be asked.")
    yield f"kbgen_index_ready {int(index)}"


def _told(name: str, kind: str, meaning: str) -> Iterator[str]:
    yield f"# HELP {name} {meaning}"
    yield f"# TYPE {name} {kind}"
