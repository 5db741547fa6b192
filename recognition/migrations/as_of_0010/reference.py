"""The prizes that come with the code, with the rounds that are known."""

import datetime as dt
import json
import uuid
from pathlib import Path
from typing import Any

from django.db import migrations

DATA = Path(__file__).resolve().parents[2] / "data" / "prizes.json"


def load_prizes(apps: Any, schema_editor: Any) -> None:
    Prize = apps.get_model("recognition", "Prize")
    PrizeCall = apps.get_model("recognition", "PrizeCall")
    for told in json.loads(DATA.read_text(encoding="utf-8")):
        calls = told.pop("calls")
        prize = Prize.objects.create(uuid=uuid.uuid4(), **told)
        for call in calls:
            days = {name: dt.date.fromisoformat(call[name]) for name in ("opens_on", "closes_on") if call[name]}
            PrizeCall.objects.create(uuid=uuid.uuid4(), prize=prize, **(call | days))


REFERENCE = [migrations.RunPython(load_prizes, migrations.RunPython.noop)]
