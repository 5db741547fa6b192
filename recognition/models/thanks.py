"""Thanks: what people were given, who is due some, and where they help."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from recognition.models.programmes import Thanked
from recognition.thanks_querysets import HelpedQuerySet, ThanksDueQuerySet, ThanksGivenQuerySet


class ThanksGiven(models.Model):
    """One person was thanked once: by a paper, a mention on a published list, or a message.

    The history behind `Reached.thanked_at`: what somebody reached is thanked for by the first thanks on its local date
    or later (`services.thanking`). What is revoked or withdrawn later was thanks all the same, and stays.
    Personal data: all of it.
    """

    volunteer = models.ForeignKey(
        "volunteers.Volunteer", on_delete=models.CASCADE, related_name="thanks_given", db_index=False
    )
    at = models.DateTimeField(_("bedankt"))
    day = models.DateField(_("Tag"))  # the local date of `at`
    way = models.CharField(_("womit bedankt"), max_length=12, choices=Thanked)

    objects = models.Manager.from_queryset(ThanksGivenQuerySet)()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(way__in=["certificate", "list", "message"]), name="thanks_given_by_known_way"
            ),
        ]
        indexes = [models.Index(fields=["volunteer", "day"], name="thanks_given_to_volunteer")]
        verbose_name = _("Dank")
        verbose_name_plural = _("Dank")

    def __str__(self) -> str:
        return f"{self.way} {self.day}"


class ThanksDue(models.Model):
    """One person reached something for which nobody thanked them: since the local date of the first, `number` in all.

    The sum of their unthanked rows of `Reached`, kept with each change of those (`services.thanking`), so that a list
    of fifty thousand is read in order from an index. Personal data: all of it.
    """

    volunteer = models.OneToOneField(
        "volunteers.Volunteer", primary_key=True, on_delete=models.CASCADE, related_name="thanks_due"
    )
    since = models.DateField(_("seit"))
    number = models.PositiveSmallIntegerField(_("Anzahl"))

    objects = models.Manager.from_queryset(ThanksDueQuerySet)()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(number__gte=1), name="thanks_due_for_something")]
        indexes = [models.Index(fields=["since", "volunteer", "number"], name="thanks_due_longest_first")]
        verbose_name = _("fälliger Dank")
        verbose_name_plural = _("fälliger Dank")

    def __str__(self) -> str:
        return f"{self.number} {self.since}"


class Helped(models.Model):
    """One person gave hours that count to one activity: at its organisation, in its district and field.

    Kept by the evaluation (`services.helping`), a minute behind the ledger: among millions of entries nobody could
    find in time where fifty thousand people help. Personal data: all of it.
    """

    volunteer = models.ForeignKey("volunteers.Volunteer", on_delete=models.CASCADE, related_name="+", db_index=False)
    activity = models.ForeignKey("volunteers.Activity", on_delete=models.CASCADE, related_name="+", db_index=False)

    objects = models.Manager.from_queryset(HelpedQuerySet)()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["volunteer", "activity"], name="helped_once")]
        indexes = [models.Index(fields=["activity", "volunteer"], name="helped_at_activity")]
        verbose_name = _("Einsatzort")
        verbose_name_plural = _("Einsatzorte")

    def __str__(self) -> str:
        return f"{self.activity_id}"
