"""Confirming by mail link: links with their entries, what confirmed without an account, contacts, the digest."""

import django.db.models.deletion
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("volunteers", "0018_protocol"),
    ]

    operations = [
        migrations.CreateModel(
            name="ConfirmationLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="UUID")),
                (
                    "address",
                    models.EmailField(blank=True, db_index=True, max_length=254, verbose_name="E-Mail-Adresse"),
                ),
                ("label", models.CharField(blank=True, max_length=100, verbose_name="Bezeichnung")),
                ("token_digest", models.CharField(editable=False, max_length=64, unique=True)),
                ("created_at", models.DateTimeField(verbose_name="erbeten")),
                ("expires_at", models.DateTimeField(verbose_name="gilt bis")),
                ("reminded_at", models.DateTimeField(null=True, verbose_name="erinnert")),
                ("used_at", models.DateTimeField(null=True, verbose_name="beantwortet")),
                ("revoked_at", models.DateTimeField(null=True, verbose_name="zurückgezogen")),
            ],
            options={
                "verbose_name": "Bestätigungslink",
                "verbose_name_plural": "Bestätigungslinks",
            },
        ),
        migrations.CreateModel(
            name="ContactAddress",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="UUID")),
                ("label", models.CharField(max_length=100, verbose_name="Bezeichnung")),
                ("address", models.EmailField(max_length=254, verbose_name="E-Mail-Adresse")),
            ],
            options={
                "verbose_name": "Kontaktadresse",
                "verbose_name_plural": "Kontaktadressen",
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
            ],
            options={
                "verbose_name": "Eintrag eines Bestätigungslinks",
                "verbose_name_plural": "Einträge von Bestätigungslinks",
            },
        ),
        migrations.RemoveConstraint(
            model_name="hourentry",
            name="hours_confirmed_with_who_and_when",
        ),
        migrations.AddField(
            model_name="organisation",
            name="digest",
            field=models.CharField(
                choices=[
                    ("daily", "täglich, wenn etwas dazugekommen ist"),
                    ("weekly", "einmal in der Woche, am Montag"),
                    ("never", "nie"),
                ],
                default="daily",
                max_length=10,
                verbose_name="E-Mail über wartende Stunden",
            ),
        ),
        migrations.AddConstraint(
            model_name="organisation",
            constraint=models.CheckConstraint(
                condition=models.Q(("digest__in", ["daily", "weekly", "never"])), name="organisation_known_digest"
            ),
        ),
        migrations.AddField(
            model_name="confirmationlink",
            name="organisation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="links", to="volunteers.organisation"
            ),
        ),
        migrations.AddField(
            model_name="confirmationlink",
            name="volunteer",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="links", to="volunteers.volunteer"
            ),
        ),
        migrations.AddField(
            model_name="hourentry",
            name="confirmed_link",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="volunteers.confirmationlink",
            ),
        ),
        migrations.AddIndex(
            model_name="hourentry",
            index=models.Index(
                condition=models.Q(("confirmed_link__isnull", False)), fields=["confirmed_link"], name="hours_by_link"
            ),
        ),
        migrations.AddConstraint(
            model_name="hourentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("confirmed_at__isnull", False),
                        ("status", "confirmed"),
                        models.Q(
                            models.Q(
                                ("confirmed_by__isnull", False), ("confirmed_link", None), ("evidence", "registered")
                            ),
                            models.Q(
                                ("confirmed_by", None),
                                ("confirmed_link__isnull", False),
                                ("evidence__in", ["unknown_address", "known_domain"]),
                            ),
                            _connector="OR",
                        ),
                    ),
                    models.Q(
                        models.Q(("status", "confirmed"), _negated=True),
                        ("confirmed_at", None),
                        ("confirmed_by", None),
                        ("confirmed_link", None),
                        ("evidence", ""),
                    ),
                    _connector="OR",
                ),
                name="hours_confirmed_with_who_and_when",
                violation_error_message="Bestätigt heißt: mit Person, Zeitpunkt und Nachweisstufe.",
            ),
        ),
        migrations.AddField(
            model_name="contactaddress",
            name="organisation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="contacts", to="volunteers.organisation"
            ),
        ),
        migrations.AddField(
            model_name="linkedentry",
            name="entry",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="linked", to="volunteers.hourentry"
            ),
        ),
        migrations.AddField(
            model_name="linkedentry",
            name="link",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="linked", to="volunteers.confirmationlink"
            ),
        ),
        migrations.AddIndex(
            model_name="confirmationlink",
            index=models.Index(
                condition=models.Q(("reminded_at", None), ("revoked_at", None), ("used_at", None)),
                fields=["created_at"],
                name="link_to_remind_of",
            ),
        ),
        migrations.AddIndex(
            model_name="confirmationlink",
            index=models.Index(fields=["expires_at"], name="link_age"),
        ),
        migrations.AddConstraint(
            model_name="confirmationlink",
            constraint=models.CheckConstraint(
                condition=models.Q(("used_at", None), ("revoked_at", None), _connector="OR"),
                name="link_used_or_revoked",
            ),
        ),
        migrations.AddConstraint(
            model_name="confirmationlink",
            constraint=models.CheckConstraint(
                condition=models.Q(("expires_at__gt", models.F("created_at"))), name="link_expires_after_creation"
            ),
        ),
        migrations.AddConstraint(
            model_name="contactaddress",
            constraint=models.UniqueConstraint(
                fields=("organisation", "address"),
                name="contact_address_once",
                violation_error_message="Diese Adresse steht schon da.",
            ),
        ),
        migrations.AddConstraint(
            model_name="linkedentry",
            constraint=models.UniqueConstraint(fields=("link", "entry"), name="linked_entry_once"),
        ),
        migrations.AddConstraint(
            model_name="linkedentry",
            constraint=models.CheckConstraint(
                condition=models.Q(("outcome__in", ["", "confirmed", "declined", "left", "changed"])),
                name="linked_entry_known_outcome",
            ),
        ),
    ]
