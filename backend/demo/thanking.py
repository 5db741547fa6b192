"""A few words of thanks between people who help and the language café: delivered, and one that waits to be read."""

from typing import Any

from django.db import transaction

from backend.demo.alliance import ALLIANCE, CAFE, MANAGER, VOLUNTEER
from recognition.models import MessageStatus, ThanksMessage
from recognition.services import messages
from volunteers.models import Organisation, Party, User, Way

_TO_PEOPLE = "Danke für jeden einzelnen Dienstag! Ohne euch wäre das Café nur ein Raum mit Stühlen."
_TO_THE_CAFE = "Danke, dass ihr mich so freundlich aufgenommen habt."
_WAITING = "Danke für das Sommerfest, es war wunderbar!"
_PEOPLE = 12


@transaction.atomic
def thank() -> dict[str, int]:
    """All or nothing. Returns delivered and waiting."""
    if not ThanksMessage.objects.exists():
        carla, mina, ada = (User.objects.get(email=who.email) for who in (ALLIANCE, MANAGER, VOLUNTEER))
        cafe = Organisation.objects.get(slug=CAFE)
        people = list(messages.reachable(cafe).exclude(user=mina).order_by("pk")[:_PEOPLE])
        words: dict[str, Any] = {"organisation": cafe, "side": Party.ORGANISATION, "way": Way.PAGE}
        delivered = [
            messages.thank_people(actor=mina, volunteers=people, text=_TO_PEOPLE, **words),
            messages.thank_organisation(actor=ada, organisation=cafe, text=_TO_THE_CAFE, way=Way.PAGE),
        ]
        messages.pass_messages(actor=carla, messages=delivered, way=Way.PAGE)
        messages.thank_people(actor=mina, volunteers=people[:1], text=_WAITING, **words)
    return {
        "delivered": ThanksMessage.objects.filter(status=MessageStatus.PASSED).count(),
        "waiting": ThanksMessage.objects.waiting().count(),
    }
