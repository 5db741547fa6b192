"""Good examples, who is in them, who adopted them."""

import uuid

from django.conf import settings
from django.db import migrations, models
from django.db.models import CASCADE, PROTECT, F, Q

MODELS = [
    migrations.CreateModel(
        name="Story",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="UUID")),
            ("slug", models.SlugField(max_length=80, unique=True, verbose_name="Kürzel")),
            ("title", models.CharField(max_length=120, verbose_name="Titel")),
            ("summary", models.CharField(max_length=300, verbose_name="In zwei Sätzen")),
            ("text", models.TextField(max_length=6000, verbose_name="Die Geschichte")),
            ("audience", models.TextField(blank=True, max_length=1000, verbose_name="Für wen und wozu")),
            ("needs", models.TextField(blank=True, max_length=1000, verbose_name="Was es braucht")),
            ("partners", models.CharField(blank=True, max_length=300, verbose_name="Mit wem zusammen")),
            ("started_on", models.DateField(blank=True, null=True, verbose_name="Seit wann")),
            (
                "status",
                models.CharField(
                    choices=[
                        ("draft", "Entwurf"),
                        ("submitted", "eingereicht"),
                        ("published", "veröffentlicht"),
                        ("withdrawn", "zurückgezogen"),
                    ],
                    default="draft",
                    max_length=10,
                    verbose_name="Stand",
                ),
            ),
            ("revision", models.PositiveSmallIntegerField(default=1, verbose_name="Fassung")),
            ("changed_at", models.DateTimeField(verbose_name="zuletzt geändert")),
            ("submitted_at", models.DateTimeField(blank=True, null=True, verbose_name="eingereicht am")),
            ("published_at", models.DateTimeField(blank=True, null=True, verbose_name="veröffentlicht am")),
            (
                "activity",
                models.ForeignKey(blank=True, null=True, on_delete=PROTECT, related_name="+", to="volunteers.activity"),
            ),
            (
                "changed_by",
                models.ForeignKey(db_index=False, on_delete=PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
            ),
            (
                "created_by",
                models.ForeignKey(db_index=False, on_delete=PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
            ),
            ("district", models.ForeignKey(on_delete=PROTECT, related_name="+", to="volunteers.district")),
            ("field", models.ForeignKey(on_delete=PROTECT, related_name="+", to="volunteers.fieldofaction")),
            (
                "organisation",
                models.ForeignKey(on_delete=PROTECT, related_name="stories", to="volunteers.organisation"),
            ),
            (
                "published_by",
                models.ForeignKey(
                    blank=True,
                    db_index=False,
                    null=True,
                    on_delete=PROTECT,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
            ("withdrawn_at", models.DateTimeField(blank=True, null=True, verbose_name="zurückgezogen am")),
            (
                "submitted_by",
                models.ForeignKey(
                    blank=True,
                    db_index=False,
                    null=True,
                    on_delete=PROTECT,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
        ],
        options={
            "verbose_name": "gutes Beispiel",
            "verbose_name_plural": "gute Beispiele",
            "ordering": ["-published_at", "-pk"],
            "indexes": [
                models.Index(condition=Q(status="published"), fields=["published_at"], name="story_published"),
                models.Index(condition=Q(status="submitted"), fields=["submitted_at"], name="story_waiting"),
            ],
            "constraints": [
                models.CheckConstraint(
                    condition=Q(status="draft", submitted_at=None, submitted_by=None)
                    | Q(
                        status__in=["submitted", "published", "withdrawn"],
                        submitted_at__isnull=False,
                        submitted_by__isnull=False,
                    ),
                    name="story_submitted_with_who_and_when",
                ),
                models.CheckConstraint(
                    condition=Q(published_at=None, published_by=None, status__in=["draft", "submitted"])
                    | Q(published_at__isnull=False, published_by__isnull=False, status__in=["published", "withdrawn"]),
                    name="story_published_with_who_and_when",
                ),
                models.CheckConstraint(
                    condition=Q(published_by=None)
                    | ~Q(published_by=F("submitted_by")) & ~Q(published_by=F("changed_by")),
                    name="story_reviewed_by_another",
                    violation_error_message="Veröffentlichen muss jemand anderes.",
                ),
                models.CheckConstraint(
                    condition=~Q(title="") & ~Q(summary="") & ~Q(text=""), name="story_says_something"
                ),
                models.CheckConstraint(
                    condition=Q(status__in=["draft", "submitted", "published"], withdrawn_at=None)
                    | Q(status="withdrawn", withdrawn_at__isnull=False),
                    name="story_withdrawn_with_when",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="StoryAdoption",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="UUID")),
            ("note", models.CharField(blank=True, max_length=500, verbose_name="Was Sie anders machen")),
            ("adopted_at", models.DateTimeField(verbose_name="übernommen am")),
            ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="beendet am")),
            (
                "adopted_by",
                models.ForeignKey(db_index=False, on_delete=PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
            ),
            (
                "organisation",
                models.ForeignKey(on_delete=PROTECT, related_name="adoptions", to="volunteers.organisation"),
            ),
            ("story", models.ForeignKey(on_delete=CASCADE, related_name="adoptions", to="recognition.story")),
        ],
        options={
            "verbose_name": "Übernahme eines guten Beispiels",
            "verbose_name_plural": "Übernahmen guter Beispiele",
            "constraints": [
                models.UniqueConstraint(
                    condition=Q(ended_at=None),
                    fields=("story", "organisation"),
                    name="story_adopted_once",
                    violation_error_message="Das haben Sie schon übernommen.",
                )
            ],
        },
    ),
    migrations.CreateModel(
        name="StoryPerson",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="UUID")),
            ("asked_at", models.DateTimeField(verbose_name="gefragt am")),
            ("revision", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="zugestimmt zu Fassung")),
            ("agreed_at", models.DateTimeField(blank=True, null=True, verbose_name="zugestimmt am")),
            (
                "basis",
                models.CharField(
                    blank=True,
                    choices=[
                        ("adult", "volljährig nach dem Geburtsdatum"),
                        ("affirmed", "hat bestätigt, volljährig zu sein"),
                        ("paper", "unterschrieben, liegt bei der Organisation"),
                    ],
                    max_length=10,
                    verbose_name="Grundlage",
                ),
            ),
            ("expires_on", models.DateField(blank=True, null=True, verbose_name="gilt bis")),
            ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="widerrufen")),
            (
                "asked_by",
                models.ForeignKey(db_index=False, on_delete=PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
            ),
            ("story", models.ForeignKey(on_delete=CASCADE, related_name="people", to="recognition.story")),
            ("volunteer", models.ForeignKey(on_delete=PROTECT, related_name="+", to="volunteers.volunteer")),
        ],
        options={
            "verbose_name": "Mensch in einem guten Beispiel",
            "verbose_name_plural": "Menschen in guten Beispielen",
            "constraints": [
                models.UniqueConstraint(
                    fields=("story", "volunteer"),
                    name="story_person_once",
                    violation_error_message="Diese Person ist schon gefragt.",
                ),
                models.CheckConstraint(
                    condition=Q(agreed_at=None, basis="", expires_on=None, revision=None)
                    | Q(
                        agreed_at__isnull=False,
                        basis__in=["adult", "affirmed", "paper"],
                        expires_on__isnull=False,
                        revision__isnull=False,
                    ),
                    name="story_person_agreed_with_all_of_it",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="StoryPicture",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("data", models.BinaryField()),
            ("small", models.BinaryField()),
            ("width", models.PositiveSmallIntegerField(verbose_name="Breite")),
            ("height", models.PositiveSmallIntegerField(verbose_name="Höhe")),
            ("digest", models.CharField(max_length=64)),
            ("alt", models.CharField(max_length=300, verbose_name="Was auf dem Bild zu sehen ist")),
            (
                "shows",
                models.CharField(
                    choices=[
                        ("nobody", "Niemand ist zu erkennen."),
                        ("agreed", "Alle, die zu erkennen sind, haben schriftlich zugestimmt."),
                    ],
                    max_length=10,
                    verbose_name="Wer zu erkennen ist",
                ),
            ),
            ("affirmed_at", models.DateTimeField(verbose_name="versichert am")),
            (
                "affirmed_by",
                models.ForeignKey(db_index=False, on_delete=PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
            ),
            ("story", models.OneToOneField(on_delete=CASCADE, related_name="picture", to="recognition.story")),
        ],
        options={
            "verbose_name": "Bild eines guten Beispiels",
            "verbose_name_plural": "Bilder guter Beispiele",
            "constraints": [
                models.CheckConstraint(condition=~Q(alt=""), name="story_picture_has_words"),
                models.CheckConstraint(condition=Q(shows__in=["nobody", "agreed"]), name="story_picture_known_people"),
                models.CheckConstraint(condition=Q(height__gte=1, width__gte=1), name="story_picture_has_a_size"),
            ],
        },
    ),
]
