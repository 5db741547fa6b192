"""Two records of one person made one, and records that people take over."""

import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("volunteers", "0020_signed_in"),
    ]

    operations = [
        migrations.AddField(
            model_name="volunteer",
            name="merged_into",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="merged",
                to="volunteers.volunteer",
                verbose_name="zusammengeführt mit",
            ),
        ),
        migrations.AddIndex(
            model_name="volunteer",
            index=models.Index(
                condition=models.Q(("merged_into__isnull", False)), fields=["merged_into"], name="volunteer_merged"
            ),
        ),
        migrations.AddConstraint(
            model_name="volunteer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("merged_into", None),
                    models.Q(models.Q(("merged_into", models.F("pk")), _negated=True), ("user", None)),
                    _connector="OR",
                ),
                name="volunteer_merged_into_another",
                violation_error_message="Zusammengeführt wird nur ein Datensatz ohne Konto, und mit einem anderen.",
            ),
        ),
        migrations.CreateModel(
            name="Merge",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="UUID")),
                (
                    "basis",
                    models.CharField(
                        choices=[
                            ("organisation", "die Organisation, die beide führte"),
                            ("coordination", "die Koordination"),
                            ("takeover", "die Person selbst, mit dem Wort der Organisation"),
                        ],
                        max_length=12,
                        verbose_name="Grundlage",
                    ),
                ),
                ("merged_at", models.DateTimeField(verbose_name="zusammengeführt")),
                ("undone_at", models.DateTimeField(blank=True, null=True, verbose_name="rückgängig gemacht")),
                ("moved", models.JSONField(default=dict)),
                (
                    "merged_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="merges",
                        to="volunteers.organisation",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="merges_away",
                        to="volunteers.volunteer",
                    ),
                ),
                (
                    "target",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="merges_here",
                        to="volunteers.volunteer",
                    ),
                ),
                (
                    "undone_by",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "Zusammenführung",
                "verbose_name_plural": "Zusammenführungen",
            },
        ),
        migrations.CreateModel(
            name="Takeover",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="UUID")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("asked", "wartet auf die Organisation"),
                            ("offered", "kann übernommen werden"),
                            ("taken", "übernommen"),
                            ("refused", "abgelehnt"),
                            ("withdrawn", "zurückgezogen"),
                            ("returned", "zurückgegeben"),
                        ],
                        max_length=10,
                        verbose_name="Stand",
                    ),
                ),
                ("code_hash", models.CharField(blank=True, editable=False, max_length=64)),
                ("said_name", models.CharField(blank=True, max_length=200, verbose_name="Name")),
                ("said_when", models.CharField(blank=True, max_length=200, verbose_name="Zeit")),
                ("begun_at", models.DateTimeField(verbose_name="begonnen")),
                ("expires_at", models.DateTimeField(blank=True, null=True, verbose_name="gilt bis")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="entschieden")),
                (
                    "claimant",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="takeovers",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "merge",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="takeover",
                        to="volunteers.merge",
                    ),
                ),
                (
                    "offered_by",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="takeovers",
                        to="volunteers.organisation",
                    ),
                ),
                (
                    "volunteer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="takeovers",
                        to="volunteers.volunteer",
                    ),
                ),
            ],
            options={
                "verbose_name": "Übernahme",
                "verbose_name_plural": "Übernahmen",
            },
        ),
        migrations.CreateModel(
            name="DistinctPair",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("said_at", models.DateTimeField(verbose_name="gesagt")),
                (
                    "first",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="volunteers.volunteer",
                    ),
                ),
                (
                    "said_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "second",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="volunteers.volunteer"
                    ),
                ),
            ],
            options={
                "verbose_name": "zwei verschiedene Personen",
                "verbose_name_plural": "verschiedene Personen",
                "constraints": [
                    models.UniqueConstraint(fields=("first", "second"), name="distinct_pair_once"),
                    models.CheckConstraint(
                        condition=models.Q(("first__lt", models.F("second"))), name="distinct_pair_in_order"
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="merge",
            constraint=models.CheckConstraint(
                condition=models.Q(("source", models.F("target")), _negated=True), name="merge_of_two"
            ),
        ),
        migrations.AddConstraint(
            model_name="merge",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("basis__in", ["organisation", "takeover"]), ("organisation__isnull", False)),
                    models.Q(("basis", "coordination"), ("organisation", None)),
                    _connector="OR",
                ),
                name="merge_known_basis",
            ),
        ),
        migrations.AddConstraint(
            model_name="merge",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("undone_at", None), ("undone_by", None)),
                    models.Q(("undone_at__isnull", False), ("undone_by__isnull", False)),
                    _connector="OR",
                ),
                name="merge_undone_with_who_and_when",
            ),
        ),
        migrations.AddConstraint(
            model_name="merge",
            constraint=models.UniqueConstraint(
                condition=models.Q(("undone_at", None)), fields=("source",), name="merge_away_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="takeover",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["asked", "offered", "taken", "refused", "withdrawn", "returned"])),
                name="takeover_known_status",
            ),
        ),
        migrations.AddConstraint(
            model_name="takeover",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status__in", ["offered", "taken"]), _negated=True),
                    models.Q(
                        ("expires_at__isnull", False), ("offered_by__isnull", False), ("volunteer__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="takeover_offered_of_a_record",
            ),
        ),
        migrations.AddConstraint(
            model_name="takeover",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status__in", ["asked", "taken"]), _negated=True),
                    ("claimant__isnull", False),
                    _connector="OR",
                ),
                name="takeover_has_a_claimant",
            ),
        ),
        migrations.AddConstraint(
            model_name="takeover",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "taken"), _negated=True),
                    models.Q(("claimant", models.F("offered_by")), _negated=True),
                    _connector="OR",
                ),
                name="takeover_four_eyes",
                violation_error_message="Das Wort der Organisation gibt jemand anderes.",
            ),
        ),
        migrations.AddConstraint(
            model_name="takeover",
            constraint=models.UniqueConstraint(
                condition=models.Q(("code_hash", ""), _negated=True), fields=("code_hash",), name="takeover_code_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="takeover",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "asked")),
                fields=("organisation", "claimant"),
                name="takeover_asked_once",
                violation_error_message="Dort hast du schon gefragt.",
            ),
        ),
    ]
