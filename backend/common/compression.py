"""What goes over the line is compressed: pages as they are made, our own style and scripts once."""

from collections.abc import Iterable, Iterator

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from whitenoise.storage import CompressedManifestStaticFilesStorage

_TEXT = frozenset(
    f"application/{kind}" for kind in ("json", "problem+json", "manifest+json", "atom+xml", "rss+xml", "xml")
)


class Compression(GZipMiddleware):
    """Text as gzip; pictures, papers and archives are compressed already.

    Nobody reads a secret off the length of a page (BREACH): Django's gzip carries a random number of bytes, the CSRF
    token is masked anew in each page, and a foreign page cannot ask in somebody's name, as their cookie is `Lax`. That
    is why it happens here and nowhere in front of us.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Streams are files, and go as they are."""
        kind = response.get("Content-Type", "").partition(";")[0]
        if response.streaming or not (kind.startswith("text/") or kind in _TEXT):
            return response
        return super().process_response(request, response)


class OwnFilesCompressed(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # whitenoise has no types
    """On one's own machine: what our pages bring along. The files of all packages would cost the first start 50 s."""

    def compress_files(self, names: Iterable[str]) -> Iterator[tuple[str, str]]:
        """Of each file the one that pages name."""
        named = set(self.hashed_files.values())
        yield from super().compress_files([name for name in names if name in named and name.startswith("site/")])
