"""Every refusal around one's own data that the API can give (see `refusals.py`)."""

from tests.backend.refusals import Case
from tests.backend.stage import Stage
from volunteers.services import asking, erasing


def asked(stage: Stage) -> object:
    return asking.ask_for_kept(actor=stage.world.mina, volunteer=stage.olga)


def forgotten(stage: Stage) -> object:
    return erasing.erase(actor=None, volunteer=stage.world.ada_volunteer)


CASES = [
    Case("mina", "POST me/erasure", 409, "last_manager", ""),
    Case("carla", "POST me/erasure", 409, "last_coordinator", ""),
    Case("mina", "POST volunteers/{olga}/erasure", 409, "erasure_under_way", "", before=asked),
    Case("ada", "GET me/exports/{copy}/file", 409, "export_not_ready", "status"),
    Case("carla", "GET certificates/{certificate}/pdf", 409, "erased", "status", before=forgotten),
]
