"""What the example alliance consists of: partners with their offers, and who can sign in. Data, nothing else.

All of it is invented; addresses are at example.org, which belongs to nobody.
"""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from backend.common.errors import Sentence

# Carried by every account of the demo, and printed. That is why the demo does not exist in production.
PASSWORD = "danke-fuer-alles"  # noqa: S105 - not a secret

CAFE = "sprachcafe-leer"
LEER = "03457"


@dataclass(frozen=True, slots=True)
class Offer:
    """An activity to come: `field` is the code of its field of action."""

    title: str
    field: str
    description: str


@dataclass(frozen=True, slots=True)
class Partner:
    """An organisation to come: `district` is its AGS. `manager` is whose account leads it."""

    slug: str
    name: str
    kind: str
    district: str
    manager: str
    offers: tuple[Offer, ...]

    @property
    def email(self) -> str:
        """The address of its manager's account."""
        return f"leitung.{self.slug}@example.org" if self.slug != CAFE else "mina@example.org"


PARTNERS = (
    Partner(
        CAFE,
        "Sprachcafé Leer e. V.",
        "association",
        LEER,
        "Mina Beispiel",
        (
            Offer("Sprachcafé", "language", "Deutsch sprechen bei Tee und Kuchen, jeden Dienstagnachmittag."),
            Offer("Hausaufgabenhilfe", "language", "Für Kinder der Klassen 1 bis 6."),
            Offer("Begleitung zu Ämtern und Ärzten", "living", "Zu zweit geht der Weg leichter."),
        ),
    ),
    Partner(
        "gute-arbeit-hannover",
        "Gewerkschaft Gute Arbeit, Bezirk Hannover",
        "trade_union",
        "03241",
        "Rieke Thomsen",
        (
            Offer("Sprechstunde Arbeitsrecht", "labour", "Verträge verstehen, Rechte kennen."),
            Offer("Bewerbungswerkstatt", "labour", "Lebenslauf, Anschreiben, Probegespräch."),
        ),
    ),
    Partner(
        "friedensgemeinde-goettingen",
        "Evangelische Friedensgemeinde Göttingen",
        "church",
        "03159",
        "Johanna Seidel",
        (
            Offer("Begegnungscafé", "living", "Ankommen, essen, erzählen."),
            Offer("Deutsch am Küchentisch", "language", "Kleine Runden, zu Hause bei Freiwilligen."),
        ),
    ),
    Partner(
        "arbeitgeber-wolfsburg",
        "Arbeitgeberverband Allerland",
        "employers",
        "03103",
        "Norbert Haas",
        (
            Offer("Praktikumslotsen", "labour", "Vom ersten Gespräch bis zum ersten Tag im Betrieb."),
            Offer("Patenschaften in der Ausbildung", "labour", "Ein Mensch zum Fragen, drei Jahre lang."),
        ),
    ),
    Partner(
        "landesstelle-engagement",
        "Landesstelle Engagement (Beispiel)",
        "state",
        "03101",
        "Corinna Vogt",
        (
            Offer("Fortbildung für Engagierte", "support", "Asylrecht, Trauma, Grenzen setzen."),
            Offer("Kollegiale Beratung", "support", "Schwierige Lagen gemeinsam ansehen."),
        ),
    ),
    Partner(
        "gemeinde-moorhausen",
        "Gemeinde Moorhausen",
        "municipality",
        "03453",
        "Stefan Meinders",
        (
            Offer("Willkommenslotsen", "living", "Die ersten Wochen in der Gemeinde."),
            Offer("Runder Tisch Zusammenleben", "participation", "Vereine, Schule, Nachbarn, Zugezogene."),
        ),
    ),
    Partner(
        "wohlfahrt-osnabrueck",
        "Wohlfahrtsverband Hasetal",
        "welfare",
        "03404",
        "Birgit Lammers",
        (
            Offer("Kleiderkammer", "living", "Annehmen, sortieren, ausgeben."),
            Offer("Austausch der Ehrenamtlichen", "support", "Einmal im Monat, mit Abendbrot."),
        ),
    ),
    Partner(
        "mitreden-celle",
        "Wählergemeinschaft Mitreden Celle",
        "party",
        "03351",
        "Arne Kessler",
        (
            Offer("Politik zum Mitreden", "participation", "Was der Rat entscheidet und wie man ihn fragt."),
            Offer("Wahlen einfach erklärt", "participation", "In leichter Sprache und in sechs Sprachen."),
        ),
    ),
    Partner(
        "beispielwind-emden",
        "Beispielwind GmbH",
        "company",
        "03402",
        "Meike Ubben",
        (
            Offer("Werkstattsamstag", "labour", "Metall, Holz, Elektrik zum Ausprobieren."),
            Offer("Mittagsdeutsch", "language", "Eine halbe Stunde nach der Schicht."),
        ),
    ),
    Partner(
        "handwerkskammer-beispielland",
        "Handwerkskammer Beispielland",
        "chamber",
        "03403",
        "Torsten Behrens",
        (
            Offer("Berufe zum Anfassen", "labour", "Ein Tag in zehn Betrieben."),
            Offer("Hilfe zur Anerkennung von Abschlüssen", "labour", "Welche Papiere, wohin, in welcher Reihenfolge."),
        ),
    ),
    Partner(
        "initiative-rueckenwind",
        "Initiative Rückenwind",
        "initiative",
        "03355",
        "Svenja Ritter",
        (
            Offer("Fahrradwerkstatt", "living", "Gespendete Räder werden verkehrssicher."),
            Offer("Sprachtandem", "language", "Zwei Menschen, zwei Sprachen."),
        ),
    ),
    Partner(
        "familie-brinkmann",
        "Familie Brinkmann, Wangerland",
        "individual",
        "03455",
        "Helga Brinkmann",
        (
            Offer("Nachhilfe am Nachmittag", "language", "Mathematik und Deutsch für Jugendliche."),
            Offer("Bürgerbus", "participation", "Zu Ratssitzung, Sportverein und Chorprobe."),
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class SignIn:
    """An account with the demo's password. `role` is how the table of sign-ins calls it."""

    email: str
    name: str
    role: Sentence
    language: str = "de"


VOLUNTEER = SignIn("ada@example.org", "Ada Beispiel", _("Engagierte"))
VOLUNTEER_UK = SignIn("olena@example.org", "Олена Ковальчук", _("Engagierte mit Namen in eigener Schrift"), "uk")
CONFIRMER = SignIn("omar@example.org", "Omar Beispiel", _("Bestätigt im Sprachcafé Leer"))
MANAGER = SignIn("mina@example.org", "Mina Beispiel", _("Leitet das Sprachcafé Leer"))
ALLIANCE = SignIn("carla@example.org", "Carla Beispiel", _("Koordiniert das ganze Bündnis"))
DISTRICT = SignIn("deniz@example.org", "Deniz Beispiel", _("Koordiniert den Landkreis Leer"))
FIELD = SignIn("frieda@example.org", "Frieda Beispiel", _("Koordiniert die Sprachförderung"))
OPERATOR = SignIn("admin@example.org", "", _("Betreibt das System, nur /admin/"))
SIGN_INS = (VOLUNTEER, VOLUNTEER_UK, CONFIRMER, MANAGER, ALLIANCE, DISTRICT, FIELD, OPERATOR)

ISSUER = {
    "code": "DEMO",  # each number says that its certificate is not meant: DEMO-2026-000001
    "name": "Beispielbündnis Niedersachsen",
    "address": "Musterstraße 1\n30159 Hannover",
    "contact": "danke@example.org",
    "place": "Hannover",
    "signatory_name": ALLIANCE.name,
    "signatory_role": "Koordination",
}

DECLINE_REASONS = (
    "An dem Tag fiel das Treffen aus. Bitte das Datum prüfen.",
    "Das waren nach unserer Liste zwei Stunden, nicht mehr. Bitte berichtigen und noch einmal einreichen.",
    "Diesen Einsatz finden wir nicht. War er bei einer anderen Organisation?",
)
NOTES = ("", "", "mit Übersetzung", "Vertretung", "", "Ausflug zum Hafen", "", "neue Gruppe")
# A name of one's own choice is one of each: 49 different ones.
ALIAS_FIRST = ("Flinke", "Stille", "Bunte", "Frohe", "Kluge", "Sanfte", "Weite")
ALIAS_SECOND = ("Möwe", "Teekanne", "Leselampe", "Windmühle", "Nachbarin", "Brücke", "Nordsee")
