"""Districts of Lower Saxony, the alliance's five fields of action, and the first texts of consents."""

import csv
import datetime as dt
import json
from pathlib import Path
from typing import Any

from django.db import migrations

DATA = Path(__file__).resolve().parents[2] / "data"
FIELDS = [
    ("language", "Sprachförderung"),
    ("labour", "Arbeitsmarktintegration"),
    ("support", "Unterstützung der Engagierten"),
    ("living", "Wohnen und Leben"),
    ("participation", "Politische und gesellschaftliche Teilhabe"),
]


def load_places(apps: Any, schema_editor: Any) -> None:
    District = apps.get_model("volunteers", "District")
    FieldOfAction = apps.get_model("volunteers", "FieldOfAction")
    with (DATA / "districts.csv").open(encoding="utf-8", newline="") as rows:
        District.objects.bulk_create(
            District(
                ags=row["ags"],
                name=row["name"],
                kind=row["kind"],
                nuts3=row["nuts3"],
                statistical_region=row["statistical_region"],
                valid_from=dt.date.fromisoformat(row["valid_from"]) if row["valid_from"] else None,
                valid_to=dt.date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
            )
            for row in csv.DictReader(rows)
        )
    FieldOfAction.objects.bulk_create(
        FieldOfAction(code=code, name=name, position=position) for position, (code, name) in enumerate(FIELDS)
    )


def load_consent_texts(apps: Any, schema_editor: Any) -> None:
    """The first purpose, and its text for each place and language."""
    told = json.loads((DATA / "consent_texts.json").read_text(encoding="utf-8"))
    purpose, _new = apps.get_model("volunteers", "ConsentPurpose").objects.get_or_create(
        code=told["purpose"], defaults={"name": "öffentlicher Dank"}
    )
    ConsentText = apps.get_model("volunteers", "ConsentText")
    ConsentText.objects.bulk_create(
        ConsentText(
            purpose=purpose,
            place=place,
            version=told["version"],
            language=language,
            since=dt.date.fromisoformat(told["since"]),
            text=f"{words[place]}\n\n{words['common']}",
        )
        for language, words in told["texts"].items()
        for place in ("region_list", "organisation_list", "print")
    )


REFERENCE = [
    migrations.RunPython(load_places, migrations.RunPython.noop),
    migrations.RunPython(load_consent_texts, migrations.RunPython.noop),
]
