"""Who takes part, and in which role."""

import uuid

from django.conf import settings
from django.db import migrations, models
from django.db.models import CASCADE, PROTECT, F, Q

MODELS = [
    migrations.CreateModel(
        name="CoordinatorScope",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="UUID")),
            (
                "kind",
                models.CharField(
                    choices=[
                        ("all", "das ganze Bündnis"),
                        ("district", "ein Landkreis oder eine Stadt"),
                        ("field", "ein Handlungsfeld"),
                    ],
                    max_length=10,
                    verbose_name="Umfang",
                ),
            ),
            ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="seit")),
            (
                "user",
                models.ForeignKey(
                    on_delete=PROTECT,
                    related_name="coordinator_scopes",
                    to=settings.AUTH_USER_MODEL,
                    verbose_name="Konto",
                ),
            ),
            (
                "district",
                models.ForeignKey(blank=True, null=True, on_delete=PROTECT, related_name="+", to="volunteers.district"),
            ),
            (
                "field",
                models.ForeignKey(
                    blank=True, null=True, on_delete=PROTECT, related_name="+", to="volunteers.fieldofaction"
                ),
            ),
        ],
        options={
            "verbose_name": "Koordination",
            "verbose_name_plural": "Koordination",
            "constraints": [
                models.CheckConstraint(
                    condition=Q(district=None, field=None, kind="all")
                    | Q(district__isnull=False, field=None, kind="district")
                    | Q(district=None, field__isnull=False, kind="field"),
                    name="scope_matches_its_kind",
                    violation_error_message="Der Umfang passt nicht zu seiner Art.",
                ),
                models.UniqueConstraint(condition=Q(kind="all"), fields=("user",), name="scope_all_once"),
                models.UniqueConstraint(
                    condition=Q(kind="district"), fields=("user", "district"), name="scope_district_once"
                ),
                models.UniqueConstraint(condition=Q(kind="field"), fields=("user", "field"), name="scope_field_once"),
            ],
        },
    ),
    migrations.CreateModel(
        name="Membership",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="UUID")),
            (
                "role",
                models.CharField(
                    choices=[
                        ("confirmer", "bestätigt Stunden"),
                        ("manager", "bestätigt, bearbeitet die Organisation und lädt ein"),
                    ],
                    max_length=10,
                    verbose_name="Rolle",
                ),
            ),
            ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="seit")),
            ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="bis")),
            (
                "user",
                models.ForeignKey(
                    on_delete=PROTECT, related_name="memberships", to=settings.AUTH_USER_MODEL, verbose_name="Konto"
                ),
            ),
            (
                "organisation",
                models.ForeignKey(
                    on_delete=PROTECT,
                    related_name="memberships",
                    to="volunteers.organisation",
                    verbose_name="Organisation",
                ),
            ),
        ],
        options={
            "verbose_name": "Zugehörigkeit",
            "verbose_name_plural": "Zugehörigkeiten",
            "constraints": [
                models.UniqueConstraint(
                    condition=Q(ended_at=None),
                    fields=("user", "organisation"),
                    name="membership_once",
                    violation_error_message="Diese Person gehört schon zu dieser Organisation.",
                ),
                models.CheckConstraint(condition=Q(role__in=["confirmer", "manager"]), name="membership_known_role"),
            ],
        },
    ),
    migrations.CreateModel(
        name="AddressChange",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="UUID")),
            ("old_email", models.EmailField(max_length=254, verbose_name="bisherige Adresse")),
            ("new_email", models.EmailField(max_length=254, verbose_name="neue Adresse")),
            ("evidence", models.CharField(max_length=500, verbose_name="woran die Person erkannt wurde")),
            (
                "status",
                models.CharField(
                    choices=[
                        ("requested", "wartet auf eine zweite Person"),
                        ("approved", "gilt in drei Tagen"),
                        ("applied", "gilt"),
                        ("stopped", "gestoppt"),
                    ],
                    default="requested",
                    max_length=10,
                    verbose_name="Stand",
                ),
            ),
            ("requested_at", models.DateTimeField(verbose_name="beantragt")),
            ("approved_at", models.DateTimeField(blank=True, null=True, verbose_name="zugestimmt")),
            ("due_at", models.DateTimeField(blank=True, null=True, verbose_name="gilt ab")),
            ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="abgeschlossen")),
            (
                "approved_by",
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
                "organisation",
                models.ForeignKey(on_delete=PROTECT, related_name="address_changes", to="volunteers.organisation"),
            ),
            (
                "requested_by",
                models.ForeignKey(db_index=False, on_delete=PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
            ),
            ("user", models.ForeignKey(on_delete=PROTECT, related_name="address_changes", to=settings.AUTH_USER_MODEL)),
        ],
        options={
            "verbose_name": "Adressänderung",
            "verbose_name_plural": "Adressänderungen",
            "constraints": [
                models.CheckConstraint(
                    condition=Q(status__in=["requested", "approved", "applied", "stopped"]),
                    name="address_change_known_status",
                ),
                models.CheckConstraint(
                    condition=Q(approved_by=None) | ~Q(approved_by=F("requested_by")),
                    name="address_change_four_eyes",
                    violation_error_message="Wer beantragt, stimmt nicht selbst zu.",
                ),
                models.CheckConstraint(
                    condition=Q(approved_at=None, approved_by=None, due_at=None)
                    | Q(approved_at__isnull=False, approved_by__isnull=False, due_at__isnull=False),
                    name="address_change_approved_with_who_and_when",
                ),
                models.CheckConstraint(
                    condition=Q(approved_at=None, status="requested")
                    | Q(approved_at__isnull=False, status="approved")
                    | ~Q(status__in=["requested", "approved"]),
                    name="address_change_status_matches",
                ),
                models.CheckConstraint(
                    condition=Q(closed_at__isnull=False, status__in=["applied", "stopped"])
                    | ~Q(status__in=["applied", "stopped"]) & Q(closed_at=None),
                    name="address_change_closed_with_when",
                ),
                models.UniqueConstraint(
                    condition=Q(status__in=["requested", "approved"]),
                    fields=("user",),
                    name="address_change_one_open",
                    violation_error_message="Für diese Person läuft schon eine Änderung.",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="Volunteer",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="UUID")),
            ("name", models.CharField(max_length=200, verbose_name="Name")),
            ("name_latin", models.CharField(blank=True, max_length=200, verbose_name="Name in lateinischer Schrift")),
            ("given_name", models.CharField(blank=True, max_length=100, verbose_name="Vorname")),
            ("family_name", models.CharField(blank=True, max_length=100, verbose_name="Nachname")),
            ("email", models.EmailField(blank=True, max_length=254, verbose_name="E-Mail-Adresse")),
            ("language", models.CharField(default="de", max_length=10, verbose_name="Sprache")),
            ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="angelegt")),
            (
                "kept_by",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=PROTECT,
                    related_name="kept_volunteers",
                    to="volunteers.organisation",
                    verbose_name="geführt von",
                ),
            ),
            (
                "user",
                models.OneToOneField(
                    blank=True,
                    null=True,
                    on_delete=PROTECT,
                    related_name="volunteer",
                    to=settings.AUTH_USER_MODEL,
                    verbose_name="Konto",
                ),
            ),
            ("erased_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="gelöscht")),
            (
                "merged_into",
                models.ForeignKey(
                    blank=True,
                    db_index=False,
                    editable=False,
                    null=True,
                    on_delete=PROTECT,
                    related_name="merged",
                    to="volunteers.volunteer",
                    verbose_name="zusammengeführt mit",
                ),
            ),
        ],
        options={
            "verbose_name": "Engagierte/r",
            "verbose_name_plural": "Engagierte",
            "indexes": [
                models.Index(condition=~Q(erased_at=None), fields=["id"], name="volunteer_erased"),
                models.Index(condition=Q(merged_into__isnull=False), fields=["merged_into"], name="volunteer_merged"),
            ],
            "constraints": [
                models.CheckConstraint(
                    condition=~Q(name=""),
                    name="volunteer_has_name",
                    violation_error_message="Bitte geben Sie einen Namen an.",
                ),
                models.CheckConstraint(
                    condition=Q(user__isnull=False) | Q(kept_by__isnull=False) | ~Q(erased_at=None),
                    name="volunteer_has_a_home",
                    violation_error_message="Ohne Konto braucht es eine Organisation, die die Stunden führt.",
                ),
                models.CheckConstraint(
                    condition=Q(erased_at=None) | Q(email="", family_name="", given_name="", name_latin="", user=None),
                    name="volunteer_erased_is_empty",
                ),
                models.CheckConstraint(
                    condition=Q(merged_into=None) | ~Q(merged_into=F("pk")) & Q(user=None),
                    name="volunteer_merged_into_another",
                    violation_error_message="Zusammengeführt wird nur ein Datensatz ohne Konto, und mit einem anderen.",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="VolunteerDetails",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            (
                "gender",
                models.CharField(
                    blank=True,
                    choices=[("female", "weiblich"), ("male", "männlich"), ("diverse", "divers")],
                    max_length=10,
                    verbose_name="Geschlecht",
                ),
            ),
            ("birth_date", models.DateField(blank=True, null=True, verbose_name="Geburtsdatum")),
            ("volunteer", models.OneToOneField(on_delete=CASCADE, related_name="details", to="volunteers.volunteer")),
            ("print_birth_date", models.BooleanField(default=False, verbose_name="Geburtsdatum auf Nachweisen")),
        ],
        options={
            "verbose_name": "freiwillige Angaben",
            "verbose_name_plural": "freiwillige Angaben",
            "constraints": [
                models.CheckConstraint(
                    condition=Q(gender__in=["", "female", "male", "diverse"]),
                    name="details_known_gender",
                    violation_error_message="Diese Angabe zum Geschlecht ist nicht vorgesehen.",
                ),
                models.CheckConstraint(
                    condition=Q(print_birth_date=False) | Q(birth_date__isnull=False),
                    name="details_birth_date_to_print",
                    violation_error_message="Ohne Geburtsdatum kann keines gedruckt werden.",
                ),
            ],
        },
    ),
]
