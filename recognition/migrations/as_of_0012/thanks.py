"""Messages of thanks, thanks given and due, and where people help."""

import uuid

from django.conf import settings
from django.db import migrations, models
from django.db.models import CASCADE, PROTECT, F, Q

MODELS = [
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
                    db_index=False, null=True, on_delete=PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                ),
            ),
            (
                "organisation",
                models.ForeignKey(
                    db_index=False, on_delete=PROTECT, related_name="thanks_messages", to="volunteers.organisation"
                ),
            ),
            (
                "volunteer",
                models.ForeignKey(
                    db_index=False,
                    null=True,
                    on_delete=PROTECT,
                    related_name="thanks_written",
                    to="volunteers.volunteer",
                ),
            ),
            ("written_by", models.ForeignKey(on_delete=PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
        ],
        options={
            "verbose_name": "Dankesgruß",
            "verbose_name_plural": "Dankesgrüße",
            "indexes": [
                models.Index(fields=["organisation", "id"], name="thanks_of_organisation"),
                models.Index(
                    condition=Q(volunteer__isnull=False), fields=["volunteer", "id"], name="thanks_of_volunteer"
                ),
                models.Index(condition=Q(status="waiting"), fields=["written_at"], name="thanks_waiting"),
                models.Index(
                    condition=Q(reported_at__isnull=False, status="passed"),
                    fields=["reported_at"],
                    name="thanks_reported",
                ),
            ],
            "constraints": [
                models.CheckConstraint(
                    condition=Q(status__in=["waiting", "passed", "refused", "withdrawn", "removed"]),
                    name="thanks_message_known_status",
                ),
                models.CheckConstraint(
                    condition=Q(people=0, side="volunteer", volunteer__isnull=False)
                    | Q(people__gte=1, side__in=["organisation", "coordination"], volunteer=None),
                    name="thanks_message_to_the_other_side",
                    violation_error_message="Wer geholfen hat, schreibt der Organisation; sie schreibt den Menschen.",
                ),
                models.CheckConstraint(
                    condition=~Q(text=""),
                    name="thanks_message_says_something",
                    violation_error_message="Ein Dank braucht Worte.",
                ),
                models.CheckConstraint(
                    condition=Q(
                        decided_at__isnull=False, decided_by__isnull=False, status__in=["passed", "refused", "removed"]
                    )
                    | ~Q(status__in=["passed", "refused", "removed"]) & Q(decided_at=None, decided_by=None),
                    name="thanks_message_decided_with_who_and_when",
                ),
                models.CheckConstraint(
                    condition=Q(status__in=["refused", "removed"]) & ~Q(answer="")
                    | ~Q(status__in=["refused", "removed"]) & Q(answer=""),
                    name="thanks_message_refused_with_reason",
                    violation_error_message="Eine Ablehnung braucht einen Grund.",
                ),
                models.CheckConstraint(
                    condition=Q(decided_by=None) | ~Q(decided_by=F("written_by")),
                    name="thanks_message_four_eyes",
                    violation_error_message="Was man selbst geschrieben hat, gibt jemand anderes frei.",
                ),
                models.CheckConstraint(
                    condition=Q(reported_at=None) | Q(status__in=["passed", "removed"]),
                    name="thanks_message_reported_once_passed",
                ),
                models.UniqueConstraint(
                    condition=Q(status="waiting", volunteer__isnull=False),
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
                    db_index=False, on_delete=CASCADE, related_name="recipients", to="recognition.thanksmessage"
                ),
            ),
            (
                "volunteer",
                models.ForeignKey(
                    db_index=False, on_delete=CASCADE, related_name="thanks_received", to="volunteers.volunteer"
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
    migrations.CreateModel(
        name="ThanksGiven",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("at", models.DateTimeField(verbose_name="bedankt")),
            ("day", models.DateField(verbose_name="Tag")),
            (
                "way",
                models.CharField(
                    choices=[("certificate", "Urkunde"), ("list", "Dankesliste"), ("message", "Nachricht")],
                    max_length=12,
                    verbose_name="womit bedankt",
                ),
            ),
            (
                "volunteer",
                models.ForeignKey(
                    db_index=False, on_delete=CASCADE, related_name="thanks_given", to="volunteers.volunteer"
                ),
            ),
        ],
        options={
            "verbose_name": "Dank",
            "verbose_name_plural": "Dank",
            "indexes": [models.Index(fields=["volunteer", "day"], name="thanks_given_to_volunteer")],
            "constraints": [
                models.CheckConstraint(
                    condition=Q(way__in=["certificate", "list", "message"]), name="thanks_given_by_known_way"
                )
            ],
        },
    ),
    migrations.CreateModel(
        name="ThanksDue",
        fields=[
            (
                "volunteer",
                models.OneToOneField(
                    on_delete=CASCADE,
                    primary_key=True,
                    related_name="thanks_due",
                    serialize=False,
                    to="volunteers.volunteer",
                ),
            ),
            ("since", models.DateField(verbose_name="seit")),
            ("number", models.PositiveSmallIntegerField(verbose_name="Anzahl")),
        ],
        options={
            "verbose_name": "fälliger Dank",
            "verbose_name_plural": "fälliger Dank",
            "indexes": [models.Index(fields=["since", "volunteer", "number"], name="thanks_due_longest_first")],
            "constraints": [models.CheckConstraint(condition=Q(number__gte=1), name="thanks_due_for_something")],
        },
    ),
    migrations.CreateModel(
        name="Helped",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            (
                "activity",
                models.ForeignKey(db_index=False, on_delete=CASCADE, related_name="+", to="volunteers.activity"),
            ),
            (
                "volunteer",
                models.ForeignKey(db_index=False, on_delete=CASCADE, related_name="+", to="volunteers.volunteer"),
            ),
        ],
        options={
            "verbose_name": "Einsatzort",
            "verbose_name_plural": "Einsatzorte",
            "indexes": [models.Index(fields=["activity", "volunteer"], name="helped_at_activity")],
            "constraints": [models.UniqueConstraint(fields=("volunteer", "activity"), name="helped_once")],
        },
    ),
]
