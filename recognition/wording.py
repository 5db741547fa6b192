"""Rules in words: whole sentences in the language of the page, made from the rule itself."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from recognition.rules import Rule
from recognition.rules.language import EVIDENCE, Back, Engaged, InYear, Measure, Total, Volume
from volunteers.models import Evidence

WAIVERS = {
    "juleica": gettext_lazy("Juleica"),
    "fire_brigade": gettext_lazy("Freiwillige Feuerwehr"),
    "civil_protection": gettext_lazy("Katastrophenschutz"),
    "rescue_service": gettext_lazy("Rettungsdienst"),
}


def sentences(rule: Rule) -> list[str]:
    """What the rule asks for, one thing a sentence."""
    said = _needs(rule)
    if rule.minimum_age is not None:
        said.append(_("Ab %(years)s Jahren.") % {"years": rule.minimum_age})
    if rule.evidence != EVIDENCE[0]:
        said.append(_("Mindestens nötig: %(evidence)s.") % {"evidence": Evidence(rule.evidence).label})
    if rule.waivers:
        held = ", ".join(str(WAIVERS[waiver]) for waiver in rule.waivers)
        said.append(_("Ohne Nachweis von Stunden mit: %(held)s.") % {"held": held})
    return said


def _needs(rule: Rule) -> list[str]:
    needs = rule.needs
    if isinstance(needs, Total):
        hours = needs.minutes // 60
        text = ngettext("%(hours)s Stunde insgesamt.", "%(hours)s Stunden insgesamt.", hours)
        return [text % {"hours": hours}]
    if isinstance(needs, Engaged):
        text = ngettext(
            "Seit %(years)s Jahr dabei, ohne ein Jahr Pause.",
            "Seit %(years)s Jahren dabei, ohne ein Jahr Pause.",
            needs.years,
        )
        return [text % {"years": needs.years}]
    if isinstance(needs, Back):
        text = ngettext(
            "Wieder da nach %(months)s Monat Pause.", "Wieder da nach %(months)s Monaten Pause.", needs.months
        )
        return [text % {"months": needs.months}]
    return _volume(needs)


def _volume(needs: Volume) -> list[str]:
    measures = _(" oder ").join(_measure(one) for one in needs.measures)
    said = [f"{measures[0].upper()}{measures[1:]}."]
    if needs.years > 1:
        said.append(_("In %(years)s Jahren hintereinander.") % {"years": needs.years})
    if needs.lasting:
        text = ngettext("Seit mindestens %(months)s Monat.", "Seit mindestens %(months)s Monaten.", needs.lasting)
        said.append(text % {"months": needs.lasting})
    if needs.together:
        said.append(_("Stunden bei mehreren Organisationen zählen zusammen."))
    else:
        said.append(_("Bei einer Organisation allein."))
    return said


def _measure(measure: Measure) -> str:
    hours = measure.minutes // 60
    if isinstance(measure, InYear):
        text = ngettext(
            "mindestens %(hours)s Stunde im Kalenderjahr", "mindestens %(hours)s Stunden im Kalenderjahr", hours
        )
        return text % {"hours": hours}
    return _("im Schnitt mindestens %(hours)s h in der Woche, gerechnet über %(months)s Monate") % {
        "hours": hours,
        "months": measure.months,
    }
