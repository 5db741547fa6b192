"""What happens to hours that were confirmed: corrections and objections."""

import uuid

from django.conf import settings
from django.db import migrations, models
from django.db.models import PROTECT, F, Q

SIDES = [("volunteer", "Engagierte"), ("organisation", "Organisation"), ("coordination", "Koordination")]
CORRECTION_STATES = [
    ("proposed", "wartet auf Antwort"),
    ("agreed", "gilt"),
    ("refused", "abgelehnt"),
    ("withdrawn", "zurückgezogen"),
]

MODELS = [
    migrations.CreateModel(
        name="Correction",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="UUID")),
            ("minutes", models.SmallIntegerField(verbose_name="Minuten")),
            ("asked_by", models.CharField(choices=SIDES, max_length=12, verbose_name="gewünscht von")),
            (
                "status",
                models.CharField(choices=CORRECTION_STATES, default="proposed", max_length=10, verbose_name="Stand"),
            ),
            ("proposed_at", models.DateTimeField(verbose_name="gewünscht")),
            ("decided_at", models.DateTimeField(null=True, verbose_name="entschieden")),
            ("decided_as", models.CharField(blank=True, choices=SIDES, max_length=12, verbose_name="entschieden von")),
            (
                "activity",
                models.ForeignKey(db_index=False, on_delete=PROTECT, related_name="+", to="volunteers.activity"),
            ),
            (
                "answer",
                models.ForeignKey(db_index=False, null=True, on_delete=PROTECT, related_name="+", to="common.reason"),
            ),
            (
                "decided_by",
                models.ForeignKey(
                    db_index=False, null=True, on_delete=PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                ),
            ),
            (
                "entry",
                models.ForeignKey(
                    db_index=False, on_delete=PROTECT, related_name="%(class)ss", to="volunteers.hourentry"
                ),
            ),
            (
                "organisation",
                models.ForeignKey(db_index=False, on_delete=PROTECT, related_name="+", to="volunteers.organisation"),
            ),
            (
                "proposed_by",
                models.ForeignKey(db_index=False, on_delete=PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
            ),
            ("reason", models.ForeignKey(db_index=False, on_delete=PROTECT, related_name="+", to="common.reason")),
        ],
        options={
            "verbose_name": "Korrektur",
            "verbose_name_plural": "Korrekturen",
            "indexes": [
                models.Index(fields=["entry", "id"], name="correction_of_entry"),
                models.Index(fields=["organisation", "id"], name="correction_of_organisation"),
                models.Index(fields=["activity", "id"], name="correction_of_activity"),
                models.Index(condition=Q(status="proposed"), fields=["proposed_at"], name="correction_open"),
            ],
            "constraints": [
                models.CheckConstraint(
                    condition=Q(status__in=["proposed", "agreed", "refused", "withdrawn"]),
                    name="correction_known_status",
                ),
                models.CheckConstraint(
                    condition=Q(minutes__gte=-1440, minutes__lte=1440) & ~Q(minutes=0),
                    name="correction_changes_something",
                    violation_error_message="Eine Korrektur ändert mindestens eine Minute.",
                ),
                models.CheckConstraint(
                    condition=Q(asked_by__in=["volunteer", "organisation"]), name="correction_asked_by_a_side"
                ),
                models.CheckConstraint(
                    condition=Q(
                        decided_as__in=["volunteer", "organisation", "coordination"],
                        decided_at__isnull=False,
                        decided_by__isnull=False,
                        status__in=["agreed", "refused"],
                    )
                    | ~Q(status__in=["agreed", "refused"])
                    & Q(answer=None, decided_as="", decided_at=None, decided_by=None),
                    name="correction_decided_with_who_and_when",
                ),
                models.CheckConstraint(
                    condition=~Q(status="refused") | Q(answer__isnull=False),
                    name="correction_refused_with_reason",
                    violation_error_message="Eine Ablehnung braucht einen Grund.",
                ),
                models.CheckConstraint(
                    condition=Q(decided_by=None) | ~Q(decided_by=F("proposed_by")) & ~Q(decided_as=F("asked_by")),
                    name="correction_four_eyes",
                    violation_error_message="Wer eine Korrektur wünscht, stimmt ihr nicht selbst zu.",
                ),
                models.UniqueConstraint(
                    condition=Q(status="proposed"),
                    fields=("entry",),
                    name="correction_one_open",
                    violation_error_message="Für diesen Eintrag läuft schon eine Korrektur.",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="CorrectionEvent",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("at", models.DateTimeField(verbose_name="Zeitpunkt")),
            ("actor_as", models.CharField(choices=SIDES, max_length=12, verbose_name="für")),
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
                        ("sheet", "Unterschriftenliste"),
                    ],
                    max_length=10,
                    verbose_name="Weg",
                ),
            ),
            ("from_status", models.CharField(blank=True, choices=CORRECTION_STATES, max_length=10, verbose_name="von")),
            ("to_status", models.CharField(choices=CORRECTION_STATES, max_length=10, verbose_name="nach")),
            ("minutes", models.SmallIntegerField(verbose_name="Minuten")),
            (
                "activity",
                models.ForeignKey(db_index=False, on_delete=PROTECT, related_name="+", to="volunteers.activity"),
            ),
            ("actor", models.ForeignKey(null=True, on_delete=PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
            (
                "correction",
                models.ForeignKey(db_index=False, on_delete=PROTECT, related_name="events", to="volunteers.correction"),
            ),
            (
                "entry",
                models.ForeignKey(
                    db_index=False, on_delete=PROTECT, related_name="%(class)ss", to="volunteers.hourentry"
                ),
            ),
            (
                "organisation",
                models.ForeignKey(db_index=False, on_delete=PROTECT, related_name="+", to="volunteers.organisation"),
            ),
            (
                "reason",
                models.ForeignKey(db_index=False, null=True, on_delete=PROTECT, related_name="+", to="common.reason"),
            ),
        ],
        options={
            "verbose_name": "Schritt einer Korrektur",
            "verbose_name_plural": "Protokoll der Korrekturen",
            "indexes": [
                models.Index(fields=["correction", "id"], name="correction_event_of_correction"),
                models.Index(fields=["entry", "id"], name="correction_event_of_entry"),
                models.Index(fields=["organisation", "id"], name="correction_event_of_place"),
                models.Index(fields=["activity", "id"], name="correction_event_of_activity"),
            ],
            "constraints": [
                models.CheckConstraint(
                    condition=Q(to_status__in=["proposed", "agreed", "refused", "withdrawn"]),
                    name="correction_event_known_status",
                )
            ],
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
                models.ForeignKey(db_index=False, on_delete=PROTECT, related_name="+", to="volunteers.activity"),
            ),
            (
                "correction",
                models.ForeignKey(
                    db_index=False, null=True, on_delete=PROTECT, related_name="objections", to="volunteers.correction"
                ),
            ),
            (
                "decided_by",
                models.ForeignKey(
                    db_index=False, null=True, on_delete=PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                ),
            ),
            (
                "decision",
                models.ForeignKey(db_index=False, null=True, on_delete=PROTECT, related_name="+", to="common.reason"),
            ),
            (
                "entry",
                models.ForeignKey(
                    db_index=False, on_delete=PROTECT, related_name="%(class)ss", to="volunteers.hourentry"
                ),
            ),
            (
                "made_by",
                models.ForeignKey(db_index=False, on_delete=PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
            ),
            (
                "organisation",
                models.ForeignKey(db_index=False, on_delete=PROTECT, related_name="+", to="volunteers.organisation"),
            ),
            ("reason", models.ForeignKey(db_index=False, on_delete=PROTECT, related_name="+", to="common.reason")),
        ],
        options={
            "verbose_name": "Einspruch",
            "verbose_name_plural": "Einsprüche",
            "indexes": [
                models.Index(fields=["entry", "id"], name="objection_of_entry"),
                models.Index(fields=["organisation", "id"], name="objection_of_organisation"),
                models.Index(fields=["activity", "id"], name="objection_of_activity"),
                models.Index(condition=Q(status="open"), fields=["made_at"], name="objection_open"),
            ],
            "constraints": [
                models.CheckConstraint(
                    condition=Q(status__in=["open", "upheld", "rejected", "withdrawn"]), name="objection_known_status"
                ),
                models.CheckConstraint(
                    condition=Q(
                        decided_at__isnull=False,
                        decided_by__isnull=False,
                        decision__isnull=False,
                        status__in=["upheld", "rejected"],
                    )
                    | ~Q(status__in=["upheld", "rejected"]) & Q(decided_at=None, decided_by=None, decision=None),
                    name="objection_decided_with_who_when_and_why",
                    violation_error_message="Über einen Einspruch wird mit Begründung entschieden.",
                ),
                models.CheckConstraint(
                    condition=Q(decided_by=None) | ~Q(decided_by=F("made_by")),
                    name="objection_four_eyes",
                    violation_error_message="Über den eigenen Einspruch entscheidet jemand anderes.",
                ),
                models.UniqueConstraint(
                    condition=Q(status="open"),
                    fields=("entry",),
                    name="objection_one_open",
                    violation_error_message="Zu diesem Eintrag läuft schon ein Einspruch.",
                ),
            ],
        },
    ),
]
