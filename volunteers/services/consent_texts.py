"""The words that people agree to, version by version."""

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from backend.common import clock
from backend.common.errors import Conflict, Forbidden, Invalid
from volunteers.models import ConsentPurpose, ConsentText, Place
from volunteers.reach import reach_of
from volunteers.services import protocol
from volunteers.services.people import check_line
from volunteers.services.protocol import Act
from volunteers.text import blank

if TYPE_CHECKING:
    from volunteers.models import User

GERMAN = "de"  # every version has it; who reads another language without a text of its own reads this one
LONGEST = 4000  # characters


def current(*, purpose: str, language: str) -> dict[str, ConsentText]:
    """What is asked today, by place, in that language or else in German. One query."""
    texts: dict[str, ConsentText] = {}
    rows = ConsentText.objects.current(clock.today()).filter(purpose=purpose, language__in={language, GERMAN})
    for text in rows:
        if text.place not in texts or text.language == language:
            texts[text.place] = text
    return texts


def asked(*, purpose: str, place: Place, text: ConsentText | None, language: str) -> ConsentText:
    """The text to agree to: the one that was read, or today's in that language.

    Raises Invalid: `purpose_not_there` where nothing is asked for that purpose at that place, `text_outdated` where a
    newer version is asked by now, or the text is about something else.
    """
    today = current(purpose=purpose, language=language).get(place)
    if today is None:
        raise Invalid(_("Dafür wird hier nicht um Einwilligung gebeten."), code="purpose_not_there", field="purpose")
    if text is None:
        return today
    if (text.purpose_id, text.place, text.version) != (purpose, place, today.version):
        raise Invalid(
            _("Dieser Text gilt nicht mehr. Bitte lies den neuen, bevor du zustimmst."),
            code="text_outdated",
            field="text",
        )
    return text


@transaction.atomic
def publish_version(
    *, actor: "User", purpose: str, version: str, since: dt.date, texts: Mapping[str, Mapping[str, str]]
) -> list[ConsentText]:
    """A new version of a purpose's texts, by place and language, asked from that local date on.

    From then on everybody is asked anew; what was agreed to before stays valid until it expires. Raises Forbidden
    (`not_coordinator`), Invalid (`purpose_unknown`, `since_in_the_past`, `german_missing`, `text_missing`,
    `too_long`, `not_printable`), Conflict (`version_taken`).
    """
    if not reach_of(actor).everything:
        raise Forbidden(_("Texte ändert die Koordination des ganzen Bündnisses."), code="not_coordinator")
    found = ConsentPurpose.objects.filter(code=purpose).first()
    if found is None:
        raise Invalid(_("Diesen Zweck gibt es nicht."), code="purpose_unknown", field="purpose")
    if since <= clock.today():
        raise Invalid(
            _("Eine neue Fassung gilt frühestens ab morgen: Niemand soll mitten im Lesen einen anderen Text haben."),
            code="since_in_the_past",
            field="since",
        )
    for place, words in texts.items():
        _check(place, words)
    if not texts:
        raise Invalid(_("Bitte geben Sie den Text an."), code="text_missing", field="texts")
    try:
        with transaction.atomic():
            rows = ConsentText.objects.bulk_create(
                ConsentText(
                    purpose=found, place=place, version=version, language=language, since=since, text=text.strip()
                )
                for place, words in sorted(texts.items())
                for language, text in sorted(words.items())
            )
    except IntegrityError as error:
        raise Conflict(_("Diese Fassung gibt es schon."), code="version_taken", field="version") from error
    protocol.note(
        act=Act.CONSENT_TEXT_PUBLISHED,
        actor=actor,
        detail={"purpose": purpose, "version": version, "since": since.isoformat(), "places": sorted(texts)},
    )
    return rows


def _check(place: str, words: Mapping[str, str]) -> None:
    if place not in Place.values:
        raise Invalid(_("Diesen Ort gibt es nicht."), code="place_unknown", field="texts")
    if GERMAN not in words:
        raise Invalid(_("Der deutsche Text fehlt."), code="german_missing", field="texts")
    for language, text in words.items():
        if language not in dict(settings.LANGUAGES):
            raise Invalid(_("Diese Sprache gibt es hier nicht."), code="language_unknown", field="texts")
        if blank(text):
            raise Invalid(_("Bitte geben Sie den Text an."), code="text_missing", field="texts")
        check_line(text.replace("\n", " "), field="texts", most=LONGEST)
