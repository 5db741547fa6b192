"""Figures of closed years, and how many of ten were thanked, by gender."""

from django.db import migrations, models
from django.db.models import PROTECT, Q

MODELS = [
    migrations.CreateModel(
        name="PublishedYear",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("year", models.PositiveSmallIntegerField(unique=True, verbose_name="Jahr")),
            ("minutes", models.PositiveBigIntegerField(verbose_name="Minuten")),
            ("people", models.PositiveIntegerField(verbose_name="Engagierte")),
            ("organisations", models.PositiveIntegerField(verbose_name="Organisationen")),
            ("published_at", models.DateTimeField(verbose_name="veröffentlicht")),
        ],
        options={
            "verbose_name": "veröffentlichtes Jahr",
            "verbose_name_plural": "veröffentlichte Jahre",
            "constraints": [models.CheckConstraint(condition=Q(people__gte=5), name="published_year_of_enough_people")],
        },
    ),
    migrations.CreateModel(
        name="PublishedCell",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("by", models.CharField(max_length=10, verbose_name="aufgeteilt nach")),
            ("key", models.CharField(max_length=40, verbose_name="Schlüssel")),
            ("minutes", models.PositiveBigIntegerField(null=True, verbose_name="Minuten")),
            ("people", models.PositiveIntegerField(null=True, verbose_name="Engagierte")),
            ("organisations", models.PositiveIntegerField(null=True, verbose_name="Organisationen")),
            (
                "year",
                models.ForeignKey(
                    on_delete=PROTECT, related_name="cells", to="recognition.publishedyear", verbose_name="Jahr"
                ),
            ),
        ],
        options={
            "verbose_name": "veröffentlichte Zeile",
            "verbose_name_plural": "veröffentlichte Zeilen",
            "constraints": [
                models.UniqueConstraint(fields=("year", "by", "key"), name="published_cell_once"),
                models.CheckConstraint(
                    condition=Q(by__in=("district", "field", "kind", "month", "gender")),
                    name="published_cell_known_breakdown",
                ),
                models.CheckConstraint(
                    condition=Q(minutes=None, organisations=None, people=None)
                    | Q(minutes=0, organisations=0, people=0)
                    | Q(minutes__gt=0, organisations__gt=0, people__gte=5),
                    name="published_cell_of_enough_people",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="GenderShare",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("year", models.PositiveSmallIntegerField(verbose_name="Jahr")),
            ("gender", models.CharField(max_length=10, verbose_name="Geschlecht")),
            ("tenths", models.PositiveSmallIntegerField(null=True, verbose_name="von zehn")),
            ("counted_at", models.DateTimeField(verbose_name="gezählt")),
        ],
        options={
            "verbose_name": "Dank nach Geschlecht",
            "verbose_name_plural": "Dank nach Geschlecht",
            "constraints": [
                models.UniqueConstraint(fields=("year", "gender"), name="gender_share_once"),
                models.CheckConstraint(
                    condition=Q(gender__in=("female", "male", "diverse", "unknown")), name="gender_share_known_gender"
                ),
                models.CheckConstraint(
                    condition=Q(tenths=None) | Q(tenths__gte=1, tenths__lte=9), name="gender_share_neither_none_nor_all"
                ),
            ],
        },
    ),
]
