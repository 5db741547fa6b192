"""What nobody gave thanks for is looked up by person: the index of it in that order, with all that is asked about."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """The same name, another order."""

    dependencies = [("recognition", "0011_fairness")]

    operations = [
        migrations.RemoveIndex(model_name="reached", name="reached_unthanked"),
        migrations.AddIndex(
            model_name="reached",
            index=models.Index(
                fields=["programme", "volunteer", "reached_on", "lapsed_at", "thanked_at"],
                condition=Q(lapsed_at=None, thanked_at=None),
                name="reached_unthanked",
            ),
        ),
    ]
