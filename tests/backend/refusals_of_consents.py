"""Every refusal about consent, guardians and hidden districts that the API can give; see `refusals.py`."""

import datetime as dt
from typing import Any

from backend.common import clock
from tests.backend.refusals import Case, consent, under_age
from tests.backend.stage import Stage
from volunteers.models import ConsentPurpose, ConsentText, DistrictHiding, GuardianConsent, VolunteerDetails
from volunteers.services import safety


def version(**changes: Any) -> dict[str, Any]:
    new = {"purpose": "public_thanks", "version": "2099-1", "since": "2099-01-01"}
    return new | {"texts": {"print": {"de": "Ich bin einverstanden."}}} | changes


def ask(stage: Stage, **changes: Any) -> dict[str, Any]:
    wish = {"volunteer": str(stage.world.ada_volunteer.uuid), "place": "print", "display_form": "full_name"}
    return wish | {"guardian_name": "Erika Beispiel", "guardian_email": "erika@example.org"} | changes


def paper(stage: Stage) -> dict[str, Any]:
    told = ask(stage, organisation=str(stage.world.cafe.uuid))
    del told["guardian_email"]
    return told


def grown_up(stage: Stage) -> object:
    return VolunteerDetails.objects.create(volunteer=stage.world.ada_volunteer, birth_date=dt.date(1990, 5, 1))


def asked_often(stage: Stage) -> object:
    under_age(stage)
    old = GuardianConsent.objects.get(pk=stage.question.pk)
    return GuardianConsent.objects.bulk_create(
        GuardianConsent(
            volunteer=old.volunteer,
            place=place,
            display_form=old.display_form,
            text=old.text,
            proof=old.proof,
            recorded_by=old.recorded_by,
            asked_at=clock.now(),
        )
        for place in ("region_list", "organisation_list")
    )


def another_purpose(_stage: Stage) -> object:
    return ConsentPurpose.objects.create(code="good_example", name="gutes Beispiel")


def newer_text(stage: Stage) -> object:
    return ConsentText.objects.create(
        purpose_id="public_thanks", place="print", version="neu", language="de", since=clock.today(), text="Neu."
    )


def asked_to_show(stage: Stage) -> object:
    return safety.ask_to_show(actor=stage.world.carla, hiding=stage.hiding, reason="Vorbei")


def shown_again(stage: Stage) -> object:
    asked_to_show(stage)
    rows = DistrictHiding.objects.filter(pk=stage.hiding.pk)
    return rows.update(shown_at=clock.now(), shown_by=stage.dora)


def outdated(stage: Stage) -> dict[str, Any]:
    old = ConsentText.objects.get(place="print", language="de", version="2026-11")
    return consent(stage, text=str(old.uuid))


WHY = {"reason": "Vorbei"}
CASES = [
    Case("ada", "POST consents", 400, "age_unknown", "of_age", lambda stage: consent(stage, of_age=False)),
    Case("ada", "POST consents", 400, "text_outdated", "text", outdated, newer_text),
    Case(
        "ada",
        "POST consents",
        400,
        "purpose_not_there",
        "purpose",
        lambda stage: consent(stage, purpose="good_example"),
        another_purpose,
    ),
    # texts
    Case("ada", "POST consent-texts", 403, "not_coordinator", "", lambda _: version()),
    Case("carla", "POST consent-texts", 400, "purpose_unknown", "purpose", lambda _: version(purpose="werbung")),
    Case("carla", "POST consent-texts", 400, "since_in_the_past", "since", lambda _: version(since="2026-01-01")),
    Case("carla", "POST consent-texts", 400, "place_unknown", "texts", lambda _: version(texts={"mond": {"de": "Ja"}})),
    Case(
        "carla", "POST consent-texts", 400, "german_missing", "texts", lambda _: version(texts={"print": {"en": "Yes"}})
    ),
    Case(
        "carla",
        "POST consent-texts",
        400,
        "language_unknown",
        "texts",
        lambda _: version(texts={"print": {"de": "Ja", "xx": "Ja"}}),
    ),
    Case("carla", "POST consent-texts", 400, "text_missing", "texts", lambda _: version(texts={"print": {"de": " "}})),
    Case("carla", "POST consent-texts", 409, "version_taken", "version", lambda _: version(version="2026-11")),
    # guardians
    Case("ada", "POST guardian-consents", 400, "birth_date_missing", "volunteer", ask),
    Case("ada", "POST guardian-consents", 400, "of_age", "volunteer", ask, grown_up),
    Case(
        "ada",
        "POST guardian-consents",
        400,
        "own_address",
        "guardian_email",
        lambda stage: ask(stage, guardian_email="ADA@example.org"),
        under_age,
    ),
    Case("ada", "POST guardian-consents", 409, "asked_too_often", "", ask, asked_often),
    Case("mina", "POST guardian-consents/paper", 400, "guardian_not_needed", "volunteer", paper, grown_up),
    Case("omar", "POST guardian-consents/paper", 403, "not_manager", "", paper),
    # districts
    Case(
        "carla",
        "POST district-hidings",
        409,
        "already_hidden",
        "district",
        lambda _: {"district": "03404", "reason": "Noch einmal"},
    ),
    Case(
        "dora",
        "POST district-hidings",
        403,
        "beyond_scope",
        "district",
        lambda _: {"district": "03457", "reason": "Drohbriefe"},
    ),
    Case("carla", "POST district-hidings/{hiding}/ask-to-show", 409, "already_asked", "", lambda _: WHY, asked_to_show),
    Case("carla", "POST district-hidings/{hiding}/ask-to-show", 409, "not_hidden", "", lambda _: WHY, shown_again),
    Case("carla", "POST district-hidings/{hiding}/show", 403, "own_request", "", before=asked_to_show),
    Case("carla", "POST district-hidings/{hiding}/show", 409, "not_asked", ""),
]
