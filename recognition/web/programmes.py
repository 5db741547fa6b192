"""Programmes for coordinators: what each asks for, since when, on whose word, and how many stand there."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from backend.common import clock
from recognition.models import Programme, ProgrammeRule, Reached
from recognition.rules import parse
from recognition.wording import sentences
from volunteers.web.coordinating import actor_of, coordinators_only


@dataclass(frozen=True, slots=True)
class Shown:
    """A programme with its rules, the newest first, in words; and how many one coordinates stand there."""

    programme: Programme
    rules: list[tuple[ProgrammeRule, list[str], bool]]
    people: int


@require_safe
@coordinators_only
def programmes(request: HttpRequest) -> HttpResponse:
    """All of them: they are few, and so are their rules."""
    today, people = clock.today(), Reached.objects.visible_to(actor_of(request)).standing().numbers()
    rules: dict[int, list[tuple[ProgrammeRule, list[str], bool]]] = {}
    for rule in ProgrammeRule.objects.order_by("programme", "-version"):
        valid = (rule.valid_from or today) <= today <= (rule.valid_to or today)
        rules.setdefault(rule.programme_id, []).append((rule, sentences(parse(rule.rule)), valid))
    shown = [Shown(one, rules.get(one.pk, []), people.get(one.pk, 0)) for one in Programme.objects.all()]
    return render(request, "recognition/programmes.html", {"programmes": shown})
