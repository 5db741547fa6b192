"""Rows that are older than the columns of 0003 get what can be known of them."""

from django.db import migrations


def fill(apps, schema_editor):
    """1. Who revoked, and why, was not kept: the orderer stands in. 2. A replaced row names no successor, so it
    counts as revoked: its page says "not valid" either way. 3. The period is the one that the paper states."""
    certificates = apps.get_model("certificates", "Certificate").objects
    taken_back = certificates.filter(status__in=["revoked", "replaced"])
    for row in taken_back.only("pk", "status", "issued_at", "ordered_by_id").iterator(chunk_size=1000):
        reason = "Vor dem Festhalten von Gründen widerrufen."
        if row.status == "replaced":
            reason = "Durch eine neuere Urkunde ersetzt, die nicht festgehalten wurde."
        certificates.filter(pk=row.pk).update(
            status="revoked",
            revoked_at=row.issued_at,
            revoked_by=row.ordered_by_id,
            revocation_code="other",
            revocation_reason=reason,
        )
    batch = []
    for row in certificates.only("pk", "content").iterator(chunk_size=1000):
        period = (row.content or {}).get("period") if isinstance(row.content, dict) else None
        if not period:
            continue
        row.period_start, row.period_end = period["start"], period["end"]
        batch.append(row)
        if len(batch) == 1000:
            certificates.bulk_update(batch, ["period_start", "period_end"])
            batch = []
    certificates.bulk_update(batch, ["period_start", "period_end"])


class Migration(migrations.Migration):
    dependencies = [("certificates", "0003_lifecycle_columns")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
