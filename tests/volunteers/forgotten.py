"""Looking for somebody everywhere: in every column of every table, and in every file."""

import base64
import zlib
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from django.db import connection


def spellings(word: str) -> list[bytes]:
    """The word as it may be written down: as text, escaped in JSON, in an address, in a mail's header, base64."""
    text = word.encode()
    return [
        text,
        word.lower().encode(),
        word.upper().encode(),
        word.encode("unicode_escape"),
        quote(word).encode(),
        base64.b64encode(text)[:-4] if len(text) > 6 else text,
        word.encode("utf-16-le"),
        word.encode("latin-1", "ignore") if word.isascii() else text,
    ]


def found_in_database(*words: str) -> list[str]:
    """`table.column` of every value in which one of the words stands, however it is encoded."""
    wanted = [one for word in words for one in spellings(word)]
    found = set()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608 - its own name
            columns = [column[0] for column in cursor.description]
            for row in cursor.fetchall():
                for name, value in zip(columns, row, strict=True):
                    if any(one in text for text in _texts(value) for one in wanted):
                        found.add(f"{table}.{name}")
    return sorted(found)


def found_in_files(folder: Path, *words: str) -> list[str]:
    """The names of files in which, or in whose name, one of the words stands."""
    wanted = [one for word in words for one in spellings(word)]
    return sorted(
        path.name
        for path in folder.rglob("*")
        if path.is_file() and any(one in path.name.encode() or one in path.read_bytes() for one in wanted)
    )


def _texts(value: object) -> Iterator[bytes]:
    """What a value says: as it stands; and of a session also what its signed, packed text says."""
    if isinstance(value, bytes | memoryview):
        yield bytes(value)
        return
    text = str(value)
    yield text.encode()
    if text.startswith(".") and text.count(":") == 2:  # Django's signed sessions: packed and base64
        packed = text[1:].partition(":")[0]
        yield zlib.decompress(base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4)))
