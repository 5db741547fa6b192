"""Placeholders in the texts of a layout: a fixed list, filled by name and never by `str.format`.

`{name}` is a fact of the certificate, `{wording.title}` a fixed text in the language that speaks.
"""

import re
from collections.abc import Callable, Iterable
from difflib import get_close_matches
from functools import lru_cache
from typing import NamedTuple

from certificates.content import CertificateContent, Evidence, Kind
from certificates.press.text import Isolates
from certificates.press.wording import Wording, wording


class Choice(NamedTuple):
    """What fixed texts depend on."""

    kind: Kind
    unpaid: bool
    evidence: Evidence | None

    @classmethod
    def of(cls, content: CertificateContent) -> "Choice":
        """That of a content."""
        return cls(content.kind, content.unpaid, content.evidence)


_Value = Callable[[CertificateContent, Wording], str]
_FixedValue = Callable[[Choice, Wording], str]
_BRACES = re.compile(r"\{([^{}]*)\}|[{}]")


class _Fact(NamedTuple):
    """`field` is the content's JSON path: all that `value` reads of it, named where the text cannot be printed."""

    field: str
    value: _Value


class Filled(NamedTuple):
    """A text with nothing left to fill in.

    `field` is the first field of the content in it, empty for a fixed text; `isolates` are the stretches that are facts
    and keep their own direction. `is_free` says that all facts in it are running text.
    """

    text: str
    field: str
    isolates: Isolates
    is_free: bool


def _years(content: CertificateContent, words: Wording) -> str:
    """Hours per year; no line ends within one of them."""
    items = (f"{year.year}: {words.duration_text(year.minutes)}" for year in content.years)
    return " · ".join(item.replace(" ", "\u00a0") for item in items)


def _total(content: CertificateContent, words: Wording) -> str:
    return words.duration_text(content.minutes_total) if content.minutes_total else ""


def _total_in_words(content: CertificateContent, words: Wording) -> str:
    return words.duration_words(content.minutes_total) if content.minutes_total else ""


def _birth_date(content: CertificateContent, words: Wording) -> str:
    return words.date(content.birth_date) if content.birth_date is not None else ""


def _period(content: CertificateContent, words: Wording) -> str:
    return words.span(content.period) if content.period is not None else ""


_FACTS: dict[str, _Fact] = {
    "name": _Fact("name", lambda c, _: c.name),
    "name_latin": _Fact("name_latin", lambda c, _: c.name_latin),
    "role": _Fact("role", lambda c, _: c.role),
    "hours": _Fact("minutes_total", _total),
    "hours_in_words": _Fact("minutes_total", _total_in_words),
    "birth_date": _Fact("birth_date", _birth_date),
    "text": _Fact("text", lambda c, _: c.text),
    "period": _Fact("period", _period),
    "years": _Fact("years", _years),
    "number": _Fact("number", lambda c, _: c.number),
    "code": _Fact("code", lambda c, _: c.code),
    "address_to_verify": _Fact("verify_url", lambda c, _: c.verify_url),
    "replaces": _Fact("replaces", lambda c, _: c.replaces),
    "date": _Fact("issued_on", lambda c, w: w.date(c.issued_on)),
    "issuer": _Fact("issuer.name", lambda c, _: c.issuer.name),
    "contact": _Fact("issuer.contact", lambda c, _: c.issuer.contact),
    "place": _Fact("issuer.place", lambda c, _: c.issuer.place),
    "signatory": _Fact("issuer.signatory_name", lambda c, _: c.issuer.signatory_name),
    "signatory_role": _Fact("issuer.signatory_role", lambda c, _: c.issuer.signatory_role),
}
# Fixed texts that depend on what the certificate says.
_CHOSEN: dict[str, _FixedValue] = {
    "title": lambda c, w: w.title[c.kind],
    "record_subtitle": lambda c, w: w.record_subtitle[c.unpaid],
    "thanks_text": lambda c, w: w.thanks_text[c.unpaid],
    "evidence": lambda c, w: w.evidence[c.evidence] if c.evidence is not None else "",
    "unpaid": lambda c, w: w.unpaid if c.unpaid else "",
}
_FIXED = (  # noqa: SIM905 - twenty-one quoted names read worse
    "thanks_opening thanks_more role birth_date period hours manner activities activity organisation total years "
    "competences competences_text trainings record_thanks number code replaces verify withdraw page"
).split()


