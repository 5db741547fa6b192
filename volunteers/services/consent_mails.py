"""Mails about consent: a guardian is asked; a consent runs out, somebody came of age, the text is a new one.

Each is ordered once, by its key. What it says is looked up when it leaves: who withdrew meanwhile gets none.
"""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from backend.common import clock
from backend.common.outbox import Pointless, spoken
from volunteers.consent_querysets import ConsentQuerySet
from volunteers.display import shown_name
from volunteers.models import Basis, Consent, ConsentText, GuardianConsent, Mail, Volunteer
from volunteers.services import guardians, mailing
from volunteers.services.consent import OF_AGE, eighteenth

REMIND_BEFORE = dt.timedelta(days=30)
LOOK_BACK = dt.timedelta(days=14)  # for days on which nobody was at work; shorter than mails are remembered
TOPIC = "consent"
EXPIRES, CAME_OF_AGE, NEW_TEXT = "consent_expires", "consent_of_age", "consent_new_text"


def remind_expiring() -> int:
    """Tell those whose consent runs out within 30 days, once for each last day. Returns how many mails were ordered.

    Not where it ends because the person comes of age: then they are asked on that day.
    """
    today = clock.today()
    soon = Consent.objects.valid_on(today).filter(expires_on__lte=today + REMIND_BEFORE)
    told = {
        (consent.volunteer_id, consent.expires_on): consent.volunteer
        for consent in _with_people(soon)
        if not _ends_with_childhood(consent)
    }
    return sum(
        _order(EXPIRES, person, f"{day:%Y-%m-%d}", {"until": day.isoformat()}) for (_key, day), person in told.items()
    )


def ask_who_came_of_age() -> int:
    """Ask those anew whose guardians had agreed, once they are 18. Returns how many mails were ordered."""
    today = clock.today()
    lapsed = Consent.objects.standing().filter(
        basis=Basis.GUARDIAN, expires_on__lt=today, expires_on__gte=today - LOOK_BACK
    )
    people = {one.volunteer_id: one.volunteer for one in _with_people(lapsed) if _ends_with_childhood(one)}
    return sum(_order(CAME_OF_AGE, person, str(OF_AGE), {}) for person in people.values())


def tell_of_new_texts() -> int:
    """Ask those anew who agreed to an older version; theirs stays valid. Returns how many mails were ordered."""
    today = clock.today()
    ordered = 0
    new = ConsentText.objects.current(today).filter(since__gte=today - LOOK_BACK)
    for purpose, place, version in sorted(set(new.values_list("purpose", "place", "version"))):
        older = Consent.objects.valid_on(today).filter(purpose=purpose, place=place).exclude(text__version=version)
        people = {consent.volunteer_id: consent.volunteer for consent in _with_people(older)}
        ordered += sum(_order(NEW_TEXT, person, version, {"version": version}) for person in people.values())
    return ordered


def _with_people(consents: ConsentQuerySet) -> Iterator[Consent]:
    rows = consents.select_related("volunteer__user", "volunteer__details").order_by("pk")
    return rows.iterator(chunk_size=1000)


def _ends_with_childhood(consent: Consent) -> bool:
    details = getattr(consent.volunteer, "details", None)
    born = details.birth_date if details else None
    return (
        consent.basis == Basis.GUARDIAN
        and born is not None
        and consent.expires_on == eighteenth(born) - dt.timedelta(days=1)
    )


def _order(kind: str, person: Volunteer, about: str, context: dict[str, str]) -> bool:
    address = person.email or (person.user.email if person.user else "")
    return mailing.enqueue(
        kind=kind,
        key=f"{kind}:{person.uuid.hex}:{about}",
        to=address,
        language=person.language,
        context={"volunteer": person.uuid.hex, **context},
    )


# --- what they say ---


def _of_question(mail: Mail) -> dict[str, Any] | Pointless:
    rows = GuardianConsent.objects.select_related("volunteer", "text")
    question = rows.filter(uuid=mail.context["question"]).first()
    if question is None or not guardians.is_open(question):
        return Pointless("answered", _("Die Frage ist inzwischen beantwortet oder zurückgenommen."))
    return {
        "name": question.volunteer.name,
        "guardian": question.guardian_name,
        "place": question.get_place_display(),
        "until": timezone.localdate(question.asked_at + guardians.ANSWER_WITHIN),
        "address": spoken(f"{settings.PUBLIC_URL}/e/{guardians.link_of(question)}"),
    }


def _of_person(mail: Mail) -> dict[str, Any] | Pointless:
    person = Volunteer.objects.filter(uuid=mail.context["volunteer"]).first()
    today = clock.today()
    valid = list(
        Consent.objects.valid_on(today).filter(volunteer=person).select_related("volunteer").order_by("pk")
        if person
        else []
    )
    if mail.kind == EXPIRES:
        valid = [one for one in valid if one.expires_on.isoformat() == mail.context["until"]]
    elif mail.kind == NEW_TEXT:
        valid = [one for one in valid if one.text.version != mail.context["version"]]
    if person is None or (mail.kind != CAME_OF_AGE and not valid):
        return Pointless("withdrawn", _("Die Einwilligung gibt es nicht mehr."))
    return {
        "name": person.name,
        "until": dt.date.fromisoformat(mail.context["until"]) if "until" in mail.context else None,
        "places": [(one.get_place_display(), shown_name(one)) for one in valid],
        "has_account": person.user_id is not None,
        "page": settings.PUBLIC_URL + reverse("me-visibility"),
    }


def register() -> None:
    """Say what these mails need; called once, when the app is ready."""
    mailing.register(guardians.MAIL, facts=_of_question)
    for kind in (EXPIRES, CAME_OF_AGE, NEW_TEXT):
        mailing.register(kind, facts=_of_person, topic=TOPIC)
