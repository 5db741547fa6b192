"""What a stranger holds in hand: a file, a code or a text, and what our rows say about it. Nothing is stored.

The digest decides: a PDF whose SHA-256 stands in a row is the one that was issued, whatever else it holds. Only a file
that is none of ours is read further, in a process apart, to say what is wrong with it.
"""

import datetime as dt
import hashlib
import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from cryptography import x509
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from certificates.content import CertificateContent, ContentError, parse_content
from certificates.models import Certificate, CertificateStatus
from certificates.press.wording import Wording, wording
from certificates.services import keys
from certificates.services.judging import Finding, Judgement, essence, judge_apart

_IN_ADDRESS = re.compile(rb"/v/([A-Z2-7]{16})(?![A-Z2-7])")
_IN_TEXT = re.compile(r"(?<![A-Za-z0-9])[A-Z2-7]{16}(?![A-Za-z0-9])")
_SHORT = 60  # characters: typed by hand, a code in groups or in small letters
_CANDIDATES = 20  # addresses of ours in one file or text: a paper has one code
LONGEST_TEXT = 200_000  # characters; a record over many pages has 50,000


class Outcome(StrEnum):
    """What became of a paper."""

    GENUINE = "genuine"
    REPLACED = "replaced"
    REVOKED = "revoked"
    ALTERED = "altered"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Answer:
    """`certificate` is the row that the paper names; `reasons` say what is wrong with it, for people."""

    outcome: Outcome
    certificate: Certificate | None = None
    reasons: tuple[str, ...] = ()


_BY_STATUS = {
    CertificateStatus.ISSUED: Outcome.GENUINE,
    CertificateStatus.REPLACED: Outcome.REPLACED,
    CertificateStatus.REVOKED: Outcome.REVOKED,
}

_SENTENCES = {
    Finding.TOO_LARGE: gettext_lazy("Die Datei ist größer als 10 MB. So groß ist keine Urkunde."),
    Finding.NO_PDF: gettext_lazy("Das ist kein PDF."),
    Finding.DAMAGED: gettext_lazy("Die Datei ist beschädigt: Ihr Aufbau oder ihr Siegel ist nicht mehr lesbar."),
    Finding.UNSIGNED: gettext_lazy("Die Datei trägt kein Siegel."),
    Finding.SEVERAL_SIGNATURES: gettext_lazy("Die Datei trägt mehr als ein Siegel."),
    Finding.NOT_WHOLE: gettext_lazy("Das Siegel deckt nicht die ganze Datei: Es wurde etwas hinzugefügt."),
    Finding.BROKEN: gettext_lazy("Das Siegel ist gebrochen: Die Datei wurde nach dem Siegeln verändert."),
    Finding.UNTRUSTED: gettext_lazy("Das Siegel stammt von keiner Stelle, der hier vertraut wird."),
    Finding.NO_CREDENTIAL: gettext_lazy("Der eingebettete digitale Nachweis fehlt."),
    Finding.CREDENTIAL_BROKEN: gettext_lazy("Der eingebettete digitale Nachweis ist nicht vom selben Siegel."),
    Finding.NUMBER_DIFFERS: gettext_lazy("Die Nummer auf dem Papier ist nicht die des digitalen Nachweises."),
    Finding.NAME_DIFFERS: gettext_lazy("Der Name auf dem Papier ist nicht der des digitalen Nachweises."),
    Finding.CODE_DIFFERS: gettext_lazy("Der Prüfcode auf dem Papier ist nicht der des digitalen Nachweises."),
    Finding.TOO_HARD: gettext_lazy(
        "Die Datei ließ sich nicht in vertretbarer Zeit lesen. Urkunden von hier lassen es zu."
    ),
}


def sentence_of(finding: str) -> str:
    """A finding of `judging` in a sentence for people."""
    return str(_SENTENCES[Finding(finding)])


def outcome_of(certificate: Certificate) -> Outcome:
    """What its row says of an issued certificate."""
    return _BY_STATUS[CertificateStatus(certificate.status)]


def content_of(certificate: Certificate) -> CertificateContent | None:
    """What the paper says, for the public; None once the holder hid it, or where nothing is left to show."""
    return None if certificate.hidden_at is not None else _content(certificate)


def _content(certificate: Certificate) -> CertificateContent | None:
    try:
        return parse_content(certificate.content)
    except ContentError:
        return None


