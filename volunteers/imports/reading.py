"""Bytes to rows of cells: what kind of file it is, its encoding, its separator; then a stream, however long it is.

A file is looked at once as bytes (`survey`) and read once as text. Memory does not depend on its length: no line may
be longer than `LINE_LIMIT`, no cell longer than the csv module's own limit.
"""

import codecs
import csv
import io
import itertools
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, NoReturn

from django.utils.translation import gettext as _

from volunteers.imports.columns import Layout, lay_out, plain, recognise
from volunteers.imports.faults import ImportFileError

SEPARATORS = (";", ",", "\t", "|")
LINE_LIMIT = 1_000_000  # characters
_CHUNK = 1 << 20  # bytes
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_NOT_IN_1252 = (b"\x81", b"\x8d", b"\x8f", b"\x90", b"\x9d")

_SAVE_AS = _("Bitte öffnen Sie sie im Tabellenprogramm und speichern Sie sie als „CSV UTF-8“.")
