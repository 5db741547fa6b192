"""Minutes and days as people read them."""

import datetime as dt

from django import template
from django.utils import formats
from django.utils.translation import gettext as _

register = template.Library()


@register.filter
def hours(minutes: int) -> str:
    """90 as „1:30 Std.“."""
    return _("%(hours)d:%(minutes)02d Std.") % {"hours": minutes // 60, "minutes": minutes % 60}


@register.filter
def signed_hours(minutes: int) -> str:
    """-30 as „−0:30 Std.“: what a correction adds or takes away."""
    return ("−" if minutes < 0 else "+") + hours(abs(minutes))


@register.filter
def clock(minutes: int) -> str:
    """90 as „1:30“, where the word stands beside it."""
    return f"{minutes // 60}:{minutes % 60:02d}"


@register.filter
def written_day(iso: str) -> str:
    """2026-11-22, as frozen contents have it, as „22. November 2026“."""
    return formats.date_format(dt.date.fromisoformat(iso))
