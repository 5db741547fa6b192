"""What an organisation types about a good example."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from backend.common import clock
from recognition.models import Shows, Story
from recognition.services.story_pictures import LONGEST_ALT
from volunteers.models import Activity, District, FieldOfAction, Organisation


def _words(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "dir": "auto"})


class StoryForm(forms.Form):
    """The story, and what others need to do likewise."""

    title = forms.CharField(
        label=_("Titel"), max_length=120, help_text=_("Zum Beispiel „Tee und Wörter: Deutsch am Küchentisch“.")
    )
    summary = forms.CharField(
        label=_("In zwei Sätzen"),
        max_length=300,
        widget=_words(2),
        help_text=_("Steht in der Übersicht und überall, wo jemand das Beispiel weitergibt."),
    )
    text = forms.CharField(
        label=_("Die Geschichte"),
        max_length=6000,
        widget=_words(12),
        help_text=_(
            "Was tun Sie, wie fing es an, was hat sich verändert? Nennen Sie Namen nur, wenn es sein muss: "
            "Jede Person, die vorkommt, wird gefragt."
        ),
    )
    audience = forms.CharField(label=_("Für wen und wozu"), max_length=1000, required=False, widget=_words(3))
    needs = forms.CharField(
        label=_("Was es braucht"),
        max_length=1000,
        required=False,
        widget=_words(3),
        help_text=_("Damit andere es auch machen können: Raum, Zeit, Menschen, Geld, Erfahrung."),
    )
    partners = forms.CharField(label=_("Mit wem zusammen"), max_length=300, required=False)
    started_on = forms.DateField(
        label=_("Seit wann"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    activity = forms.ModelChoiceField(
        label=_("Tätigkeit"),
        queryset=Activity.objects.none(),
        required=False,
        empty_label=_("keine bestimmte"),
        help_text=_("Für einen Entwurf zu einem Preis zählen wir dann die bestätigten Stunden dieser Tätigkeit."),
    )
    field = forms.ModelChoiceField(
        label=_("Handlungsfeld"), queryset=FieldOfAction.objects.none(), to_field_name="code"
    )
    district = forms.ModelChoiceField(
        label=_("Landkreis oder Stadt"), queryset=District.objects.none(), to_field_name="ags"
    )

    def __init__(self, organisation: Organisation, *args: Any, **kwargs: Any) -> None:
        """Offers what is in use today, and the organisation's own activities."""
        super().__init__(*args, **kwargs)
        today = clock.today()
        named: Any = self.fields
        named["activity"].queryset = Activity.objects.filter(organisation=organisation).order_by("title", "pk")
        for name, rows in (("field", FieldOfAction.objects), ("district", District.objects)):
            named[name].queryset = rows.valid_on(today)
            named[name].choices = rows.choices(today)

    @classmethod
    def of(cls, story: Story) -> dict[str, Any]:
        """What is stored."""
        return {name: getattr(story, name) for name in cls.base_fields}


class PictureForm(forms.Form):
    """A picture, in words too, and who can be recognised on it."""

    alt = forms.CharField(
        label=_("Was auf dem Bild zu sehen ist"),
        max_length=LONGEST_ALT,
        help_text=_("Für Menschen, die es nicht sehen, in einem Satz. Zum Beispiel: „Sechs Menschen kneten Teig.“"),
    )
    shows = forms.ChoiceField(
        label=_("Wer ist zu erkennen?"),
        choices=Shows.choices,
        widget=forms.RadioSelect,
        help_text=_(
            "Die Zustimmungen bewahren Sie auf, bei Kindern die der Eltern. Wer hier mithilft, wird zusätzlich gefragt."
        ),
    )
