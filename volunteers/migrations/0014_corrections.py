"""Corrections of confirmed hours, objections, and the record of the former, which the database keeps as it is."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

POSTGRES = """
CREATE FUNCTION volunteers_correctionevent_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'events of corrections are append-only';
END $$;
CREATE TRIGGER correctionevent_append_only BEFORE UPDATE OR DELETE ON volunteers_correctionevent
FOR EACH ROW EXECUTE FUNCTION volunteers_correctionevent_append_only();
"""
SQLITE = [
    """CREATE TRIGGER correctionevent_no_update BEFORE UPDATE ON volunteers_correctionevent
    BEGIN SELECT RAISE(ABORT, 'events of corrections are append-only'); END""",
    """CREATE TRIGGER correctionevent_no_delete BEFORE DELETE ON volunteers_correctionevent
    BEGIN SELECT RAISE(ABORT, 'events of corrections are append-only'); END""",
]


def guard(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRES)
    else:
        for statement in SQLITE:
            schema_editor.execute(statement)


def unguard(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP TRIGGER correctionevent_append_only ON volunteers_correctionevent")
        schema_editor.execute("DROP FUNCTION volunteers_correctionevent_append_only()")
    else:
        schema_editor.execute("DROP TRIGGER correctionevent_no_update")
        schema_editor.execute("DROP TRIGGER correctionevent_no_delete")


class Migration(migrations.Migration):
    dependencies = [("common", "0003_reasons"), ("volunteers", "0013_my_data")]
    operations = [
        migrations.CreateModel(
            name="Correction",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="UUID")),
                ("minutes", models.SmallIntegerField(verbose_name="Minuten")),
                (
                    "asked_by",
                    models.CharField(
                        choices=[
                            ("volunteer", "Engagierte"),
                            ("organisation", "Organisation"),
                            ("coordination", "Koordination"),
                        ],
                        max_length=12,
                        verbose_name="gewünscht von",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("proposed", "wartet auf Antwort"),
                            ("agreed", "gilt"),
                            ("refused", "abgelehnt"),
                            ("withdrawn", "zurückgezogen"),
                        ],
                        default="proposed",
                        max_length=10,
                        verbose_name="Stand",
                    ),
                ),
                ("proposed_at", models.DateTimeField(verbose_name="gewünscht")),
                ("decided_at", models.DateTimeField(null=True, verbose_name="entschieden")),
                (
                    "decided_as",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("volunteer", "Engagierte"),
                            ("organisation", "Organisation"),
                            ("coordination", "Koordination"),
                        ],
                        max_length=12,
                        verbose_name="entschieden von",
                    ),
                ),
                (
                    "activity",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="volunteers.activity",
                    ),
                ),
                (
                    "answer",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="common.reason",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="volunteers.hourentry",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="volunteers.organisation",
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "reason",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="common.reason",
                    ),
                ),
            ],
            options={
                "verbose_name": "Korrektur",
                "verbose_name_plural": "Korrekturen",
            },
        ),
        migrations.CreateModel(
            name="Objection",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="UUID")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("open", "wartet auf die Koordination"),
                            ("upheld", "stattgegeben"),
                            ("rejected", "nicht stattgegeben"),
                            ("withdrawn", "erledigt"),
                        ],
                        default="open",
                        max_length=10,
                        verbose_name="Stand",
                    ),
                ),
                ("made_at", models.DateTimeField(verbose_name="eingelegt")),
                ("decided_at", models.DateTimeField(null=True, verbose_name="entschieden")),
                (
                    "activity",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="volunteers.activity",
                    ),
                ),
                (
                    "correction",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="objections",
                        to="volunteers.correction",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "decision",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="common.reason",
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="volunteers.hourentry",
                    ),
                ),
                (
                    "made_by",
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
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="volunteers.organisation",
                    ),
                ),
                (
                    "reason",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="common.reason",
                    ),
                ),
            ],
            options={
                "verbose_name": "Einspruch",
                "verbose_name_plural": "Einsprüche",
            },
        ),
        migrations.CreateModel(
            name="CorrectionEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(verbose_name="Zeitpunkt")),
                (
                    "actor_as",
                    models.CharField(
                        choices=[
                            ("volunteer", "Engagierte"),
                            ("organisation", "Organisation"),
                            ("coordination", "Koordination"),
                        ],
                        max_length=12,
                        verbose_name="für",
                    ),
                ),
                (
                    "way",
                    models.CharField(
                        choices=[
                            ("page", "Seite"),
                            ("api", "Schnittstelle"),
                            ("mail_link", "Link aus einer E-Mail"),
                            ("kiosk", "gemeinsames Gerät"),
                            ("import", "Import"),
                            ("plan", "Wochenplan"),
                        ],
                        max_length=10,
                        verbose_name="Weg",
                    ),
                ),
                (
                    "from_status",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("proposed", "wartet auf Antwort"),
                            ("agreed", "gilt"),
                            ("refused", "abgelehnt"),
                            ("withdrawn", "zurückgezogen"),
                        ],
                        max_length=10,
                        verbose_name="von",
                    ),
                ),
                (
                    "to_status",
                    models.CharField(
                        choices=[
                            ("proposed", "wartet auf Antwort"),
                            ("agreed", "gilt"),
                            ("refused", "abgelehnt"),
                            ("withdrawn", "zurückgezogen"),
                        ],
                        max_length=10,
                        verbose_name="nach",
                    ),
                ),
                ("minutes", models.SmallIntegerField(verbose_name="Minuten")),
                (
                    "activity",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="volunteers.activity",
                    ),
                ),
                (
                    "actor",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "correction",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="volunteers.correction",
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="volunteers.hourentry",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="volunteers.organisation",
                    ),
                ),
                (
                    "reason",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="common.reason",
                    ),
                ),
            ],
            options={
                "verbose_name": "Schritt einer Korrektur",
                "verbose_name_plural": "Protokoll der Korrekturen",
            },
        ),
        migrations.AddIndex(
            model_name="correction",
            index=models.Index(fields=["entry", "id"], name="correction_of_entry"),
        ),
        migrations.AddIndex(
            model_name="correction",
            index=models.Index(fields=["organisation", "id"], name="correction_of_organisation"),
        ),
        migrations.AddIndex(
            model_name="correction",
            index=models.Index(fields=["activity", "id"], name="correction_of_activity"),
        ),
        migrations.AddIndex(
            model_name="correction",
            index=models.Index(
                condition=models.Q(("status", "proposed")), fields=["proposed_at"], name="correction_open"
            ),
        ),
        migrations.AddConstraint(
            model_name="correction",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["proposed", "agreed", "refused", "withdrawn"])),
                name="correction_known_status",
            ),
        ),
        migrations.AddConstraint(
            model_name="correction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("minutes__gte", -1440), ("minutes__lte", 1440), models.Q(("minutes", 0), _negated=True)
                ),
                name="correction_changes_something",
                violation_error_message="Eine Korrektur ändert mindestens eine Minute.",
            ),
        ),
        migrations.AddConstraint(
            model_name="correction",
            constraint=models.CheckConstraint(
                condition=models.Q(("asked_by__in", ["volunteer", "organisation"])), name="correction_asked_by_a_side"
            ),
        ),
        migrations.AddConstraint(
            model_name="correction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("decided_as__in", ["volunteer", "organisation", "coordination"]),
                        ("decided_at__isnull", False),
                        ("decided_by__isnull", False),
                        ("status__in", ["agreed", "refused"]),
                    ),
                    models.Q(
                        models.Q(("status__in", ["agreed", "refused"]), _negated=True),
                        ("answer", None),
                        ("decided_as", ""),
                        ("decided_at", None),
                        ("decided_by", None),
                    ),
                    _connector="OR",
                ),
                name="correction_decided_with_who_and_when",
            ),
        ),
        migrations.AddConstraint(
            model_name="correction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "refused"), _negated=True), ("answer__isnull", False), _connector="OR"
                ),
                name="correction_refused_with_reason",
                violation_error_message="Eine Ablehnung braucht einen Grund.",
            ),
        ),
        migrations.AddConstraint(
            model_name="correction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("decided_by", None),
                    models.Q(
                        models.Q(("decided_by", models.F("proposed_by")), _negated=True),
                        models.Q(("decided_as", models.F("asked_by")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="correction_four_eyes",
                violation_error_message="Wer eine Korrektur wünscht, stimmt ihr nicht selbst zu.",
            ),
        ),
        migrations.AddConstraint(
            model_name="correction",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "proposed")),
                fields=("entry",),
                name="correction_one_open",
                violation_error_message="Für diesen Eintrag läuft schon eine Korrektur.",
            ),
        ),
        migrations.AddIndex(
            model_name="correctionevent",
            index=models.Index(fields=["correction", "id"], name="correction_event_of_correction"),
        ),
        migrations.AddIndex(
            model_name="correctionevent",
            index=models.Index(fields=["entry", "id"], name="correction_event_of_entry"),
        ),
        migrations.AddIndex(
            model_name="correctionevent",
            index=models.Index(fields=["organisation", "id"], name="correction_event_of_place"),
        ),
        migrations.AddIndex(
            model_name="correctionevent",
            index=models.Index(fields=["activity", "id"], name="correction_event_of_activity"),
        ),
        migrations.AddConstraint(
            model_name="correctionevent",
            constraint=models.CheckConstraint(
                condition=models.Q(("to_status__in", ["proposed", "agreed", "refused", "withdrawn"])),
                name="correction_event_known_status",
            ),
        ),
        migrations.AddIndex(
            model_name="objection",
            index=models.Index(fields=["entry", "id"], name="objection_of_entry"),
        ),
        migrations.AddIndex(
            model_name="objection",
            index=models.Index(fields=["organisation", "id"], name="objection_of_organisation"),
        ),
        migrations.AddIndex(
            model_name="objection",
            index=models.Index(fields=["activity", "id"], name="objection_of_activity"),
        ),
        migrations.AddIndex(
            model_name="objection",
            index=models.Index(condition=models.Q(("status", "open")), fields=["made_at"], name="objection_open"),
        ),
        migrations.AddConstraint(
            model_name="objection",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["open", "upheld", "rejected", "withdrawn"])),
                name="objection_known_status",
            ),
        ),
        migrations.AddConstraint(
            model_name="objection",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("decided_at__isnull", False),
                        ("decided_by__isnull", False),
                        ("decision__isnull", False),
                        ("status__in", ["upheld", "rejected"]),
                    ),
                    models.Q(
                        models.Q(("status__in", ["upheld", "rejected"]), _negated=True),
                        ("decided_at", None),
                        ("decided_by", None),
                        ("decision", None),
                    ),
                    _connector="OR",
                ),
                name="objection_decided_with_who_when_and_why",
                violation_error_message="Über einen Einspruch wird mit Begründung entschieden.",
            ),
        ),
        migrations.AddConstraint(
            model_name="objection",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("decided_by", None), models.Q(("decided_by", models.F("made_by")), _negated=True), _connector="OR"
                ),
                name="objection_four_eyes",
                violation_error_message="Über den eigenen Einspruch entscheidet jemand anderes.",
            ),
        ),
        migrations.AddConstraint(
            model_name="objection",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "open")),
                fields=("entry",),
                name="objection_one_open",
                violation_error_message="Zu diesem Eintrag läuft schon ein Einspruch.",
            ),
        ),
        migrations.RunPython(guard, unguard),
    ]
