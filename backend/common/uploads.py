"""A file that a stranger shows us: held in memory while it is small enough, and never anywhere else."""

import io
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from backend.common.pages import View


class UpTo(FileUploadHandler):
    """Keeps the first file of at most `most` bytes. Of a larger one it keeps nothing and sets `too_large`.

    The rest is read and thrown away piece by piece: only then does a browser get to read our answer.
    """

    def __init__(self, request: HttpRequest, most: int) -> None:
        super().__init__(request)
        self.most = most
        self.too_large = False
        self._data = io.BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Takes a piece, or lets it go.

        To raise StopUpload instead would make Django read the rest line by line, and of a gigabyte of zeros in one go.
        """
        if start + len(raw_data) > self.most:
            self.too_large = True
            self._data = io.BytesIO()
        if not self.too_large:
            self._data.write(raw_data)

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        """The whole file."""
        self._data.seek(0)
        data, self._data = self._data, io.BytesIO()
        known: dict[str, Any] = {"content_type": self.content_type, "charset": self.charset}
        return InMemoryUploadedFile(data, self.field_name, "file", size=file_size, **known)


def read_up_to(most: int) -> Callable[[View], View]:
    """Says how many bytes of an upload are read, before the check of the form's token reads the request."""

    def decorate(view: View) -> View:
        @csrf_exempt
        @wraps(view)
        def opened(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method == "POST":
                request.upload_handlers = [UpTo(request, most)]
            return csrf_protect(view)(request, *args, **kwargs)

        return opened

    return decorate


def is_too_large(request: HttpRequest) -> bool:
    """Whether more came than `read_up_to` allows. Ask for `request.FILES` first: that reads it."""
    handler = request.upload_handlers[0]
    return isinstance(handler, UpTo) and handler.too_large
