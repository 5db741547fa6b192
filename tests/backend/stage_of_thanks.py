"""Words of thanks for the stage: one that waits, one that was delivered; and something that Ada shows."""

from dataclasses import dataclass
from typing import Any

from certificates.models import Certificate
from recognition.models import ThanksMessage
from recognition.services import messages
from tests.cast import World
from volunteers.models import Share
from volunteers.services import sharing

SECRETS = {"Danke für jeden Dienstag", "Danke für den Tee"}


@dataclass
class Thanks:
    """What was said and shown."""

    message: ThanksMessage
    passed_message: ThanksMessage
    share: Share


def say(world: World, certificate: Certificate) -> dict[str, Any]:
    """The café's to Ada, Ada's to the café, and Ada's certificate behind a link."""
    return {"message": _message(world), "passed_message": _passed_message(world), "share": _share(world, certificate)}


def _message(world: World) -> ThanksMessage:
    """The café's to Ada; nobody read it yet."""
    words: dict[str, Any] = {"text": "Danke für jeden Dienstag", "side": "organisation", "way": "api"}
    return messages.thank_people(actor=world.mina, organisation=world.cafe, volunteers=[world.ada_volunteer], **words)


def _passed_message(world: World) -> ThanksMessage:
    """Ada's to the café, delivered."""
    written = messages.thank_organisation(actor=world.ada, organisation=world.cafe, text="Danke für den Tee", way="api")
    messages.pass_messages(actor=world.carla, messages=[written], way="api")
    written.refresh_from_db()
    return written


def _share(world: World, certificate: Certificate) -> Share:
    wish: dict[str, Any] = {"display_form": "first_name", "days": 30, "of_age": True}
    return sharing.share(actor=world.ada, kind="certificate", subject=certificate.uuid, **wish)
