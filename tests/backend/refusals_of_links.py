"""Every refusal about confirming by mail link that the API can give; see `refusals.py`."""

import datetime as dt
from typing import Any

from backend.common import clock
from tests.backend.refusals import Case
from tests.backend.stage import DAY, Stage
from volunteers.models import ConfirmationLink, ContactAddress, MailStop
from volunteers.services import links, mailing

DAYS = 20


def ask(stage: Stage, **changes: Any) -> dict[str, Any]:
    """Somebody new is asked, about all that waits at the café."""
    return {"organisation": str(stage.world.cafe.uuid), "email": "neu@example.net"} | changes


def more_waits(stage: Stage) -> object:
    """Something about which nobody was asked."""
    return stage.world.hours(day=DAY + dt.timedelta(DAYS))


def stopped(stage: Stage) -> object:
    more_waits(stage)
    found = mailing.by_link(mailing.stop_link("neu@example.net", links.TOPIC))
    return MailStop.objects.create(digest=found[1] if found else "", at=clock.now())


def asked_often(stage: Stage, number: int, address: str) -> object:
    more_waits(stage)
    now = clock.now()
    return ConfirmationLink.objects.bulk_create(
        ConfirmationLink(
            volunteer=stage.world.ada_volunteer,
            organisation=stage.world.cafe,
            address=address,
            token_digest=f"{index:064}",
            created_at=now,
            expires_at=now + links.OPEN_FOR,
        )
        for index in range(number)
    )


def full(stage: Stage) -> object:
    return ContactAddress.objects.bulk_create(
        ContactAddress(organisation=stage.world.cafe, label=str(index), address=f"a{index}@example.net")
        for index in range(19)
    )


def contact(stage: Stage, **changes: Any) -> dict[str, Any]:
    return {"organisation": str(stage.world.cafe.uuid), "name": "Büro", "email": "buero@example.net"} | changes


CASES = [
    Case("ada", "POST confirmation-links", 409, "nothing_waiting", "organisation", ask),
    Case(
        "ada",
        "POST confirmation-links",
        400,
        "not_waiting",
        "entries",
        lambda stage: ask(stage, entries=[str(stage.waiting.uuid)]),
    ),
    Case(
        "ada",
        "POST confirmation-links",
        400,
        "email_missing",
        "email",
        lambda stage: {"organisation": str(stage.world.cafe.uuid)},
    ),
    Case(
        "ada",
        "POST confirmation-links",
        403,
        "own_address",
        "email",
        lambda stage: ask(stage, email="Ada+chefin@example.org"),
    ),
    Case("ada", "POST confirmation-links", 409, "address_stopped", "email", ask, stopped),
    Case(
        "ada",
        "POST confirmation-links",
        409,
        "too_many_links",
        "",
        ask,
        lambda stage: asked_often(stage, links.MOST_BY_PERSON, "andere@example.net"),
    ),
    Case(
        "ada",
        "POST confirmation-links",
        409,
        "too_many_to_address",
        "email",
        ask,
        lambda stage: asked_often(stage, links.MOST_TO_ADDRESS, "neu@example.net"),
    ),
    Case(
        "ada",
        "POST confirmation-links/{link}/revoke",
        409,
        "link_over",
        "status",
        before=lambda stage: links.revoke(actor=stage.world.ada, link=stage.link, way="api"),
    ),
    Case(
        "mina",
        "POST contact-addresses",
        409,
        "already_there",
        "email",
        lambda stage: contact(stage, email="LEITUNG@example.net"),
    ),
    Case("mina", "POST contact-addresses", 409, "too_many_contacts", "", contact, full),
]
