"""What goes over the line is compressed, and its length tells nothing."""

import gzip
from pathlib import Path

import pytest
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.test import Client, RequestFactory

from backend.common.compression import Compression, OwnFilesCompressed

GZIP = {"accept-encoding": "gzip, br"}
LONG = b"Danke! " * 200


def answered(response: HttpResponseBase) -> HttpResponseBase:
    """What becomes of it on the way to somebody who takes gzip."""
    request: HttpRequest = RequestFactory().get("/", headers=GZIP)
    return Compression(lambda _request: response)(request)  # type: ignore[return-value]  # nothing awaits here


def test_page_is_compressed_and_known_again() -> None:
    client = Client()
    plain = client.get("/impressum")
    packed = client.get("/impressum", headers=GZIP)
    assert (packed["Content-Encoding"], packed["Vary"]) == ("gzip", "Accept-Encoding")
    assert gzip.decompress(packed.content) == plain.content
    assert len(packed.content) < len(plain.content) / 2
    assert packed["ETag"] == f"W/{plain['ETag']}"
    again = client.get("/impressum", headers=GZIP | {"if-none-match": packed["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_length_of_a_page_is_never_twice_the_same() -> None:
    lengths = {len(answered(HttpResponse(LONG)).content) for _ in range(20)}  # type: ignore[attr-defined]
    assert len(lengths) > 1


@pytest.mark.parametrize("kind", ["application/pdf", "application/zip", "image/png", "font/woff2"])
def test_what_is_compressed_already_is_left_alone(kind: str) -> None:
    assert answered(HttpResponse(LONG, content_type=kind)).headers == {"Content-Type": kind}


def test_stream_is_left_alone() -> None:
    stream = StreamingHttpResponse([LONG], content_type="text/csv")
    assert answered(stream).headers == {"Content-Type": "text/csv"}


def test_own_machine_compresses_the_files_that_our_pages_name(tmp_path: Path) -> None:
    for name in ("site/a.css", "site/a.1.css", "admin/b.1.css"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(LONG)
    storage = OwnFilesCompressed(location=tmp_path)
    storage.hashed_files = {"site/a.css": "site/a.1.css", "admin/b.css": "admin/b.1.css"}
    made = storage.compress_files(["site/a.css", "site/a.1.css", "admin/b.1.css"])
    assert sorted(made) == [("site/a.1.css", "site/a.1.css.br"), ("site/a.1.css", "site/a.1.css.gz")]
