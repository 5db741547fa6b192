"""Lists in versions, each looked at by a second person before it is published (decision 34)."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def say_what_was_published(apps, _schema_editor):
    """Lists from before the check keep their place: said to be unchecked, with the people who are on them."""
    lists = apps.get_model("recognition", "RecognitionList").objects.filter(status__in=["published", "withdrawn"])
    for one in lists.annotate(number=models.Count("entries")).iterator():
        lists.filter(pk=one.pk).update(unchecked=True, people=one.number, joined=one.number, left=0)


class Migration(migrations.Migration):
    dependencies = [
        ("recognition", "0002_relations"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="recognitionlist",
            name="list_published_with_who_and_when",
        ),
        migrations.AddField(
            model_name="recognitionlist",
            name="changed_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="recognitionlist",
            name="checked_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="geprüft"),
        ),
        migrations.AddField(
            model_name="recognitionlist",
            name="checked_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="recognitionlist",
            name="joined",
            field=models.PositiveIntegerField(blank=True, null=True, verbose_name="neu dabei"),
        ),
        migrations.AddField(
            model_name="recognitionlist",
            name="least_minutes",
            field=models.PositiveIntegerField(blank=True, null=True, verbose_name="mindestens Minuten"),
        ),
        migrations.AddField(
            model_name="recognitionlist",
            name="left",
            field=models.PositiveIntegerField(blank=True, null=True, verbose_name="nicht mehr dabei"),
        ),
        migrations.AddField(
            model_name="recognitionlist",
            name="people",
            field=models.PositiveIntegerField(blank=True, null=True, verbose_name="Menschen"),
        ),
        migrations.AddField(
            model_name="recognitionlist",
            name="revision",
            field=models.PositiveSmallIntegerField(default=1, verbose_name="Stand des Entwurfs"),
        ),
        migrations.AddField(
            model_name="recognitionlist",
            name="unchecked",
            field=models.BooleanField(default=False, verbose_name="ohne Prüfung veröffentlicht"),
        ),
        migrations.AddField(
            model_name="recognitionlist",
            name="version",
            field=models.PositiveSmallIntegerField(default=1, verbose_name="Fassung"),
        ),
        migrations.AlterField(
            model_name="recognitionlist",
            name="slug",
            field=models.SlugField(max_length=80, verbose_name="Kürzel"),
        ),
        migrations.AlterField(
            model_name="recognitionlist",
            name="status",
            field=models.CharField(
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
        migrations.RunPython(say_what_was_published, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="recognitionlist",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("published_at", None), ("published_by", None), ("status__in", ["draft", "checked"])),
                    models.Q(
                        ("published_at__isnull", False),
                        ("published_by__isnull", False),
                        ("status__in", ["published", "renewed", "withdrawn"]),
                    ),
                    _connector="OR",
                ),
                name="list_published_with_who_and_when",
            ),
        ),
        migrations.AddConstraint(
            model_name="recognitionlist",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("joined", None), ("left", None), ("people", None), ("status__in", ["draft", "checked"])),
                    models.Q(
                        ("joined__isnull", False),
                        ("left__isnull", False),
                        ("people__isnull", False),
                        ("status__in", ["published", "renewed", "withdrawn"]),
                    ),
                    _connector="OR",
                ),
                name="list_counts_once_published",
            ),
        ),
        migrations.AddConstraint(
            model_name="recognitionlist",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("checked_at", None), ("checked_by", None), ("status", "draft"), ("unchecked", False)),
                    models.Q(
                        ("checked_at__isnull", False),
                        ("checked_by__isnull", False),
                        ("status__in", ["checked", "published", "renewed", "withdrawn"]),
                        ("unchecked", False),
                    ),
                    models.Q(
                        ("checked_at", None),
                        ("checked_by", None),
                        ("status__in", ["published", "renewed", "withdrawn"]),
                        ("unchecked", True),
                    ),
                    _connector="OR",
                ),
                name="list_checked_with_who_and_when",
            ),
        ),
        migrations.AddConstraint(
            model_name="recognitionlist",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("checked_by", None),
                    models.Q(
                        models.Q(("checked_by", models.F("created_by")), _negated=True),
                        models.Q(
                            ("changed_by", None),
                            models.Q(("checked_by", models.F("changed_by")), _negated=True),
                            _connector="OR",
                        ),
                    ),
                    _connector="OR",
                ),
                name="list_checked_by_a_second_person",
                violation_error_message="Prüfen muss eine zweite Person.",
            ),
        ),
        migrations.AddConstraint(
            model_name="recognitionlist",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("revision__gte", 1),
                    ("version__gte", 1),
                    models.Q(
                        ("least_minutes", None),
                        models.Q(("least_minutes__gte", 1), ("least_minutes__lte", 1000000)),
                        _connector="OR",
                    ),
                ),
                name="list_figures_in_bounds",
            ),
        ),
        migrations.AddConstraint(
            model_name="recognitionlist",
            constraint=models.UniqueConstraint(fields=("slug", "version"), name="list_version_once"),
        ),
        migrations.AddConstraint(
            model_name="recognitionlist",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "published")), fields=("slug",), name="list_published_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="recognitionlist",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status__in", ["draft", "checked"])), fields=("slug",), name="list_in_work_once"
            ),
        ),
    ]
