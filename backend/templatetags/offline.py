"""Whose device entries are, for the scripts of a page."""

from django import template
from django.contrib.auth.models import AnonymousUser

from backend.site import offline
from volunteers.models import User

register = template.Library()


@register.filter
def account_mark(user: User | AnonymousUser) -> str:
    """The mark of who is signed in; nothing for nobody."""
    return offline.account_mark(user) if isinstance(user, User) else ""
