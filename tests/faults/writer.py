"""One of several processes that write at the same time: `python -m tests.faults.writer NUMBER ENTRIES`.

Logs hours for a volunteer of its own and confirms them, through the services and with the settings of a real
process. Prints how often the database refused because it was locked, and how many minutes were confirmed.
"""

import datetime as dt
import json
import sys
import time
from pathlib import Path

import django

django.setup()

from django.conf import settings  # noqa: E402 -- after the setup
from django.db import OperationalError  # noqa: E402

from volunteers.models import Activity, User, Volunteer, Way  # noqa: E402
from volunteers.services import confirming, logging  # noqa: E402

FIRST_DAY = dt.date(2026, 1, 1)


def main(number: int, entries: int) -> None:
    """Says that it is ready, waits for the word to go, writes."""
    omar = User.objects.get(email="omar@example.org")
    person = Volunteer.objects.get(name=f"Hilfe {number}")
    activity = Activity.objects.get(title="Sprechrunde")
    (Path(settings.VAR_DIR) / f"ready-{number}").touch()
    while not (Path(settings.VAR_DIR) / "go").exists():
        time.sleep(0.005)
    locked = confirmed = 0
    for index in range(entries):
        try:
            day = FIRST_DAY + dt.timedelta(days=index)
            entry, _new = logging.log_hours(
                actor=omar, volunteer=person, activity=activity, day=day, minutes=number + 1, way=Way.API
            )
            confirmed += confirming.confirm(actor=omar, entry=entry, way=Way.API).minutes
        except OperationalError as error:
            locked += "locked" in str(error)
            if "locked" not in str(error):
                raise
    sys.stdout.write(json.dumps({"locked": locked, "confirmed": confirmed}))


main(int(sys.argv[1]), int(sys.argv[2]))
