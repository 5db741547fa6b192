"""What a certificate says by itself, in each language it is printed in; numbers and dates as that language writes them.

A sentence here may change only together with ENGINE_VERSION, for it is part of every issued document.
"""

import datetime as dt
from dataclasses import dataclass

from certificates.content import Evidence, Kind, Period

_MONTHS = (
    "Januar Februar März April Mai Juni Juli August September Oktober November Dezember".split()  # noqa: SIM905 - twelve quoted names read worse
)


@dataclass(frozen=True, slots=True)
class Wording:
    """The fixed texts of one language. The volunteer is addressed as "du"."""

    language: str
    title: dict[Kind, str]
    record_subtitle: dict[bool, str]  # by `unpaid`
    thanks_opening: str
    thanks_text: dict[bool, str]  # by `unpaid`
    thanks_more: str
    role: str
    period: str
    hours: str
    manner: str
    unpaid: str
    activities: str
    activity: str
    organisation: str
    total: str
    years: str
    competences: str
    competences_text: str
    evidence: dict[Evidence, str]
    record_thanks: str
    number: str
    code: str
    replaces: str
    verify: str
    verify_link: str
    qr: str
    page: str

    def duration(self, minutes: int) -> tuple[str, str]:
        """Whole hours and the minutes beyond them, exact: ("12 Std.", "30 Min."); a part that is nothing is empty."""
        hours, rest = divmod(minutes, 60)
        grouped = f"{hours:,d}".replace(",", ".")
        return (f"{grouped} Std." if hours or not rest else ""), (f"{rest} Min." if rest else "")

    def duration_text(self, minutes: int) -> str:
        """12 Std. 30 Min."""
        return " ".join(filter(None, self.duration(minutes)))

    def date(self, day: dt.date) -> str:
        """1. März 2025."""
        return f"{day.day}. {_MONTHS[day.month - 1]} {day.year}"

    def span(self, period: Period) -> str:
        """From the first to the last day; one that goes on says up to when it was counted."""
        if period.ongoing:
            return f"seit {self.date(period.start)}, fortdauernd (Stand {self.date(period.end)})"
        if period.start == period.end:
            return self.date(period.start)
        return f"{self.date(period.start)} bis {self.date(period.end)}"


GERMAN = Wording(
    language="de",
    title={"thanks": "Dankurkunde", "record": "Tätigkeitsnachweis", "competence": "Kompetenznachweis"},
    record_subtitle={True: "über freiwilliges, unentgeltliches Engagement", False: "über freiwilliges Engagement"},
    thanks_opening="Von Herzen danken wir",
    thanks_text={
        True: "Du hast Zeit, Tatkraft und Herz geschenkt, freiwillig und unentgeltlich. "
        "Dein Einsatz macht den Anfang leichter für Menschen, die neu bei uns sind. Das ist nicht selbstverständlich.",
        False: "Du hast Zeit, Tatkraft und Herz eingebracht. "
        "Dein Einsatz macht den Anfang leichter für Menschen, die neu bei uns sind. Das ist nicht selbstverständlich.",
    },
    thanks_more="Die Tätigkeiten stehen auf der nächsten Seite.",
    role="Funktion",
    period="Zeitraum",
    hours="Umfang",
    manner="Art",
    unpaid="freiwillig und unentgeltlich",
    activities="Tätigkeiten",
    activity="Tätigkeit",
    organisation="Organisation",
    total="Summe",
    years="davon",
    competences="Kompetenzen",
    competences_text="Im Engagement gezeigt und von der Organisation bestätigt:",
    evidence={
        "registered": "Alle Stunden wurden von angemeldeten Verantwortlichen der genannten Organisationen bestätigt.",
        "known_domain": "Alle Stunden wurden bestätigt, mindestens über eine E-Mail-Adresse, "
        "die zur genannten Organisation gehört.",
        "unknown_address": "Alle Stunden wurden bestätigt, mindestens über eine E-Mail-Adresse, "
        "deren Zugehörigkeit zur genannten Organisation nicht geprüft ist.",
    },
    record_thanks="Wir danken herzlich für dieses Engagement.",
    number="Nr.",
    code="Code",
    replaces="ersetzt Nachweis Nr.",
    verify="Echtheit prüfen:",
    verify_link="Echtheit dieses Nachweises online prüfen",
    qr="QR-Code zur Seite, auf der die Echtheit geprüft werden kann",
    page="Seite {page} von {pages}",
)


def wording(language: str) -> Wording:
    """The texts for a BCP 47 tag. Until a language has texts of its own, its documents are printed in German."""
    del language
    return GERMAN
