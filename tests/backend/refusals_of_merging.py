"""Every refusal about taking kept records over, and about merging, that the API can give; see `refusals.py`."""

import datetime as dt
from typing import Any

from tests import factories
from tests.backend.refusals import Case
from tests.backend.stage import Stage
from tests.cast import make_volunteer
from volunteers.models import Erasure, HourEntry, Merge, Organisation, Takeover, Volunteer
from volunteers.services import asking, claiming, merging, takeover_codes

OLGA, PETRO = "olga", "petro"


def pair(first: str, second: str) -> Any:
    """Two people of the stage, the first of them going into the second."""
    return lambda stage: {"volunteer": key(stage, first), "into": key(stage, second)}


def key(stage: Stage, name: str) -> str:
    people = {"ada": stage.world.ada_volunteer, "mallory": stage.world.mallory_volunteer}
    return str((people | {OLGA: stage.olga, PETRO: stage.petro})[name].uuid)


def hand_out(stage: Stage) -> Takeover:
    return claiming.hand_out(actor=stage.world.mina, volunteer=stage.olga, way="api")


def newest_code(_stage: Stage) -> dict[str, str]:
    return {"code": takeover_codes.code_of(Takeover.objects.latest("pk"))}


def olga_is_omar(stage: Stage) -> object:
    return Volunteer.objects.filter(pk=stage.olga.pk).update(email=stage.world.omar.email)


def olga_wants_to_go(stage: Stage) -> Erasure:
    return asking.ask_for_kept(actor=stage.world.mina, volunteer=stage.olga)


def at_night(stage: Stage) -> object:
    """More than a day of it, together with Petro's hour."""
    return HourEntry.objects.filter(volunteer=stage.olga).update(minutes=1440)


def taken_and_used(stage: Stage) -> object:
    """By somebody who had no record, and who has one now."""
    user = factories.user()
    Takeover.objects.filter(pk=stage.takeover.pk).update(claimant=user)
    stage.takeover.refresh_from_db()
    claiming.agree(actor=stage.world.mina, takeover=stage.takeover, volunteer=stage.olga, way="api")
    claiming.take(actor=user, takeover=stage.takeover, way="api")
    return HourEntry.objects.filter(volunteer=stage.olga).update(logged_by=user)


def merged_on(stage: Stage) -> object:
    return merging.merge(actor=stage.world.mina, source=stage.petro, target=stage.olga, way="api")


def guests_of_the_club(stage: Stage) -> object:
    """Two people known at the club, one of whom the café keeps."""
    factories.kept(stage.world.club)
    return factories.hours(factories.kept(stage.world.cafe), stage.world.football)


def the_newest_two(_stage: Stage) -> dict[str, str]:
    first, second = Volunteer.objects.order_by("-pk")[:2]
    return {"volunteer": str(first.uuid), "into": str(second.uuid)}


def long_ago(stage: Stage) -> object:
    at = stage.merge.merged_at - dt.timedelta(days=31)
    return Merge.objects.filter(pk=stage.merge.pk).update(merged_at=at)


def asked_often(stage: Stage) -> object:
    for _ in range(claiming.MOST_OPEN):
        number = Organisation.objects.count()
        place = Organisation.objects.create(
            slug=f"ort-{number}", name="Ort", kind="association", district=stage.world.cafe.district
        )
        claiming.ask(actor=stage.world.mallory, organisation=place, name="Mallory", way="api")
    return None


def own(stage: Stage) -> Volunteer:
    """Omar helps himself, and not at the café."""
    found = Volunteer.objects.filter(user=stage.world.omar).first()
    return found or make_volunteer(stage.world.omar, given="Omar", family="Beispiel")


CASES = [
    Case("carla", "POST merges", 409, "same_record", "into", pair(OLGA, OLGA)),
    Case("omar", "POST merges", 403, "own_record", "", pair(OLGA, PETRO), olga_is_omar),
    Case("omar", "POST merges", 403, "needs_the_person", "into", pair(OLGA, "ada")),
    Case("carla", "POST merges", 409, "has_account", "volunteer", pair("ada", OLGA)),
    Case("carla", "POST merges", 409, "two_accounts", "", pair("ada", "mallory")),
    Case("mina", "POST merges", 409, "erasure_under_way", "", pair(OLGA, PETRO), olga_wants_to_go),
    Case("mina", "POST merges", 409, "in_the_way", "", pair(OLGA, PETRO), at_night),
    Case("mallory", "POST merges", 403, "not_for_both", "", the_newest_two, guests_of_the_club),
    Case(
        "omar",
        "POST doubles",
        403,
        "not_for_both",
        "",
        lambda stage: {"first": key(stage, OLGA), "second": str(own(stage).uuid)},
        own,
    ),
    Case("carla", "POST merges/{merge}/undo", 409, "merged_again", "", before=merged_on),
    Case("mina", "POST merges/{merge}/undo", 409, "undo_too_late", "", before=long_ago),
    Case(
        "mina",
        "POST merges/{merge}/undo",
        409,
        "already_undone",
        "",
        before=lambda stage: merging.undo(actor=stage.world.mina, merge=stage.merge, way="api"),
    ),
    Case("mina", "POST takeovers/codes", 403, "not_keeper", "", lambda stage: {"volunteer": key(stage, "ada")}),
    Case("mina", "POST takeovers/take-code", 403, "own_takeover", "", newest_code, hand_out),
    Case("ada", "POST takeovers/take-code", 400, "code_unknown", "code", lambda _: {"code": "AAAA-BBBB-CCCC"}),
    Case(
        "ada",
        "POST takeovers",
        409,
        "already_asked",
        "organisation",
        lambda stage: {"organisation": str(stage.world.cafe.uuid), "name": "Ada"},
    ),
    Case(
        "mallory",
        "POST takeovers",
        409,
        "too_many_questions",
        "",
        lambda stage: {"organisation": str(stage.world.cafe.uuid), "name": "Mallory"},
        asked_often,
    ),
    Case("mina", "POST takeovers/{takeover}/give-back", 409, "used_since", "", before=taken_and_used),
]