def check_file(data: bytes) -> Answer:
    """Whether these bytes were issued here, and what has become of them."""
    named = _rows([code.decode() for code in _IN_ADDRESS.findall(data)])
    digest = hashlib.sha256(data).hexdigest()
    for row in named:
        if row.digest == digest:
            return Answer(outcome_of(row), row)
    judgement = judge_apart(data, _trusted())
    certificate = _named_by(judgement, named)
    if certificate is None:
        return Answer(Outcome.UNKNOWN, None, tuple(map(sentence_of, judgement.findings)))
    reasons = [_("Die Datei ist nicht die, die ausgestellt wurde: Ihre Prüfsumme (SHA-256) weicht ab.")]
    reasons += map(sentence_of, judgement.findings)
    if judgement.text:
        reasons += _differences(certificate, judgement.text)
    return Answer(Outcome.ALTERED, certificate, tuple(reasons))


def check_text(text: str) -> Answer:
    """What has become of the certificate whose code stands in the text; of a whole text also whether it fits."""
    text = text[:LONGEST_TEXT]
    typed = [essence(text).upper()] if len(text) <= _SHORT else []
    rows = _rows([*typed, *_IN_TEXT.findall(text)])
    if not rows:
        return Answer(Outcome.UNKNOWN)
    certificate = rows[0]
    if len(essence(text)) > 3 * len(certificate.code) and (reasons := _differences(certificate, text)):
        return Answer(Outcome.ALTERED, certificate, tuple(reasons))
    return Answer(outcome_of(certificate), certificate)


def _rows(codes: Sequence[str]) -> list[Certificate]:
    wanted = list(dict.fromkeys(codes))[:_CANDIDATES]
    found = Certificate.objects.verifiable().select_related("replaced_by").filter(code__in=wanted)
    by_code = {certificate.code: certificate for certificate in found}
    return [by_code[code] for code in wanted if code in by_code]


def _named_by(judgement: Judgement, named: list[Certificate]) -> Certificate | None:
    """The row that the file names: by its credential, by an address in it, or by the code in its text."""
    rows = _rows([judgement.code]) or named or _rows(_IN_TEXT.findall(judgement.text))
    return rows[0] if rows else None


def _differences(certificate: Certificate, text: str) -> list[str]:
    """Which facts of the row the text lacks, by their names. What stands there instead is not repeated.

    Also for a paper whose details are hidden: whoever asks holds it, and learns no fact.
    """
    content = _content(certificate)
    if content is None:
        return []
    words = [wording(language) for language in (content.language, content.beside) if language]
    period, minutes = content.period, content.minutes_total
    facts: list[tuple[str, list[set[str]]]] = [  # each fact in all the ways in which the paper may write it
        (_("die Nummer"), [{content.number}]),
        (_("der Name"), [{content.name}]),
        (_("der Prüfcode"), [{content.code}]),
        (_("die ausstellende Organisation"), [{content.issuer.name}]),
        (_("das Datum"), [{way for word in words for way in _dates(word, content.issued_on)}]),
        (_("eine Tätigkeit"), [{activity.title} for activity in content.activities]),
        (_("eine Kompetenz"), [{competence.title} for competence in content.competences]),
    ]
    if content.kind != "thanks" and period and minutes:  # a thanks may leave them out
        facts.append(
            (
                _("der Zeitraum"),
                [{way for word in words for way in _dates(word, day)} for day in (period.start, period.end)],
            )
        )
        facts.append((_("die Stunden"), [{write(minutes) for word in words for write in _durations(word)}]))
    missing = [name for name, needed in facts if not all(any(_says(text, way) for way in ways) for ways in needed)]
    return [_("Im Text weicht ab: %(what)s.") % {"what": name} for name in missing]


def _dates(word: Wording, day: dt.date) -> set[str]:
    """Readers take a line that begins with a Latin place for one from left to right, and read its date backwards."""
    written = word.date(day)
    return {written, " ".join(reversed(written.split()))} if word.direction == "rtl" else {written}


def _durations(word: Wording) -> tuple[Callable[[int], str], ...]:
    return word.duration_words, word.duration_text


def _says(text: str, fact: str) -> bool:
    """Whether the text holds the fact, however it breaks lines; 12 is not in 112."""
    letters = list(essence(fact).casefold())
    if not letters:
        return True
    before, after = (r"(?<!\d)" if letters[0].isdigit() else ""), (r"(?!\d)" if letters[-1].isdigit() else "")
    pattern = before + r"\W*".join(map(re.escape, letters)) + after
    return re.search(pattern, unicodedata.normalize("NFC", text).casefold()) is not None


def _trusted() -> list[x509.Certificate]:
    try:
        return keys.trust_roots()
    except keys.SealMisconfigured:  # an operator's fault must not stop a stranger from asking
        return []