def _word(name: str) -> _FixedValue:
    return lambda _, words: str(getattr(words, name))


_WORDS: dict[str, _FixedValue] = {
    **{f"wording.{name}": value for name, value in _CHOSEN.items()},
    **{f"wording.{name}": _word(name) for name in _FIXED},
}
PLACEHOLDERS = (*_FACTS, *_WORDS)


def check_placeholders(template: str) -> str:
    """The template itself. Raises ValueError, in German, for a placeholder that does not exist or a single brace."""
    for match in _BRACES.finditer(template):
        name = match.group(1)
        if name is None:
            raise ValueError("Eine geschweifte Klammer steht allein. Platzhalter haben die Form {name}.")
        if name not in PLACEHOLDERS:
            raise ValueError(f"Den Platzhalter {{{name[:40]}}} gibt es nicht. {_instead(name)}")
    return template


def _instead(name: str) -> str:
    """What was probably meant, or what there is."""
    if close := get_close_matches(name, PLACEHOLDERS, n=1, cutoff=0.7):
        return f"Meinten Sie {{{close[0]}}}?"
    facts = ", ".join(f"{{{fact}}}" for fact in _FACTS)
    return f"Möglich sind {facts} und feste Texte wie {{wording.title}}."


class _Template(NamedTuple):
    """Its parts in order; `is_fixed` says that no fact of the content stands in it."""

    parts: tuple[str | _Fact | _FixedValue, ...]
    is_fixed: bool


@lru_cache(maxsize=1024)
def _parsed(template: str) -> _Template:
    parts: list[str | _Fact | _FixedValue] = []
    position = 0
    for match in _BRACES.finditer(template):
        name = match.group(1)
        parts += [template[position : match.start()], _FACTS.get(name) or _WORDS[name]]
        position = match.end()
    parts.append(template[position:])
    return _Template(tuple(part for part in parts if part), not any(isinstance(part, _Fact) for part in parts))


@lru_cache(maxsize=1024)
def fields_of(template: str) -> frozenset[str]:
    """The content's fields that stand in it."""
    return frozenset(part.field for part in _parsed(template).parts if isinstance(part, _Fact))


def fill(template: str, content: CertificateContent, choice: Choice, words: Wording) -> Filled | None:
    """The text, or None where a placeholder has nothing to say: what would name it is then left out."""
    parsed = _parsed(template)
    if parsed.is_fixed:
        return _fixed(template, choice, words.language)
    return _joined(parsed.parts, content, choice, words)


@lru_cache(maxsize=1024)
def _fixed(template: str, choice: Choice, language: str) -> Filled | None:
    """As `fill`, for what every certificate says that way."""
    return _joined(_parsed(template).parts, None, choice, wording(language))


def _joined(
    parts: Iterable[str | _Fact | _FixedValue], content: CertificateContent | None, choice: Choice, words: Wording
) -> Filled | None:
    texts: list[str] = []
    isolates: list[tuple[int, int]] = []
    field, length, is_free = "", 0, True
    for part in parts:
        text = part if isinstance(part, str) else ""
        if isinstance(part, _Fact) and content is not None:
            text = part.value(content, words)
            isolates.append((length, length + len(text)))
            field = field or part.field
            is_free = is_free and part.field == "text"
        elif not isinstance(part, str | _Fact):
            text = part(choice, words)
        if not isinstance(part, str) and (not text or text.isspace()):
            return None
        texts.append(text)
        length += len(text)
    return Filled("".join(texts), field, tuple(isolates), is_free)
