"""Districts of Lower Saxony and the alliance's five fields of action."""

import csv
import datetime as dt
from pathlib import Path

from django.db import migrations

DISTRICTS = Path(__file__).resolve().parent.parent / "data" / "districts.csv"
FIELDS = [
    ("language", "Sprachförderung"),
    ("labour", "Arbeitsmarktintegration"),
    ("support", "Unterstützung der Engagierten"),
    ("living", "Wohnen und Leben"),
    ("participation", "Politische und gesellschaftliche Teilhabe"),
]


def load(apps, schema_editor):
    District = apps.get_model("volunteers", "District")
    FieldOfAction = apps.get_model("volunteers", "FieldOfAction")
    with DISTRICTS.open(encoding="utf-8", newline="") as rows:
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


class Migration(migrations.Migration):
    dependencies = [("volunteers", "0001_initial")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
