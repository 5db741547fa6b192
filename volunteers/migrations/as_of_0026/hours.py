"""The ledger: hours, what confirmed them, what was recorded of it, and the totals."""

import uuid

from django.conf import settings
from django.db import migrations, models
from django.db.models import CASCADE, PROTECT, F, Q

STATES = [
    ("submitted", "wartet auf Bestätigung"),
    ("confirmed", "bestätigt"),
    ("declined", "abgelehnt"),
    ("withdrawn", "zurückgezogen"),
]
EVIDENCE = [
    ("unknown_address", "Bestätigung von einer unbekannten Adresse"),
    ("known_domain", "Bestätigung von einer Adresse der Organisation"),
    ("registered", "Bestätigung durch ein angemeldetes Mitglied der Organisation"),
]

MODELS = [
    migrations.CreateModel(
        name="ConfirmationLink",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="UUID")),
            ("address", models.EmailField(blank=True, db_index=True, max_length=254, verbose_name="E-Mail-Adresse")),
            ("label", models.CharField(blank=True, max_length=100, verbose_name="Bezeichnung")),
            ("token_digest", models.CharField(editable=False, max_length=64, unique=True)),
            ("created_at", models.DateTimeField(verbose_name="erbeten")),
            ("expires_at", models.DateTimeField(verbose_name="gilt bis")),
            ("reminded_at", models.DateTimeField(null=True, verbose_name="erinnert")),
            ("used_at", models.DateTimeField(null=True, verbose_name="beantwortet")),
            ("revoked_at", models.DateTimeField(null=True, verbose_name="zurückgezogen")),
            ("organisation", models.ForeignKey(on_delete=PROTECT, related_name="links", to="volunteers.organisation")),
            ("volunteer", models.ForeignKey(on_delete=PROTECT, related_name="links", to="volunteers.volunteer")),
        ],
        options={
            "verbose_name": "Bestätigungslink",
            "verbose_name_plural": "Bestätigungslinks",
            "indexes": [
                models.Index(
                    condition=Q(reminded_at=None, revoked_at=None, used_at=None),
                    fields=["created_at"],
                    name="link_to_remind_of",
                ),
                models.Index(fields=["expires_at"], name="link_age"),
            ],
            "constraints": [
                models.CheckConstraint(condition=Q(used_at=None) | Q(revoked_at=None), name="link_used_or_revoked"),
                models.CheckConstraint(condition=Q(expires_at__gt=F("created_at")), name="link_expires_after_creation"),
            ],
        },
    ),
    migrations.CreateModel(
        name="HourEntry",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="UUID")),
            ("day", models.DateField(verbose_name="Tag")),
            ("minutes", models.PositiveSmallIntegerField(verbose_name="Minuten")),
            ("note", models.CharField(blank=True, max_length=500, verbose_name="Bemerkung")),
            ("status", models.CharField(choices=STATES, default="submitted", max_length=10, verbose_name="Stand")),
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
            ("submitted_at", models.DateTimeField(verbose_name="eingereicht")),
            ("confirmed_at", models.DateTimeField(null=True, verbose_name="bestätigt")),
            ("evidence", models.CharField(blank=True, choices=EVIDENCE, max_length=16, verbose_name="Nachweisstufe")),
            ("decline_reason", models.CharField(blank=True, max_length=500, verbose_name="Grund der Ablehnung")),
            ("import_key", models.CharField(editable=False, max_length=64, null=True)),
            (
                "activity",
                models.ForeignKey(db_index=False, on_delete=PROTECT, related_name="hours", to="volunteers.activity"),
            ),
            (
                "confirmed_by",
                models.ForeignKey(
                    db_index=False, null=True, on_delete=PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                ),
            ),
            (
                "logged_by",
                models.ForeignKey(
                    db_index=False, null=True, on_delete=PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                ),
            ),
            (
                "organisation",
                models.ForeignKey(
                    db_index=False, on_delete=PROTECT, related_name="hours", to="volunteers.organisation"
                ),
            ),
            (
                "volunteer",
                models.ForeignKey(db_index=False, on_delete=PROTECT, related_name="hours", to="volunteers.volunteer"),
            ),
            ("correction", models.SmallIntegerField(db_default=0, default=0, verbose_name="Korrektur")),
            (
                "counted",
                models.GeneratedField(
                    db_persist=True, expression=F("minutes") + F("correction"), output_field=models.SmallIntegerField()
                ),
            ),
            (
                "confirmed_link",
                models.ForeignKey(
                    db_index=False, null=True, on_delete=PROTECT, related_name="+", to="volunteers.confirmationlink"
                ),
            ),
        ],
        options={
            "verbose_name": "Stundeneintrag",
            "verbose_name_plural": "Stundeneinträge",
            "indexes": [
                models.Index(
                    fields=["organisation", "id", "volunteer", "day", "minutes"], name="hours_of_organisation"
                ),
                models.Index(fields=["activity", "id", "volunteer", "day", "minutes"], name="hours_of_activity"),
                models.Index(
                    condition=Q(status__in=("submitted", "declined", "withdrawn")),
                    fields=["organisation", "status", "id"],
                    name="hours_open_at_desk",
                ),
                models.Index(
                    condition=Q(status__in=("submitted", "declined", "withdrawn")),
                    fields=["activity", "status", "id"],
                    name="hours_open_of_activity",
                ),
                models.Index(
                    condition=Q(status__in=("submitted", "declined", "withdrawn")),
                    fields=["status", "id"],
                    name="hours_open",
                ),
                models.Index(
                    fields=["volunteer", "status", "day", "counted", "activity", "organisation"],
                    name="hours_of_volunteer",
                ),
                models.Index(
                    condition=Q(confirmed_link__isnull=False), fields=["confirmed_link"], name="hours_by_link"
                ),
            ],
            "constraints": [
                models.CheckConstraint(
                    condition=Q(minutes__gte=1, minutes__lte=1440),
                    name="hours_minutes_within_a_day",
                    violation_error_message="Ein Eintrag hat mindestens 1 und höchstens 1440 Minuten.",
                ),
                models.CheckConstraint(
                    condition=Q(status__in=["submitted", "confirmed", "declined", "withdrawn"]),
                    name="hours_known_status",
                ),
                models.CheckConstraint(
                    condition=Q(status="declined") & ~Q(decline_reason="")
                    | ~Q(status="declined") & Q(decline_reason=""),
                    name="hours_declined_with_reason",
                    violation_error_message="Eine Ablehnung braucht einen Grund.",
                ),
                models.UniqueConstraint(
                    condition=Q(import_key__isnull=False),
                    fields=("organisation", "import_key"),
                    name="hours_import_once",
                ),
                models.CheckConstraint(
                    condition=Q(counted__gte=0, counted__lte=1440),
                    name="hours_counted_within_a_day",
                    violation_error_message="Mit allen Korrekturen sind es mindestens 0 und höchstens 1440 Minuten.",
                ),
                models.CheckConstraint(
                    condition=Q(status="confirmed") | Q(correction=0),
                    name="hours_corrected_once_confirmed",
                    violation_error_message="Korrigiert werden nur bestätigte Stunden.",
                ),
                models.CheckConstraint(
                    condition=Q(confirmed_at__isnull=False, status="confirmed")
                    & (
                        Q(confirmed_by__isnull=False, confirmed_link=None, evidence="registered")
                        | Q(
                            confirmed_by=None,
                            confirmed_link__isnull=False,
                            evidence__in=["unknown_address", "known_domain"],
                        )
                    )
                    | ~Q(status="confirmed")
                    & Q(confirmed_at=None, confirmed_by=None, confirmed_link=None, evidence=""),
                    name="hours_confirmed_with_who_and_when",
                    violation_error_message="Bestätigt heißt: mit Person, Zeitpunkt und Nachweisstufe.",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="LinkedEntry",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("submitted_at", models.DateTimeField()),
            (
                "outcome",
                models.CharField(
                    blank=True,
                    choices=[
                        ("confirmed", "bestätigt"),
                        ("declined", "abgelehnt"),
                        ("left", "offen gelassen"),
                        ("changed", "inzwischen geändert oder schon entschieden"),
                    ],
                    max_length=10,
                    verbose_name="Ergebnis",
                ),
            ),
            ("entry", models.ForeignKey(on_delete=PROTECT, related_name="linked", to="volunteers.hourentry")),
            ("link", models.ForeignKey(on_delete=CASCADE, related_name="linked", to="volunteers.confirmationlink")),
        ],
        options={
            "verbose_name": "Eintrag eines Bestätigungslinks",
            "verbose_name_plural": "Einträge von Bestätigungslinks",
            "constraints": [
                models.UniqueConstraint(fields=("link", "entry"), name="linked_entry_once"),
                models.CheckConstraint(
                    condition=Q(outcome__in=["", "confirmed", "declined", "left", "changed"]),
                    name="linked_entry_known_outcome",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="EarlierVersion",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("day", models.DateField(verbose_name="Tag")),
            ("minutes", models.PositiveSmallIntegerField(verbose_name="Minuten")),
            ("note", models.CharField(blank=True, max_length=500, verbose_name="Bemerkung")),
            ("reason", models.CharField(blank=True, max_length=500, verbose_name="Grund der Ablehnung")),
            ("entry", models.OneToOneField(on_delete=PROTECT, related_name="earlier", to="volunteers.hourentry")),
        ],
        options={"verbose_name": "frühere Fassung", "verbose_name_plural": "frühere Fassungen"},
    ),
    migrations.CreateModel(
        name="LedgerEvent",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("at", models.DateTimeField(verbose_name="Zeitpunkt")),
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
            ("from_status", models.CharField(blank=True, choices=STATES, max_length=10, verbose_name="von")),
            ("to_status", models.CharField(choices=STATES, max_length=10, verbose_name="nach")),
            ("minutes", models.PositiveSmallIntegerField(verbose_name="Minuten")),
            ("evidence", models.CharField(blank=True, choices=EVIDENCE, max_length=16, verbose_name="Nachweisstufe")),
            ("actor", models.ForeignKey(null=True, on_delete=PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
            (
                "entry",
                models.ForeignKey(db_index=False, on_delete=PROTECT, related_name="events", to="volunteers.hourentry"),
            ),
            (
                "organisation",
                models.ForeignKey(db_index=False, on_delete=PROTECT, related_name="+", to="volunteers.organisation"),
            ),
            (
                "activity",
                models.ForeignKey(db_index=False, on_delete=PROTECT, related_name="+", to="volunteers.activity"),
            ),
            (
                "reason",
                models.ForeignKey(db_index=False, null=True, on_delete=PROTECT, related_name="+", to="common.reason"),
            ),
        ],
        options={
            "verbose_name": "Schritt",
            "verbose_name_plural": "Protokoll",
            "indexes": [
                models.Index(fields=["entry", "id"], name="event_of_entry"),
                models.Index(fields=["organisation", "id"], name="event_of_organisation"),
                models.Index(fields=["activity", "id"], name="event_of_activity"),
            ],
            "constraints": [
                models.CheckConstraint(
                    condition=Q(to_status__in=["submitted", "confirmed", "declined", "withdrawn"]),
                    name="event_known_status",
                )
            ],
        },
    ),
    migrations.CreateModel(
        name="OrganisationMonth",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("month", models.DateField(verbose_name="Monat")),
            ("minutes", models.BigIntegerField(default=0, verbose_name="Minuten")),
            ("entries", models.BigIntegerField(default=0, verbose_name="Einträge")),
            ("field", models.ForeignKey(on_delete=PROTECT, related_name="+", to="volunteers.fieldofaction")),
            ("organisation", models.ForeignKey(on_delete=PROTECT, related_name="+", to="volunteers.organisation")),
        ],
        options={
            "constraints": [
                models.UniqueConstraint(fields=("organisation", "month", "field"), name="organisation_month_once")
            ]
        },
    ),
    migrations.CreateModel(
        name="DistrictMonth",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("month", models.DateField(verbose_name="Monat")),
            ("slot", models.PositiveSmallIntegerField(default=0)),
            ("minutes", models.BigIntegerField(default=0, verbose_name="Minuten")),
            ("entries", models.BigIntegerField(default=0, verbose_name="Einträge")),
            ("district", models.ForeignKey(on_delete=PROTECT, related_name="+", to="volunteers.district")),
            ("field", models.ForeignKey(on_delete=PROTECT, related_name="+", to="volunteers.fieldofaction")),
        ],
        options={
            "constraints": [
                models.UniqueConstraint(fields=("district", "field", "month", "slot"), name="district_month_slot_once"),
                models.CheckConstraint(condition=Q(slot__gte=0, slot__lt=16), name="district_month_known_slot"),
            ]
        },
    ),
]
