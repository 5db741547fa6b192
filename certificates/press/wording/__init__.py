"""What a certificate says by itself, in each language it is printed in; numbers and dates as that language writes them.

One module a language. A sentence here may change only together with ENGINE_VERSION, for it is part of every issued
document.
"""

from certificates.content import PrintLanguage
from certificates.press.wording.ar import ARABIC
from certificates.press.wording.base import Wording
from certificates.press.wording.de import GERMAN
from certificates.press.wording.de_simple import SIMPLE_GERMAN
from certificates.press.wording.en import ENGLISH
from certificates.press.wording.fa import PERSIAN
from certificates.press.wording.ru import RUSSIAN
from certificates.press.wording.tr import TURKISH
from certificates.press.wording.uk import UKRAINIAN

_BY_LANGUAGE: dict[str, Wording] = {
    words.language: words for words in (GERMAN, ENGLISH, UKRAINIAN, ARABIC, TURKISH, PERSIAN, RUSSIAN, SIMPLE_GERMAN)
}


def wording(language: str) -> Wording:
    """The texts for a BCP 47 tag, with or without a region or script. For a language without texts: the German ones."""
    found = _BY_LANGUAGE.get(language) or _BY_LANGUAGE.get(language.partition("-")[0])
    return found or GERMAN


def printed_in(language: str) -> PrintLanguage:
    """The language that a document for somebody with that BCP 47 tag speaks."""
    return wording(language).language


__all__ = ["Wording", "printed_in", "wording"]
