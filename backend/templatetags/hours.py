"""Minutes as people read them."""

from django import template
from django.utils.translation import gettext as _

register = template.Library()


@register.filter
def hours(minutes: int) -> str:
    """90 as „1:30 Std.“."""
    return _("%(hours)d:%(minutes)02d Std.") % {"hours": minutes // 60, "minutes": minutes % 60}
