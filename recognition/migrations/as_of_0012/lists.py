"""Lists of thanks in versions, and who is on them."""

import uuid

from django.conf import settings
from django.db import migrations, models
from django.db.models import CASCADE, PROTECT, F, Q

MODELS = [
    migrations.CreateModel(
        name="RecognitionList",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="UUID")),
            ("slug", models.SlugField(max_length=80, verbose_name="Kürzel")),
            ("title", models.CharField(max_length=120, verbose_name="Titel")),
            ("period_start", models.DateField(verbose_name="von")),
            ("period_end", models.DateField(verbose_name="bis")),
            (
                "status",
                models.CharField(
                    choices=[
                        ("draft", "Entwurf"),
                        ("checked", "geprüft"),
                        ("published", "veröffentlicht"),
                        ("renewed", "erneuert"),
                        ("withdrawn", "zurückgezogen"),
                    ],
                    default="draft",
                    max_length=10,
                    verbose_name="Stand",
                ),
            ),
            ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="angelegt")),
            ("published_at", models.DateTimeField(blank=True, null=True, verbose_name="veröffentlicht")),
            ("created_by", models.ForeignKey(on_delete=PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
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
            (
                "organisation",
                models.ForeignKey(
                    blank=True, null=True, on_delete=PROTECT, related_name="+", to="volunteers.organisation"
                ),
            ),
            (
                "published_by",
                models.ForeignKey(
                    blank=True, null=True, on_delete=PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                ),
            ),
            (
                "changed_by",
                models.ForeignKey(
                    blank=True, null=True, on_delete=PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                ),
            ),
            ("checked_at", models.DateTimeField(blank=True, null=True, verbose_name="geprüft")),
            (
                "checked_by",
                models.ForeignKey(
                    blank=True, null=True, on_delete=PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                ),
            ),
            ("joined", models.PositiveIntegerField(blank=True, null=True, verbose_name="neu dabei")),
            ("least_minutes", models.PositiveIntegerField(blank=True, null=True, verbose_name="mindestens Minuten")),
            ("left", models.PositiveIntegerField(blank=True, null=True, verbose_name="nicht mehr dabei")),
            ("people", models.PositiveIntegerField(blank=True, null=True, verbose_name="Menschen")),
            ("revision", models.PositiveSmallIntegerField(default=1, verbose_name="Stand des Entwurfs")),
            ("unchecked", models.BooleanField(default=False, verbose_name="ohne Prüfung veröffentlicht")),
            ("version", models.PositiveSmallIntegerField(default=1, verbose_name="Fassung")),
        ],
        options={
            "verbose_name": "Dankesliste",
            "verbose_name_plural": "Dankeslisten",
            "ordering": ["-published_at", "pk"],
            "constraints": [
                models.CheckConstraint(
                    condition=Q(district__isnull=False, field=None, organisation=None)
                    | Q(district=None, field__isnull=False, organisation=None)
                    | Q(district=None, field=None, organisation__isnull=False),
                    name="list_has_one_scope",
                    violation_error_message="Eine Liste gilt für genau einen Landkreis, ein Handlungsfeld oder eine Organisation.",
                ),
                models.CheckConstraint(
                    condition=Q(period_end__gte=F("period_start")),
                    name="list_period_in_order",
                    violation_error_message="Das Ende des Zeitraums liegt vor seinem Anfang.",
                ),
                models.CheckConstraint(
                    condition=Q(published_at=None, published_by=None, status__in=["draft", "checked"])
                    | Q(
                        published_at__isnull=False,
                        published_by__isnull=False,
                        status__in=["published", "renewed", "withdrawn"],
                    ),
                    name="list_published_with_who_and_when",
                ),
                models.CheckConstraint(
                    condition=Q(joined=None, left=None, people=None, status__in=["draft", "checked"])
                    | Q(
                        joined__isnull=False,
                        left__isnull=False,
                        people__isnull=False,
                        status__in=["published", "renewed", "withdrawn"],
                    ),
                    name="list_counts_once_published",
                ),
                models.CheckConstraint(
                    condition=Q(checked_at=None, checked_by=None, status="draft", unchecked=False)
                    | Q(
                        checked_at__isnull=False,
                        checked_by__isnull=False,
                        status__in=["checked", "published", "renewed", "withdrawn"],
                        unchecked=False,
                    )
                    | Q(
                        checked_at=None,
                        checked_by=None,
                        status__in=["published", "renewed", "withdrawn"],
                        unchecked=True,
                    ),
                    name="list_checked_with_who_and_when",
                ),
                models.CheckConstraint(
                    condition=Q(checked_by=None)
                    | ~Q(checked_by=F("created_by")) & (Q(changed_by=None) | ~Q(checked_by=F("changed_by"))),
                    name="list_checked_by_a_second_person",
                    violation_error_message="Prüfen muss eine zweite Person.",
                ),
                models.CheckConstraint(
                    condition=Q(revision__gte=1, version__gte=1)
                    & (Q(least_minutes=None) | Q(least_minutes__gte=1, least_minutes__lte=1000000)),
                    name="list_figures_in_bounds",
                ),
                models.UniqueConstraint(fields=("slug", "version"), name="list_version_once"),
                models.UniqueConstraint(condition=Q(status="published"), fields=("slug",), name="list_published_once"),
                models.UniqueConstraint(
                    condition=Q(status__in=["draft", "checked"]), fields=("slug",), name="list_in_work_once"
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="ListEntry",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("volunteer", models.ForeignKey(on_delete=CASCADE, related_name="+", to="volunteers.volunteer")),
            ("list", models.ForeignKey(on_delete=CASCADE, related_name="entries", to="recognition.recognitionlist")),
        ],
        options={
            "constraints": [models.UniqueConstraint(fields=("list", "volunteer"), name="list_entry_once")],
        },
    ),
]
