"""Copies of one's data, wishes to be forgotten, the erasure list."""

import uuid

from django.conf import settings
from django.db import migrations, models
from django.db.models import PROTECT, Q

MODELS = [
    migrations.CreateModel(
        name="DataExport",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="UUID")),
            (
                "status",
                models.CharField(
                    choices=[
                        ("requested", "angefordert"),
                        ("building", "wird zusammengestellt"),
                        ("ready", "liegt bereit"),
                        ("failed", "nicht gelungen"),
                        ("deleted", "gelöscht"),
                    ],
                    default="requested",
                    max_length=10,
                    verbose_name="Stand",
                ),
            ),
            ("requested_at", models.DateTimeField(verbose_name="angefordert")),
            ("lease_token", models.UUIDField(editable=False, null=True)),
            ("lease_until", models.DateTimeField(editable=False, null=True)),
            ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="Versuche")),
            ("ready_at", models.DateTimeField(blank=True, null=True, verbose_name="liegt bereit seit")),
            ("expires_at", models.DateTimeField(blank=True, null=True, verbose_name="liegt bereit bis")),
            ("size", models.PositiveBigIntegerField(blank=True, null=True, verbose_name="Bytes")),
            ("deleted_at", models.DateTimeField(blank=True, null=True, verbose_name="gelöscht")),
            ("user", models.ForeignKey(on_delete=PROTECT, related_name="exports", to=settings.AUTH_USER_MODEL)),
            ("end", models.DateField(blank=True, null=True, verbose_name="Bis")),
            (
                "form",
                models.CharField(
                    blank=True,
                    choices=[
                        ("excel", "CSV für Excel"),
                        ("csv", "CSV für andere Programme"),
                        ("json", "JSON"),
                        ("zip", "alles zusammen (ZIP)"),
                    ],
                    max_length=5,
                    verbose_name="Form",
                ),
            ),
            ("kinds", models.JSONField(default=list)),
            (
                "of",
                models.CharField(
                    choices=[
                        ("oneself", "eigene Daten"),
                        ("organisation", "eine Organisation"),
                        ("coordination", "Koordination"),
                    ],
                    default="oneself",
                    max_length=12,
                    verbose_name="Umfang",
                ),
            ),
            (
                "organisation",
                models.ForeignKey(
                    blank=True,
                    db_index=False,
                    null=True,
                    on_delete=PROTECT,
                    related_name="+",
                    to="volunteers.organisation",
                ),
            ),
            ("reach", models.JSONField(default=dict, editable=False)),
            ("rows", models.PositiveBigIntegerField(default=0, verbose_name="Zeilen")),
            ("start", models.DateField(blank=True, null=True, verbose_name="Von")),
        ],
        options={
            "verbose_name": "Datenauszug",
            "verbose_name_plural": "Datenauszüge",
            "indexes": [
                models.Index(
                    condition=Q(status__in=["requested", "building", "ready"]), fields=["id"], name="export_open"
                )
            ],
            "constraints": [
                models.CheckConstraint(
                    condition=Q(status__in=["requested", "building", "ready", "failed", "deleted"]),
                    name="export_known_status",
                ),
                models.CheckConstraint(
                    condition=Q(lease_token__isnull=False, lease_until__isnull=False, status="building")
                    | ~Q(status="building") & Q(lease_token=None, lease_until=None),
                    name="export_building_is_a_lease",
                ),
                models.CheckConstraint(
                    condition=~Q(status="ready")
                    | Q(expires_at__isnull=False, ready_at__isnull=False, size__isnull=False),
                    name="export_ready_until_when",
                ),
                models.CheckConstraint(
                    condition=Q(deleted_at__isnull=False, status="deleted") | ~Q(status="deleted") & Q(deleted_at=None),
                    name="export_deleted_with_when",
                ),
                models.CheckConstraint(
                    condition=Q(end=None, form="", of="oneself", organisation=None, start=None)
                    | Q(form__in=["excel", "csv", "json", "zip"], of="organisation", organisation__isnull=False)
                    | Q(form__in=["excel", "csv", "json", "zip"], of="coordination", organisation=None),
                    name="export_of_whom",
                ),
                models.UniqueConstraint(
                    condition=Q(of="oneself", status__in=["requested", "building"]),
                    fields=("user",),
                    name="export_one_under_way",
                    violation_error_message="Deine Daten werden schon zusammengestellt.",
                ),
                models.UniqueConstraint(
                    condition=Q(of__in=["organisation", "coordination"], status__in=["requested", "building"]),
                    fields=("user",),
                    name="export_of_roles_one_under_way",
                    violation_error_message="Es wird schon eine Datei für Sie zusammengestellt.",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="Erasure",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="UUID")),
            (
                "way",
                models.CharField(
                    choices=[
                        ("person", "die Person selbst"),
                        ("organisation", "die Organisation, bei der die Person darum bat"),
                        ("coordination", "die Koordination, bei der die Person darum bat"),
                        ("period", "das Ende der Aufbewahrung"),
                        ("replay", "die Löschliste nach einer Wiederherstellung"),
                    ],
                    max_length=12,
                    verbose_name="Weg",
                ),
            ),
            (
                "status",
                models.CharField(
                    choices=[("requested", "wartet"), ("erased", "gelöscht"), ("cancelled", "zurückgenommen")],
                    default="requested",
                    max_length=10,
                    verbose_name="Stand",
                ),
            ),
            ("requested_at", models.DateTimeField(verbose_name="verlangt")),
            ("due_at", models.DateTimeField(verbose_name="fällig")),
            ("cancelled_at", models.DateTimeField(blank=True, null=True, verbose_name="zurückgenommen")),
            ("erased_at", models.DateTimeField(blank=True, null=True, verbose_name="gelöscht")),
            ("leftovers", models.JSONField(default=list)),
            ("finished_at", models.DateTimeField(blank=True, editable=False, null=True)),
            (
                "cancelled_by",
                models.ForeignKey(
                    blank=True,
                    db_index=False,
                    null=True,
                    on_delete=PROTECT,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
            (
                "requested_by",
                models.ForeignKey(
                    db_index=False, null=True, on_delete=PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                ),
            ),
            (
                "user",
                models.ForeignKey(
                    blank=True, null=True, on_delete=PROTECT, related_name="erasures", to=settings.AUTH_USER_MODEL
                ),
            ),
            (
                "volunteer",
                models.ForeignKey(
                    blank=True, null=True, on_delete=PROTECT, related_name="erasures", to="volunteers.volunteer"
                ),
            ),
        ],
        options={
            "verbose_name": "Löschung",
            "verbose_name_plural": "Löschungen",
            "indexes": [
                models.Index(condition=Q(status="requested"), fields=["due_at"], name="erasure_due"),
                models.Index(condition=Q(finished_at=None, status="erased"), fields=["id"], name="erasure_unfinished"),
            ],
            "constraints": [
                models.CheckConstraint(
                    condition=Q(user__isnull=False) | Q(volunteer__isnull=False), name="erasure_of_somebody"
                ),
                models.CheckConstraint(
                    condition=Q(way__in=["person", "organisation", "coordination", "period", "replay"]),
                    name="erasure_known_way",
                ),
                models.CheckConstraint(
                    condition=Q(cancelled_at=None, cancelled_by=None, erased_at=None, status="requested")
                    | Q(cancelled_at=None, cancelled_by=None, erased_at__isnull=False, status="erased")
                    | Q(cancelled_at__isnull=False, cancelled_by__isnull=False, erased_at=None, status="cancelled"),
                    name="erasure_status_with_when",
                ),
                models.UniqueConstraint(
                    condition=Q(status="requested", user__isnull=False),
                    fields=("user",),
                    name="erasure_of_account_once",
                    violation_error_message="Die Löschung ist schon verlangt.",
                ),
                models.UniqueConstraint(
                    condition=Q(status="requested", volunteer__isnull=False),
                    fields=("volunteer",),
                    name="erasure_of_volunteer_once",
                    violation_error_message="Die Löschung ist schon verlangt.",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="ErasedSubject",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("subject", models.UUIDField(unique=True)),
            ("erased_at", models.DateTimeField(verbose_name="gelöscht")),
        ],
        options={"verbose_name": "Zeile der Löschliste", "verbose_name_plural": "Löschliste"},
    ),
]
