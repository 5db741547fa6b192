"""Mails to those of whom an organisation wants to tell: somebody asks you. Of what the example says, not a word.

Ordered by a daily job, each question once: whoever writes at an example adds people and takes them out again, and
changes words; what is left of it in the morning is asked. Who says neither yes nor no hears no second time.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db.models import F, Q
from django.utils.translation import gettext as _

from backend.common import clock
from backend.common.outbox import Pointless, spoken
from recognition.models import StoryPerson
from recognition.story_querysets import StoryPersonQuerySet
from volunteers.models import Mail, Volunteer
from volunteers.services import mailing, withdrawal

MAIL = "story_asked"
TOPIC = "beispiele"  # what somebody stops who wants no more of these mails
LOOK_BACK = dt.timedelta(days=14)  # for days on which nobody was at work; shorter than mails are remembered


def ask_due() -> int:
    """Tell who was asked in the last two weeks, or whose yes ended then by other words or its last day.

    Once for each question and each yes: the key of the mail names both. Not who asked themselves. Returns how many
    mails were ordered.
    """
    today, since = clock.today(), clock.now() - LOOK_BACK
    lately = (
        Q(agreed_at=None, asked_at__gte=since)
        | Q(revision__lt=F("story__revision"), story__changed_at__gte=since)
        | Q(expires_on__lt=today, expires_on__gte=today - LOOK_BACK)
    )
    rows = _open(today).filter(lately).exclude(volunteer__user=F("asked_by")).order_by("pk")
    return sum(_order(one) for one in rows.iterator(chunk_size=500))


def facts(mail: Mail) -> Mapping[str, Any] | Pointless:
    """Who asks, and where one answers, when the mail leaves; without account by the link that withdraws everything."""
    question = _open(clock.today()).filter(uuid=mail.context["question"]).first()
    if question is None:
        return Pointless("answered", _("Die Frage ist inzwischen beantwortet oder zurückgenommen."))
    person = question.volunteer
    return {
        "organisation": question.story.organisation.name,
        "again": question.agreed_at is not None,
        "link": "" if person.user_id else spoken(withdrawal.url_of(person)),
    }


def _open(day: dt.date) -> StoryPersonQuerySet:
    """Questions that await an answer, to people who are to be found."""
    found = StoryPerson.objects.asking(day).filter(volunteer__in=Volunteer.objects.remembered())
    return found.select_related("story__organisation", "volunteer__user")


def _order(question: StoryPerson) -> bool:
    person = question.volunteer
    account = person.user
    if account is None:
        address, language = person.email, person.language
    else:
        address, language = (account.email, account.language) if account.is_active else ("", "")
    return mailing.enqueue(
        kind=MAIL,
        key=f"{MAIL}:{question.uuid.hex}:{question.revision or 0}",
        to=address,
        language=language,
        context={"question": question.uuid.hex},
    )
