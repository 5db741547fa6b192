"""Weekly plans, and what they confirmed."""

import uuid

from django.conf import settings
from django.db import migrations, models
from django.db.models import PROTECT, F, Q, Value

MODELS = [
    migrations.CreateModel(
        name="WeeklyPlan",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="UUID")),
            ("weekdays", models.PositiveSmallIntegerField(verbose_name="Wochentage")),
            ("minutes", models.PositiveSmallIntegerField(verbose_name="Minuten")),
            ("tolerance", models.PositiveSmallIntegerField(default=0, verbose_name="Spielraum in Minuten")),
            ("starts_on", models.DateField(verbose_name="von")),
            ("ends_on", models.DateField(verbose_name="bis")),
            (
                "status",
                models.CharField(
                    choices=[("proposed", "vorgeschlagen"), ("agreed", "vereinbart"), ("ended", "beendet")],
                    default="proposed",
                    max_length=10,
                    verbose_name="Stand",
                ),
            ),
            (
                "side",
                models.CharField(
                    choices=[("volunteer", "die oder der Engagierte"), ("organisation", "die Organisation")],
                    max_length=12,
                    verbose_name="vorgeschlagen von",
                ),
            ),
            ("proposed_at", models.DateTimeField(verbose_name="vorgeschlagen")),
            ("agreed_at", models.DateTimeField(blank=True, null=True, verbose_name="vereinbart am")),
            ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="beendet am")),
            ("activity", models.ForeignKey(on_delete=PROTECT, related_name="+", to="volunteers.activity")),
            (
                "agreed_by",
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
                "confirmer",
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
                "ended_by",
                models.ForeignKey(
                    blank=True,
                    db_index=False,
                    null=True,
                    on_delete=PROTECT,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
            ("organisation", models.ForeignKey(on_delete=PROTECT, related_name="plans", to="volunteers.organisation")),
            (
                "proposed_by",
                models.ForeignKey(db_index=False, on_delete=PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
            ),
            ("volunteer", models.ForeignKey(on_delete=PROTECT, related_name="plans", to="volunteers.volunteer")),
        ],
        options={
            "verbose_name": "Wochenplan",
            "verbose_name_plural": "Wochenpläne",
            "constraints": [
                models.CheckConstraint(
                    condition=Q(status__in=["proposed", "agreed", "ended"]), name="plan_known_status"
                ),
                models.CheckConstraint(condition=Q(side__in=["volunteer", "organisation"]), name="plan_known_side"),
                models.CheckConstraint(
                    condition=Q(weekdays__gte=1, weekdays__lte=127),
                    name="plan_has_a_weekday",
                    violation_error_message="Ein Wochenplan braucht mindestens einen Wochentag.",
                ),
                models.CheckConstraint(
                    condition=Q(minutes__gt=F("tolerance"), minutes__lte=Value(480) - F("tolerance")),
                    name="plan_minutes_within_bounds",
                    violation_error_message="Mit seinem Spielraum reicht ein Wochenplan von 1 Minute bis 8 Stunden.",
                ),
                models.CheckConstraint(
                    condition=Q(ends_on__gte=F("starts_on")),
                    name="plan_period_in_order",
                    violation_error_message="Das Ende des Wochenplans liegt vor seinem Anfang.",
                ),
                models.CheckConstraint(
                    condition=Q(agreed_at=None, agreed_by=None, confirmer=None) & ~Q(status="agreed")
                    | Q(agreed_at__isnull=False, agreed_by__isnull=False, confirmer__isnull=False)
                    & ~Q(status="proposed"),
                    name="plan_agreed_with_who_and_when",
                    violation_error_message="Vereinbart heißt: mit Person, Zeitpunkt und wer dafür einsteht.",
                ),
                models.CheckConstraint(
                    condition=Q(agreed_by=None) | ~Q(agreed_by=F("proposed_by")),
                    name="plan_four_eyes",
                    violation_error_message="Wer vorschlägt, stimmt nicht auch noch zu.",
                ),
                models.CheckConstraint(
                    condition=Q(ended_at__isnull=False, ended_by__isnull=False, status="ended")
                    | ~Q(status="ended") & Q(ended_at=None, ended_by=None),
                    name="plan_ended_with_who_and_when",
                ),
                models.UniqueConstraint(
                    condition=Q(status="proposed"),
                    fields=("volunteer", "activity"),
                    name="plan_proposed_once",
                    violation_error_message="Für diese Tätigkeit ist schon ein Wochenplan vorgeschlagen.",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="PlanConfirmation",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("entry", models.OneToOneField(on_delete=PROTECT, related_name="by_plan", to="volunteers.hourentry")),
            ("plan", models.ForeignKey(on_delete=PROTECT, related_name="confirmations", to="volunteers.weeklyplan")),
        ],
        options={"verbose_name": "Bestätigung nach Plan", "verbose_name_plural": "Bestätigungen nach Plan"},
    ),
]
