"""Accounts and their sessions."""

import uuid

from django.conf import settings
from django.db import migrations, models
from django.db.models import CASCADE
from django.db.models.functions import Lower

MODELS = [
    migrations.CreateModel(
        name="User",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("password", models.CharField(max_length=128, verbose_name="password")),
            ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
            (
                "is_superuser",
                models.BooleanField(
                    default=False,
                    help_text="Designates that this user has all permissions without explicitly assigning them.",
                    verbose_name="superuser status",
                ),
            ),
            ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="UUID")),
            ("email", models.EmailField(max_length=254, unique=True, verbose_name="E-Mail-Adresse")),
            ("name", models.CharField(blank=True, max_length=200, verbose_name="Name")),
            ("language", models.CharField(default="de", max_length=10, verbose_name="Sprache")),
            ("is_active", models.BooleanField(default=True, verbose_name="aktiv")),
            ("is_staff", models.BooleanField(default=False, verbose_name="darf in die Verwaltung")),
            ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="angelegt")),
            (
                "groups",
                models.ManyToManyField(
                    blank=True,
                    help_text="The groups this user belongs to. A user will get all permissions granted to each of their groups.",
                    related_name="user_set",
                    related_query_name="user",
                    to="auth.group",
                    verbose_name="groups",
                ),
            ),
            (
                "user_permissions",
                models.ManyToManyField(
                    blank=True,
                    help_text="Specific permissions for this user.",
                    related_name="user_set",
                    related_query_name="user",
                    to="auth.permission",
                    verbose_name="user permissions",
                ),
            ),
            ("session_epoch", models.PositiveIntegerField(default=0, editable=False)),
        ],
        options={
            "verbose_name": "Konto",
            "verbose_name_plural": "Konten",
            "constraints": [models.UniqueConstraint(Lower("email"), name="user_email_once")],
        },
    ),
    migrations.CreateModel(
        name="SignedIn",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="UUID")),
            ("session_key", models.CharField(editable=False, max_length=40, unique=True)),
            ("browser", models.CharField(blank=True, max_length=20, verbose_name="Programm")),
            ("system", models.CharField(blank=True, max_length=20, verbose_name="Gerät")),
            ("began_on", models.DateField(verbose_name="angemeldet")),
            ("seen_on", models.DateField(verbose_name="zuletzt benutzt")),
            ("user", models.ForeignKey(on_delete=CASCADE, related_name="+", to=settings.AUTH_USER_MODEL)),
        ],
        options={"verbose_name": "Anmeldung", "verbose_name_plural": "Anmeldungen"},
    ),
]
