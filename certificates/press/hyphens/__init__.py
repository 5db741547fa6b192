"""Where a word may be divided at the end of a line, by the rules of its language.

Liang's algorithm ("Word Hy-phen-a-tion by Com-put-er", Stanford 1983): every pattern that occurs in a word votes on the
gaps that it covers, the highest number wins, and odd ones allow a break. German and Ukrainian patterns lie in this
folder, from hyph-utf8 (each with its licence): pyphen's divide "Lebensmitte-lausgabe" and "підт-верджено". English and
Russian ones are pyphen's files, read here because its own reader needs three times as long and twice the memory.
"""

import re
from functools import cache, lru_cache
from pathlib import Path

import pyphen

_HERE = Path(__file__).parent
_FILES = {
    "de": _HERE / "de.txt",
    "en": Path(pyphen.LANGUAGES["en_GB"]),
    "ru": Path(pyphen.LANGUAGES["ru_RU"]),
    "uk": _HERE / "uk.txt",
}
_LEAST = 3  # letters on each side: two would be right in most languages, but a line gains nothing from them
_LATIN, _CYRILLIC = "A-Za-zªºÀ-ÖØ-öø-ɏḀ-ỿ", "Ѐ-ӿ'’ʼ"
# A word with the marks around it. Nothing with a digit, a dot or a slash inside, so no date, code or address; of
# "Helfer:innen" and "Helfer*innen" the first part.
_WORD = re.compile(rf"[^\w\s]*([{_LATIN}]+|[{_CYRILLIC}]+)(?:[*:_]\w+)?[^\w\s]*")
_ROUND = re.compile("[’ʼ]")
_DIGITS = str.maketrans("", "", "0123456789")
_GAPS = re.compile(r"\D")
_VOWELS = frozenset("aâeıiîoöuüû")


@lru_cache(maxsize=4_096)
def divisions(piece: str, language: str) -> tuple[int, ...]:
    """Positions in a piece of text before which it may be divided, in order; none where it is not a single word.

    A word in letters that the language does not use is one of this country: German in Latin letters, else unknown.
    """
    match = _WORD.fullmatch(piece)
    if match is None or len(match[1]) < 2 * _LEAST or not match[1][1:].islower():  # abbreviations stay whole
        return ()
    word, start = match[1], match.start(1)
    latin, own = word[0] < "Ѐ", language.split("-", maxsplit=1)[0]
    if latin != (own not in {"uk", "ru"}) or (own not in _FILES and own != "tr"):
        own = "de"
    if own == "de" and not latin:
        return ()
    lower = (word.replace("İ", "i").replace("I", "ı") if own == "tr" else _ROUND.sub("'", word)).lower()
    found = _turkish(lower) if own == "tr" else _by_patterns(lower, _FILES[own])
    last = len(word) - _LEAST
    return tuple([start + place for place in found if _LEAST <= place <= last]) if len(lower) == len(word) else ()


def _by_patterns(word: str, file: Path) -> list[int]:
    known, longest = _patterns(file)
    dotted = f".{word}."  # a dot in a pattern is an end of the word
    votes = bytearray(len(dotted) + 1)
    for start in range(len(dotted)):
        for end in range(start + 1, min(start + longest, len(dotted)) + 1):
            weights = known.get(dotted[start:end])
            if weights is not None:
                for gap, weight in enumerate(weights, start):
                    votes[gap] = max(votes[gap], weight)
    return [gap - 1 for gap, vote in enumerate(votes) if vote % 2]


@cache
def _patterns(file: Path) -> tuple[dict[str, bytes], int]:
    """Letters of each pattern with the weights of its gaps, and how long the longest is."""
    weights: dict[tuple[str, ...], bytes] = {}  # few are different: one object for all that are equal
    known: dict[str, bytes] = {}
    for line in file.read_text(encoding="utf-8").splitlines():
        if not line or line[0] in "%#" or " " in line or line[0].isupper():  # comments, settings of LibreOffice
            continue
        gaps = tuple(_GAPS.split(line))
        if gaps not in weights:
            weights[gaps] = bytes(int(gap or 0) for gap in gaps)
        known[line.translate(_DIGITS)] = weights[gaps]
    return known, max(map(len, known))


def _turkish(word: str) -> list[int]:
    """A syllable has one vowel and begins with the consonant before it, if there is one (Türk Dil Kurumu, Hece)."""
    found, seen = [], False
    for place, letter in enumerate(word):
        if letter in _VOWELS:
            if seen:
                found.append(place if word[place - 1] in _VOWELS else place - 1)
            seen = True
    return found
