"""German. The volunteer is addressed as "du"."""

from certificates.press.wording.base import Units, Wording, one_or_more

GERMAN = Wording(
    language="de",
    direction="ltr",
    months=(
        *("Januar", "Februar", "März", "April", "Mai", "Juni"),
        *("Juli", "August", "September", "Oktober", "November", "Dezember"),
    ),
    date_form="{day}. {month} {year}",
    span_form="{start} bis {end}",
    ongoing_form="seit {start}, fortdauernd (Stand {end})",
    units=Units(
        plural=one_or_more,
        grouping=".",
        short_hours={"other": "{n} Std."},
        short_minutes={"other": "{n} Min."},
        long_hours={"one": "{n} Stunde", "other": "{n} Stunden"},
        long_minutes={"one": "{n} Minute", "other": "{n} Minuten"},
    ),
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
    birth_date="Geburtsdatum",
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
    trainings="Fortbildungen",
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
    withdraw="Einwilligung widerrufen:",
    withdraw_link="Alle Einwilligungen widerrufen: Der Name steht dann nirgends mehr öffentlich",
    seal="Elektronisches Siegel",
    qr="QR-Code zur Seite, auf der die Echtheit geprüft werden kann",
    page="Seite {page} von {pages}",
)
