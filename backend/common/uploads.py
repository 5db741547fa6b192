"""A file that a stranger shows us: held in memory while it is small enough, and never anywhere else."""

import io
from typing import Any

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest


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
