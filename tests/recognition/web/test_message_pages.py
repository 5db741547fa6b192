"""The pages of messages of thanks: what one got and wrote, the organisation's, and the coordinator's."""

import pytest
from django.test import Client

from recognition.models import ThanksMessage
from recognition.services import evaluating, messages
from tests import factories
from tests.backend.site.test_coordination import queries, signed_in
from tests.cast import World

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


@pytest.fixture
def helped(world: World) -> World:
    """Ada gave two hours at the café."""
    factories.confirmed(world.ada_volunteer, world.talking, minutes=120)
    return world


def test_thanks_go_from_the_desk_through_the_coordination_to_a_person_and_back(helped: World) -> None:
    mina, carla, ada = (signed_in(user) for user in (helped.mina, helped.carla, helped.ada))
    desk = f"/stelle/{helped.cafe.uuid}/dank"
    period = {"von": "2025-01-01", "bis": "2025-12-31"}
    assert mina.get(desk, period).context["number"] == 1
    assert mina.get(desk).context["number"] == 0  # nobody helped this year
    refused = mina.post(desk, period | {"an": "einige", "text": "Danke"})
    assert (refused.status_code, refused.context["form"].errors) == (
        400,
        {"__all__": ["Bitte wählen Sie, wem Sie danken."]},
    )
    person = str(helped.ada_volunteer.uuid)
    assert mina.post(desk, period | {"an": "einige", "person": person, "text": "Danke, Ada!"}).status_code == 302
    assert list(ada.get("/ich/dank").context["page"].object_list) == []
    message = ThanksMessage.objects.get()
    assert list(carla.get("/koordination/dankesgruesse").context["waiting"]) == [message]
    carla.post("/koordination/dankesgruesse", {"tun": "pass", "ticked": str(message.uuid)})
    assert "Danke, Ada!" in ada.get("/ich/dank").content.decode()
    ada.post("/ich/dank", {"organisation": str(helped.cafe.uuid), "text": "Gern wieder!"})
    reply = ThanksMessage.objects.get(side="volunteer")
    assert "Gern wieder!" not in mina.get(desk).content.decode()
    carla.post("/koordination/dankesgruesse", {"tun": "pass", "ticked": str(reply.uuid)})
    assert "Gern wieder!" in mina.get(desk).content.decode()
    mina.post(desk, {"message": str(reply.uuid), "tun": "report"})
    assert list(carla.get("/koordination/dankesgruesse").context["reported"]) == [reply]


def test_refusal_needs_a_reason_that_who_wrote_it_reads(helped: World) -> None:
    carla, ada = signed_in(helped.carla), signed_in(helped.ada)
    message = messages.thank_organisation(actor=helped.ada, organisation=helped.cafe, text="Na ja.", way="page")
    decision = {"tun": "refuse", "message": str(message.uuid), "reason": " "}
    assert carla.post("/koordination/dankesgruesse", decision).status_code == 409
    assert carla.post("/koordination/dankesgruesse", decision | {"reason": "Kein Dank"}).status_code == 302
    assert "Kein Dank" in ada.get("/ich/dank").content.decode()


def test_nothing_of_others_is_withdrawn_or_reported(helped: World) -> None:
    message = messages.thank_organisation(actor=helped.ada, organisation=helped.cafe, text="Danke", way="page")
    mallory, omar = signed_in(helped.mallory), signed_in(helped.omar)
    act = {"message": str(message.uuid), "tun": "withdraw"}
    assert mallory.post(f"/stelle/{helped.club.uuid}/dank", act).status_code == 404
    assert mallory.post("/ich/dank", act).status_code == 404
    assert omar.post(f"/stelle/{helped.cafe.uuid}/dank", act).status_code == 404  # not delivered yet
    assert ThanksMessage.objects.waiting().count() == 1


def test_coordination_thanks_everybody_at_an_organisation_to_whom_thanks_are_due(helped: World) -> None:
    carla = signed_in(helped.carla)
    new = "/koordination/dankesgruesse/neu"
    wish = {"organisation": str(helped.cafe.uuid), "text": "Danke im Namen des Bündnisses."}
    assert carla.post(new, wish).status_code == 400  # nobody reached anything yet
    evaluating.evaluate([helped.ada_volunteer.pk])
    assert carla.post(new, wish).status_code == 302
    message = ThanksMessage.objects.get()
    assert (message.side, message.people, message.status) == ("coordination", 1, "waiting")


@pytest.mark.parametrize("number", [1, 3])
def test_pages_ask_the_same_number_of_questions(helped: World, number: int) -> None:
    for _index in range(number):
        person = factories.helper()
        factories.confirmed(person, helped.talking)
        written = messages.thank_organisation(actor=person.user, organisation=helped.cafe, text="Danke", way="page")  # type: ignore[arg-type]
        messages.pass_messages(actor=helped.carla, messages=[written], way="page")
        for people in ([helped.ada_volunteer], [helped.ada_volunteer, person]):
            message = messages.thank_people(
                actor=helped.mina,
                organisation=helped.cafe,
                volunteers=people,
                text="Danke",
                side="organisation",
                way="",
            )
            if len(people) == 1:
                messages.pass_messages(actor=helped.carla, messages=[message], way="page")
    desk = f"/stelle/{helped.cafe.uuid}/dank?von=2025-01-01"
    pages: list[tuple[Client, str]] = [
        (signed_in(helped.ada), "/ich/dank"),
        (signed_in(helped.mina), desk),
        (signed_in(helped.carla), "/koordination/dankesgruesse"),
    ]
    assert [queries(client, address) for client, address in pages] == [8, 8, 7]
