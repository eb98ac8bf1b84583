"""What monitoring reads: counts in Prometheus' format, and whether what is served is whole."""

from __future__ import annotations

import asyncio
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest
from test_serve import FILM, publish

from kbgen.bundles import release
from kbgen.errors import UsageError
from kbgen.language import say
from kbgen.serve import application, copied
from kbgen.serve.metrics import BUCKETS, Metrics
from kbgen.serve.ranges import wanted


def ask(app: Any, path: str, **headers: str) -> httpx.Response:
    async def once() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://kb") as client:
            return await client.get(path, headers=headers)

    with ThreadPoolExecutor(1) as apart:  # a browser's tests may have a loop running in this thread
        return apart.submit(asyncio.run, once()).result()


@pytest.fixture()
def app(tmp_path: Path) -> Any:
    publish(tmp_path, "hello")
    dist = tmp_path / "dist/acme"
    return application(lambda: release.current(dist))


def test_counts_are_what_prometheus_reads(app: Any) -> None:
    parser = pytest.importorskip("prometheus_client.parser", reason="prometheus-client is not installed")
    for path in ("/site/index.html", "/site/nothing.html", "/site/media/film.3fa9c1d2.mp4", "/"):
        ask(app, path)
    answer = ask(app, "/metrics")
    assert answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    families = {family.name: family for family in parser.text_string_to_metric_families(answer.text)}
    assert {f.type for f in families.values()} == {"counter", "gauge", "histogram"}
    told = {
        (sample.name, tuple(sample.labels.values())): sample.value
        for family in families.values()
        for sample in family.samples
    }
    assert told["kbgen_http_requests_total", ("2xx",)] == 2
    assert told["kbgen_http_requests_total", ("3xx",)] == 1
    assert told["kbgen_http_requests_total", ("4xx",)] == 1
    assert told["kbgen_http_response_bytes_total", ()] > len(FILM)
    assert told["kbgen_http_request_duration_seconds_count", ()] == 4
    assert told["kbgen_http_request_duration_seconds_bucket", ("+Inf",)] == 4
    assert ("kbgen_release_info", ("1", __import__("kbgen").__version__)) in told
    assert told["kbgen_release_whole", ()] == 1
    assert told["kbgen_index_ready", ()] == 0


def test_searches_and_those_in_vain_are_counted() -> None:
    metrics = Metrics()
    metrics.searched(3)
    metrics.searched(0)
    metrics.answered(0, 0, BUCKETS[0])
    text = metrics.text("1", whole=True, index=True)
    assert "kbgen_searches_total 2\n" in text
    assert "kbgen_searches_without_hits_total 1\n" in text
    assert f'_bucket{{le="{BUCKETS[0]}"}} 1\n' in text  # a bucket holds its limit


def test_health_tells_a_copy_that_is_not_whole(app: Any, tmp_path: Path) -> None:
    assert ask(app, "/healthz").json() == {"release": "1", "whole": True, "index": False}
    page = tmp_path / "dist/acme/1/site/index.html"
    page.write_text("shorter")
    answer = ask(app, "/healthz")
    assert (answer.status_code, answer.json()["whole"]) == (503, False)
    page.unlink()
    assert ask(app, "/healthz").status_code == 503


def test_no_release_is_no_health() -> None:
    answer = ask(application(lambda: None), "/healthz")
    assert (answer.status_code, answer.json()) == (503, {"release": "", "whole": False, "index": False})


def test_a_copy_is_served_as_releases_and_as_one_unpacked_archive(tmp_path: Path) -> None:
    place = publish(tmp_path, "hello")
    for folder in (tmp_path / "dist/acme", place):
        served = copied(folder)
        app = application(served.release, served.index)
        assert "hello" in ask(app, "/site/index.html").text
        assert ask(app, "/api/release").json() == {"release": "1"}
    with pytest.raises(UsageError) as caught:
        copied(tmp_path / "dist")
    assert "manifest.json" in say(caught.value.problems[0], "ru").hint


def test_a_file_that_changed_is_sent_anew_instead_of_a_part(app: Any, tmp_path: Path) -> None:
    film = "/site/media/film.3fa9c1d2.mp4"
    known = ask(app, film, Range="bytes=0-9").headers["etag"]
    assert ask(app, film, **{"Range": "bytes=0-9", "If-Range": known}).status_code == 206
    os.utime(tmp_path / "dist/acme/1/site/media/film.3fa9c1d2.mp4", (1, 1))
    again = ask(app, film, **{"Range": "bytes=0-9", "If-Range": known})
    assert (again.status_code, len(again.content)) == (200, len(FILM))
    assert ask(app, film, **{"If-None-Match": f'"x", W/{again.headers["etag"]}'}).status_code == 304
    assert ask(app, film, **{"If-Modified-Since": again.headers["last-modified"]}).status_code == 304


@pytest.mark.parametrize(
    ("header", "part"),
    [
        (None, (0, 100)), ("bytes=0-0", (0, 1)), ("bytes=10-", (10, 100)), ("bytes=-5", (95, 100)),
        ("bytes=-500", (0, 100)), ("bytes=10-500", (10, 100)), ("bytes=100-", None), ("bytes=-0", None),
        ("bytes=5-2", (0, 100)), ("bytes=0-1,3-4", (0, 100)), ("lines=1-2", (0, 100)), ("bytes=", (0, 100)),
        ("bytes=99-99", (99, 100)), ("BYTES=1-1", (1, 2)), ("bytes=" + "9" * 30 + "-", (0, 100)),
    ],
)  # fmt: skip
def test_ranges_are_read_as_the_standard_says(header: str | None, part: tuple[int, int] | None) -> None:
    assert wanted(header, 100) == part


def test_nothing_has_no_parts() -> None:
    assert wanted("bytes=0-0", 0) is None
    assert wanted(None, 0) == (0, 0)
