"""PDFium, one thread at a time: it keeps state for the whole process, and two threads in it at once may crash it."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pypdfium2

_LOCK = threading.Lock()


@contextmanager
def opened(pdf: bytes) -> Iterator[pypdfium2.PdfDocument]:
    """The document, while no other thread of this process has one open. Nothing of it may be used afterwards."""
    with _LOCK:
        document = pypdfium2.PdfDocument(pdf)
        try:
            yield document
        finally:
            document.close()
