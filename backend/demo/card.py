"""The way to the Ehrenamtskarte: one asks for the annex, and an organisation saw the Juleica of another."""

import datetime as dt

from django.db import transaction

from backend.common import clock
from backend.demo.alliance import CAFE, MANAGER, VOLUNTEER, VOLUNTEER_UK
from recognition.models import AnnexPart, AnnexPartStatus, Waiver, WaiverKind
from recognition.services import annexes, waivers
from volunteers.models import Organisation, User, Volunteer


@transaction.atomic
def ask() -> dict[str, int]:
    """All or nothing. Returns organisations that were asked for their word, and waivers."""
    ada, mina = (User.objects.get(email=who.email) for who in (VOLUNTEER, MANAGER))
    if not Waiver.objects.exists():
        annexes.make(actor=ada, volunteer=Volunteer.objects.get(user=ada))
        cafe, since = Organisation.objects.get(slug=CAFE), clock.today() - dt.timedelta(days=200)
        waivers.record(
            actor=mina,
            organisation=cafe,
            volunteer=Volunteer.objects.get(user__email=VOLUNTEER_UK.email),
            kind=WaiverKind.JULEICA,
            held_since=since,
            held_until=since + dt.timedelta(days=3 * 365),
        )
    return {
        "asked": AnnexPart.objects.filter(status=AnnexPartStatus.ASKED).count(),
        "waivers": Waiver.objects.counting().count(),
    }
