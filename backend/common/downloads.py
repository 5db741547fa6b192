"""Files that leave piece by piece, and are kept by nobody on the way."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import IO

from django.http import StreamingHttpResponse

PIECE = 1 << 16  # bytes


def streamed(
    source: Callable[[], AbstractContextManager[IO[bytes]]], *, name: str, media_type: str, size: int
) -> StreamingHttpResponse:
    """What `source` opens, as a file of that name (letters, digits, dashes, a suffix); `size` are its bytes."""

    def read() -> Iterator[bytes]:
        with source() as file:
            while piece := file.read(PIECE):
                yield piece

    answer = StreamingHttpResponse(read(), content_type=media_type)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Content-Length"] = str(size)
    answer["Cache-Control"] = "private, no-store"
    return answer
