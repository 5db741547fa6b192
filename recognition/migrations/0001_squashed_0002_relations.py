"""Migrations 0001 and 0002 in one, for a database that has none of them (decision 29)."""

import uuid

from django.conf import settings
from django.db import migrations, models
from django.db.models import CASCADE, PROTECT, F, Q


class Migration(migrations.Migration):
    initial = True

    replaces = [
        ("recognition", "0001_initial"),
        ("recognition", "0002_relations"),
    ]

    dependencies = [
        ("volunteers", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="RecognitionList",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="UUID")),
                ("slug", models.SlugField(max_length=80, unique=True, verbose_name="Kürzel")),
                ("title", models.CharField(max_length=120, verbose_name="Titel")),
                ("period_start", models.DateField(verbose_name="von")),
                ("period_end", models.DateField(verbose_name="bis")),
                (
                    "status",
                    models.CharField(
                        choices=[("draft", "Entwurf"), ("published", "veröffentlicht"), ("withdrawn", "zurückgezogen")],
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
                    models.ForeignKey(
                        blank=True, null=True, on_delete=PROTECT, related_name="+", to="volunteers.district"
                    ),
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
                        condition=Q(published_at=None, published_by=None, status="draft")
                        | Q(
                            published_at__isnull=False,
                            published_by__isnull=False,
                            status__in=["published", "withdrawn"],
                        ),
                        name="list_published_with_who_and_when",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ListEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("volunteer", models.ForeignKey(on_delete=CASCADE, related_name="+", to="volunteers.volunteer")),
                (
                    "list",
                    models.ForeignKey(on_delete=CASCADE, related_name="entries", to="recognition.recognitionlist"),
                ),
            ],
            options={"constraints": [models.UniqueConstraint(fields=("list", "volunteer"), name="list_entry_once")]},
        ),
    ]
