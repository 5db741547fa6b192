"""German in Leichte Sprache: short sentences, common words, no genitive, no abbreviations. "Du", as in German.

Long words are divided by a hyphen, never by a Mediopunkt: a search for the word would not find it, and a screen reader
reads it in pieces.
"""

from certificates.press.wording.base import Units, Wording, one_or_more
from certificates.press.wording.de import GERMAN

SIMPLE_GERMAN = Wording(
    language="de-simple",
    direction="ltr",
    months=GERMAN.months,
    date_form="{day}. {month} {year}",
    span_form="vom {start} bis zum {end}",
    ongoing_form="seit dem {start}. Die Hilfe geht weiter. Gezählt bis zum {end}.",
    units=Units(
        plural=one_or_more,
        grouping=".",
        short_hours={"one": "{n} Stunde", "other": "{n} Stunden"},
        short_minutes={"one": "{n} Minute", "other": "{n} Minuten"},
        long_hours={"one": "{n} Stunde", "other": "{n} Stunden"},
        long_minutes={"one": "{n} Minute", "other": "{n} Minuten"},
        joined="{hours} und {minutes}",
    ),
    title={
        "thanks": "Danke-Urkunde",
        "record": "Nachweis über freiwillige Hilfe",
        "competence": "Nachweis über Fähigkeiten",
    },
    record_subtitle={
        True: "Die Person hat freiwillig geholfen. Sie hat dafür kein Geld bekommen.",
        False: "Die Person hat freiwillig geholfen.",
    },
    thanks_opening="Wir sagen Danke",
    thanks_text={
        True: "Du hast anderen Menschen geholfen. Du hast das freiwillig gemacht. Du hast dafür kein Geld bekommen. "
        "Viele Menschen sind neu bei uns. Für sie ist der Anfang schwer. Mit deiner Hilfe ist der Anfang leichter. "
        "Das ist etwas Besonderes.",
        False: "Du hast anderen Menschen geholfen. Du hast das freiwillig gemacht. "
        "Viele Menschen sind neu bei uns. Für sie ist der Anfang schwer. Mit deiner Hilfe ist der Anfang leichter. "
        "Das ist etwas Besonderes.",
    },
    thanks_more="Auf der nächsten Seite steht: Das hast du gemacht.",
    role="Aufgabe",
    birth_date="Geboren am",
    period="Wann?",
    hours="Wie lange?",
    manner="Wie?",
    unpaid="freiwillig und ohne Geld",
    activities="Das hat die Person gemacht",
    activity="Was?",
    organisation="Wo?",
    total="Zusammen",
    years="In jedem Jahr",
    competences="Das kann die Person",
    competences_text="Die Person hat das bei der Hilfe gezeigt. Die Organisation sagt: Das stimmt.",
    trainings="Kurse",
    evidence={
        "registered": "Eine Person von der Organisation hat alle Stunden geprüft. Sie sagt: Die Stunden stimmen. "
        "Wir kennen diese Person.",
        "known_domain": "Die Organisation hat alle Stunden geprüft. Sie sagt: Die Stunden stimmen. "
        "Die E-Mail-Adresse gehört zu der Organisation.",
        "unknown_address": "Jemand hat gesagt: Alle Stunden stimmen. Das war mit einer E-Mail-Adresse. "
        "Wir haben nicht geprüft: Gehört die Adresse zu der Organisation?",
    },
    record_thanks="Wir sagen Danke für diese Hilfe.",
    number="Nummer",
    code="Code",
    replaces="Dieser Nachweis ist neu. Der alte Nachweis gilt nicht mehr. Er hat die Nummer",
    verify="Ist der Nachweis echt? Hier kannst du es prüfen:",
    verify_link="Im Internet prüfen: Ist dieser Nachweis echt?",
    withdraw="Mein Ja zurücknehmen:",
    withdraw_link="Im Internet sagen: Mein Name soll nicht mehr öffentlich stehen",
    seal="Siegel im Computer. Es zeigt: Der Nachweis ist echt.",
    qr="QR-Code. Er führt zu einer Seite im Internet. Dort kann man prüfen: Ist der Nachweis echt?",
    page="Seite {page} von {pages}",
)
