"""Messages of thanks, and to whom they go."""

import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("recognition", "0005_published_years"),
        ("volunteers", "0024_sign_in_sheets"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ThanksMessage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="UUID")),
                (
                    "side",
                    models.CharField(
                        choices=[
                            ("volunteer", "Engagierte"),
                            ("organisation", "Organisation"),
                            ("coordination", "Koordination"),
                        ],
                        max_length=12,
                        verbose_name="von",
                    ),
                ),
                ("people", models.PositiveSmallIntegerField(default=0, verbose_name="Menschen")),
                ("text", models.TextField(verbose_name="Text")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("waiting", "wird noch gelesen"),
                            ("passed", "zugestellt"),
                            ("refused", "nicht zugestellt"),
                            ("withdrawn", "zurückgezogen"),
                            ("removed", "entfernt"),
                        ],
                        default="waiting",
                        max_length=10,
                        verbose_name="Stand",
                    ),
                ),
                ("written_at", models.DateTimeField(verbose_name="geschrieben")),
                ("decided_at", models.DateTimeField(null=True, verbose_name="entschieden")),
                ("answer", models.CharField(blank=True, max_length=500, verbose_name="Begründung")),
                ("reported_at", models.DateTimeField(null=True, verbose_name="gemeldet")),
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
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="thanks_messages",
                        to="volunteers.organisation",
                    ),
                ),
                (
                    "volunteer",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="thanks_written",
                        to="volunteers.volunteer",
                    ),
                ),
                (
                    "written_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "Dankesgruß",
                "verbose_name_plural": "Dankesgrüße",
                "indexes": [
                    models.Index(fields=["organisation", "id"], name="thanks_of_organisation"),
                    models.Index(
                        condition=models.Q(("volunteer__isnull", False)),
                        fields=["volunteer", "id"],
                        name="thanks_of_volunteer",
                    ),
                    models.Index(
                        condition=models.Q(("status", "waiting")), fields=["written_at"], name="thanks_waiting"
                    ),
                    models.Index(
                        condition=models.Q(("reported_at__isnull", False), ("status", "passed")),
                        fields=["reported_at"],
                        name="thanks_reported",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["waiting", "passed", "refused", "withdrawn", "removed"])),
                        name="thanks_message_known_status",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("people", 0), ("side", "volunteer"), ("volunteer__isnull", False)),
                            models.Q(
                                ("people__gte", 1), ("side__in", ["organisation", "coordination"]), ("volunteer", None)
                            ),
                            _connector="OR",
                        ),
                        name="thanks_message_to_the_other_side",
                        violation_error_message="Wer geholfen hat, schreibt der Organisation; sie schreibt den Menschen.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True),
                        name="thanks_message_says_something",
                        violation_error_message="Ein Dank braucht Worte.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                                ("status__in", ["passed", "refused", "removed"]),
                            ),
                            models.Q(
                                models.Q(("status__in", ["passed", "refused", "removed"]), _negated=True),
                                ("decided_at", None),
                                ("decided_by", None),
                            ),
                            _connector="OR",
                        ),
                        name="thanks_message_decided_with_who_and_when",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status__in", ["refused", "removed"]), models.Q(("answer", ""), _negated=True)),
                            models.Q(models.Q(("status__in", ["refused", "removed"]), _negated=True), ("answer", "")),
                            _connector="OR",
                        ),
                        name="thanks_message_refused_with_reason",
                        violation_error_message="Eine Ablehnung braucht einen Grund.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_by", None),
                            models.Q(("decided_by", models.F("written_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="thanks_message_four_eyes",
                        violation_error_message="Was man selbst geschrieben hat, gibt jemand anderes frei.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("reported_at", None), ("status__in", ["passed", "removed"]), _connector="OR"
                        ),
                        name="thanks_message_reported_once_passed",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("status", "waiting"), ("volunteer__isnull", False)),
                        fields=("volunteer", "organisation"),
                        name="thanks_message_one_waiting",
                        violation_error_message="Ein Dank an diese Organisation wird noch gelesen.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ThanksRecipient",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "message",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="recipients",
                        to="recognition.thanksmessage",
                    ),
                ),
                (
                    "volunteer",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="thanks_received",
                        to="volunteers.volunteer",
                    ),
                ),
            ],
            options={
                "verbose_name": "Empfängerin oder Empfänger eines Dankesgrußes",
                "verbose_name_plural": "Empfängerinnen und Empfänger von Dankesgrüßen",
                "indexes": [models.Index(fields=["volunteer", "message"], name="thanks_recipient_of_volunteer")],
                "constraints": [models.UniqueConstraint(fields=("message", "volunteer"), name="thanks_recipient_once")],
            },
        ),
    ]
