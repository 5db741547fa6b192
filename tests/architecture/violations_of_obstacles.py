"""What breaks each constraint of obstacles; see `test_constraints.py`."""

import datetime as dt

from recognition.models import ObstacleAnswer
from tests.architecture.violating import Deed, change

VIOLATIONS: dict[str, Deed] = {
    "obstacle_known_category": lambda stage: change(stage.obstacle, category="weather"),
    "obstacle_known_status": lambda stage: change(stage.obstacle, status="lost"),
    "obstacle_comes_from_one_side": lambda stage: change(stage.desk_obstacle, named=True),
    "obstacle_known_audience": lambda stage: change(stage.desk_obstacle, audience="organisation"),
    "obstacle_emptied_says_nothing": lambda stage: change(stage.obstacle, emptied_on=dt.date(2026, 1, 1)),
    "obstacle_other_says_what": lambda stage: change(stage.obstacle, category="other", text=""),
    "obstacle_answer_says_something": lambda stage: ObstacleAnswer.objects.create(
        obstacle=stage.obstacle, text="", said_by=stage.world.carla, said_on=dt.date(2026, 1, 1)
    ),
}
