"""Message catalogues: `python locale/update.py` collects the strings, `--check` tells whether somebody forgot to.

1. Every string of Python (`_("…")`, `gettext`, `ngettext` …) and of the templates, with the files it stands in.
2. Each language's catalogue gets the new ones, keeps what is translated, loses what no page says any more.
3. The `.mo` files that Django reads are written from it. Both are committed: an installation needs no tools for this.

The msgids are German: there is no German catalogue, and a string that a language lacks is shown in German.
"""

import ast
import datetime as dt
import io
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from babel.messages import mofile, pofile
from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from django.conf import settings
from django.utils.translation.template import templatize

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
SOURCES = ("backend", "volunteers", "recognition", "certificates", "tasks")
# Folder in locale/ and the language whose plurals it has.
LANGUAGES = {"en": "en", "uk": "uk", "ar": "ar", "tr": "tr", "fa": "fa", "ru": "ru", "de_Simple": "de"}
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
_NEVER = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)  # no dates: what did not change is not written differently
# What `templatize` leaves of a template: calls among noise that is no Python.
_STRING = r"""u?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
_CALLS = re.compile(rf"(?<!\w)(?:_|n?p?gettext)\({_STRING}(?:,\s*{_STRING})*(?:,\s*count)?\)")


def collected() -> Catalog:
    """Every string of the sources, with the files it stands in."""
    catalogue = Catalog(charset="utf-8")
    for path in sources():
        for message, context in strings_of(path):
            catalogue.add(message, locations=[(str(path.relative_to(ROOT)), 0)], context=context)
    return catalogue


def sources() -> Iterator[Path]:
    """Modules and templates in which strings for people may stand."""
    for folder in SOURCES:
        for path in sorted((ROOT / folder).rglob("*")):
            template = path.suffix in {".html", ".txt"} and "templates" in path.parts
            if template or (path.suffix == ".py" and "migrations" not in path.parts):
                yield path


def strings_of(path: Path) -> Iterator[tuple[str | tuple[str, ...], str | None]]:
    """(msgid, context) of a file; a msgid with a plural is a pair."""
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        calls = [match.group() for match in _CALLS.finditer(templatize(text, origin=str(path)))]
        text = "\n".join(ast.unparse(ast.parse(call)) for call in calls)
    for _line, message, _comments, context in extract("python", io.BytesIO(text.encode()), keywords=KEYWORDS):
        yield (tuple(message) if isinstance(message, list | tuple) else message), context


def updated(folder: str, language: str, strings: Catalog) -> Catalog:
    """The catalogue of a language with exactly those strings."""
    path = po_of(folder)
    if path.exists():
        with path.open("rb") as file:
            catalogue = pofile.read_po(file, locale=language)
    else:
        catalogue = Catalog(locale=language, charset="utf-8")
    catalogue.update(strings, no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    for message in catalogue:
        if message.id:
            message.flags.discard("fuzzy")
    return catalogue


def translated(string: str | Sequence[str] | None) -> bool:
    """Whether a message says something, in each of its plural forms."""
    return all([string] if isinstance(string, str) else string or [""])


def po_of(folder: str) -> Path:
    """Where people translate."""
    return HERE / folder / "LC_MESSAGES" / "django.po"


def written(catalogue: Catalog) -> dict[str, bytes]:
    """Both files of a catalogue by suffix, without dates: what did not change is not written differently."""
    catalogue.fuzzy = False
    catalogue.project, catalogue.version = "Dankwerk", "1"
    catalogue.creation_date = catalogue.revision_date = _NEVER
    po, mo = io.BytesIO(), io.BytesIO()
    pofile.write_po(po, catalogue, width=120, omit_header=True, sort_output=True, include_lineno=False)
    mofile.write_mo(mo, catalogue)
    head = (
        f'msgid ""\nmsgstr ""\n"Language: {catalogue.locale}\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n'
        f'"Content-Transfer-Encoding: 8bit\\n"\n"Plural-Forms: {catalogue.plural_forms}\\n"\n\n'
    )
    return {".po": head.encode() + po.getvalue(), ".mo": mo.getvalue()}


def main(arguments: list[str]) -> int:
    """0, or 1 where `--check` finds a catalogue that is not what the sources say."""
    settings.configure()
    strings = collected()
    stale = []
    for folder, language in LANGUAGES.items():
        catalogue = updated(folder, language, strings)
        for suffix, data in written(catalogue).items():
            path = po_of(folder).with_suffix(suffix)
            if path.exists() and path.read_bytes() == data:
                continue
            stale.append(path.relative_to(ROOT))
            if "--check" not in arguments:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(data)
        missing = sum(not translated(message.string) for message in catalogue if message.id)
        sys.stdout.write(f"{folder}: {len(catalogue)} strings, {missing} not translated\n")
    if stale and "--check" in arguments:
        sys.stderr.write(f"not what the sources say: {', '.join(map(str, stale))}. Run `make messages`.\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
