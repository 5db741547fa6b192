"""Reasons (0003) need no accounts, and accounts need reasons: the two steps join here (decision 29)."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("common", "0002_relations"), ("common", "0003_reasons")]
