"""What stands for hours, the annex for the municipality with its confirmations, and why a status may lapse."""

import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("recognition", "0008_obstacles"),
        ("volunteers", "0024_sign_in_sheets"),
    ]

    operations = [
        migrations.CreateModel(
            name="AnnexPart",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="UUID")),
                ("helped_since", models.DateField(verbose_name="dabei seit")),
                ("minutes", models.PositiveIntegerField(verbose_name="Minuten")),
                ("by_year", models.JSONField(verbose_name="nach Jahren")),
                ("by_span", models.JSONField(verbose_name="nach zwölf Monaten")),
                (
                    "status",
                    models.CharField(
                        choices=[("asked", "angefragt"), ("confirmed", "bestätigt"), ("declined", "nicht bestätigt")],
                        default="asked",
                        max_length=10,
                        verbose_name="Stand",
                    ),
                ),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="entschieden")),
                ("decline_reason", models.CharField(blank=True, max_length=500, verbose_name="Grund")),
            ],
            options={
                "verbose_name": "Bestätigung zur Anlage",
                "verbose_name_plural": "Bestätigungen zur Anlage",
            },
        ),
        migrations.CreateModel(
            name="CardAnnex",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="UUID")),
                ("period_start", models.DateField(verbose_name="von")),
                ("period_end", models.DateField(verbose_name="bis")),
                ("met", models.BooleanField(verbose_name="Voraussetzungen erfüllt")),
                (
                    "waiver",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("juleica", "Juleica"),
                            ("fire_brigade", "Freiwillige Feuerwehr"),
                            ("civil_protection", "Katastrophenschutz"),
                            ("rescue_service", "Rettungsdienst"),
                        ],
                        max_length=20,
                        verbose_name="durch eine Befreiung",
                    ),
                ),
                ("made_at", models.DateTimeField(verbose_name="angelegt")),
                ("replaced_at", models.DateTimeField(blank=True, null=True, verbose_name="ersetzt")),
            ],
            options={
                "verbose_name": "Anlage zum Antrag",
                "verbose_name_plural": "Anlagen zum Antrag",
            },
        ),
        migrations.CreateModel(
            name="Waiver",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="UUID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("juleica", "Juleica"),
                            ("fire_brigade", "Freiwillige Feuerwehr"),
                            ("civil_protection", "Katastrophenschutz"),
                            ("rescue_service", "Rettungsdienst"),
                        ],
                        max_length=20,
                        verbose_name="Art",
                    ),
                ),
                ("held_since", models.DateField(verbose_name="seit")),
                ("held_until", models.DateField(blank=True, null=True, verbose_name="gültig bis")),
                ("recorded_at", models.DateTimeField(verbose_name="eingetragen")),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True, verbose_name="zurückgenommen")),
            ],
            options={
                "verbose_name": "Befreiung",
                "verbose_name_plural": "Befreiungen",
            },
        ),
        migrations.RemoveConstraint(
            model_name="reached",
            name="reached_lapsed_with_why",
        ),
        migrations.AlterField(
            model_name="reached",
            name="lapsed_why",
            field=models.CharField(
                blank=True,
                choices=[
                    ("hours", "die Stunden wurden korrigiert"),
                    ("rule", "für den Tag gilt eine andere Regel"),
                    ("waiver", "die Befreiung wurde zurückgenommen"),
                ],
                max_length=10,
                verbose_name="weshalb entfallen",
            ),
        ),
        migrations.AddConstraint(
            model_name="reached",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("lapsed_at", None), ("lapsed_why", "")),
                    models.Q(("lapsed_at__isnull", False), ("lapsed_why__in", ["hours", "rule", "waiver"])),
                    _connector="OR",
                ),
                name="reached_lapsed_with_why",
            ),
        ),
        migrations.AddField(
            model_name="annexpart",
            name="decided_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="annexpart",
            name="organisation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="volunteers.organisation"
            ),
        ),
        migrations.AddField(
            model_name="cardannex",
            name="rule",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="recognition.programmerule"
            ),
        ),
        migrations.AddField(
            model_name="cardannex",
            name="volunteer",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="annexes", to="volunteers.volunteer"
            ),
        ),
        migrations.AddField(
            model_name="annexpart",
            name="annex",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="parts",
                to="recognition.cardannex",
            ),
        ),
        migrations.AddField(
            model_name="waiver",
            name="organisation",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="volunteers.organisation",
            ),
        ),
        migrations.AddField(
            model_name="waiver",
            name="recorded_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="waiver",
            name="volunteer",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="waivers", to="volunteers.volunteer"
            ),
        ),
        migrations.AddField(
            model_name="waiver",
            name="withdrawn_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="cardannex",
            constraint=models.UniqueConstraint(
                condition=models.Q(("replaced_at", None)), fields=("volunteer",), name="card_annex_standing_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="cardannex",
            constraint=models.CheckConstraint(
                condition=models.Q(("period_end__gte", models.F("period_start"))), name="card_annex_days_in_order"
            ),
        ),
        migrations.AddConstraint(
            model_name="annexpart",
            constraint=models.UniqueConstraint(fields=("annex", "organisation"), name="annex_part_once"),
        ),
        migrations.AddConstraint(
            model_name="annexpart",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_at", None), ("decided_by", None), ("decline_reason", ""), ("status", "asked")),
                    models.Q(
                        ("decided_at__isnull", False),
                        ("decided_by__isnull", False),
                        ("decline_reason", ""),
                        ("status", "confirmed"),
                    ),
                    models.Q(
                        ("decided_at__isnull", False),
                        ("decided_by__isnull", False),
                        ("status", "declined"),
                        models.Q(("decline_reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="annex_part_decided_with_who_and_when",
            ),
        ),
        migrations.AddConstraint(
            model_name="waiver",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["juleica", "fire_brigade", "civil_protection", "rescue_service"])),
                name="waiver_known_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="waiver",
            constraint=models.CheckConstraint(
                condition=models.Q(("held_until", None), ("held_until__gte", models.F("held_since")), _connector="OR"),
                name="waiver_days_in_order",
                violation_error_message="Das Ende liegt vor dem Anfang.",
            ),
        ),
        migrations.AddConstraint(
            model_name="waiver",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "juleica"), _negated=True), ("held_until__isnull", False), _connector="OR"
                ),
                name="waiver_juleica_ends",
                violation_error_message="Eine Juleica gilt bis zu einem Tag.",
            ),
        ),
        migrations.AddConstraint(
            model_name="waiver",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("withdrawn_at", None), ("withdrawn_by", None)),
                    models.Q(("withdrawn_at__isnull", False), ("withdrawn_by__isnull", False)),
                    _connector="OR",
                ),
                name="waiver_withdrawn_by_whom",
            ),
        ),
        migrations.AddConstraint(
            model_name="waiver",
            constraint=models.UniqueConstraint(
                condition=models.Q(("withdrawn_at", None)),
                fields=("volunteer", "kind", "held_since"),
                name="waiver_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="cardannex",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("waiver", ""),
                    models.Q(
                        ("met", True),
                        ("waiver__in", ["juleica", "fire_brigade", "civil_protection", "rescue_service"]),
                    ),
                    _connector="OR",
                ),
                name="card_annex_met_by_a_waiver",
            ),
        ),
    ]
