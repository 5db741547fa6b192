"""What stands in the way on the stage: Ada named a threat for the coordination, Omar a room for the alliance."""

from typing import Any

from recognition.services import obstacles
from tests.cast import World
from volunteers.models import HourEntry


def name(world: World, entry: HourEntry) -> dict[str, Any]:
    """Both, under their names on the stage; Ada's beside that entry."""
    return {
        "obstacle": obstacles.name_obstacle(
            actor=world.ada,
            place=obstacles.Place.given(entry=entry),
            category="safety",
            audience="coordination",
            text="Drohanruf am Abend",
        ),
        "desk_obstacle": obstacles.name_obstacle(
            actor=world.omar,
            organisation=world.cafe,
            place=obstacles.Place(world.talking.district, world.talking.field),
            category="rooms",
            audience="alliance",
            text="Montags kein Raum",
        ),
    }
