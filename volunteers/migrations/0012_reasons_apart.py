"""What was written beside a step moves to a row of its own, where erasure can blank it; the step keeps the reference.

The steps that were recorded get it here, so the append-only guard is lifted once more. Steps of one decision (the same
words by the same person at the same instant) share one reason, as decisions do from now on.
"""

import hashlib
import secrets
from importlib import import_module

from django.db import migrations, models
from django.db.models.deletion import PROTECT

append_only = import_module("volunteers.migrations.0003_append_only_events")


def keep_apart(apps, schema_editor, event):
    """Give each event of that model with words in `words` the reason that keeps them."""
    reason = apps.get_model("common", "Reason")
    spoken = event.objects.exclude(words="").values_list("words", "actor", "at")
    for words, actor, at in spoken.order_by("words", "actor", "at").distinct().iterator(chunk_size=1000):
        salt = secrets.token_hex(16)
        kept = reason.objects.create(
            text=words, salt=salt, digest=hashlib.sha256(f"{salt}{words}".encode()).hexdigest()
        )
        event.objects.filter(words=words, actor=actor, at=at).update(reason=kept)
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # or the table could not be altered afterwards


def put_back(apps, schema_editor, event):
    """The other way round: whatever was not erased meanwhile."""
    reason = apps.get_model("common", "Reason")
    spoken = event.objects.exclude(reason=None)
    words = reason.objects.filter(pk=models.OuterRef("reason")).values("text")
    spoken.update(words=models.Subquery(words))


def fill(apps, schema_editor):
    keep_apart(apps, schema_editor, apps.get_model("volunteers", "LedgerEvent"))


def empty(apps, schema_editor):
    put_back(apps, schema_editor, apps.get_model("volunteers", "LedgerEvent"))


def reason():
    return models.ForeignKey(to="common.reason", null=True, on_delete=PROTECT, related_name="+", db_index=False)


class Migration(migrations.Migration):
    dependencies = [("volunteers", "0011_weekly_plans"), ("common", "0003_reasons")]
    operations = [
        migrations.RunPython(append_only.unguard, append_only.guard),
        migrations.RenameField(model_name="ledgerevent", old_name="reason", new_name="words"),
        migrations.AddField(model_name="ledgerevent", name="reason", field=reason()),
        migrations.RunPython(fill, empty),
        migrations.RemoveField(model_name="ledgerevent", name="words"),
        migrations.RunPython(append_only.guard, append_only.unguard),
    ]
