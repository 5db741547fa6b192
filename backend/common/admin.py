"""The base of the operator's pages: look at everything, change only what no service owns."""

from typing import TYPE_CHECKING, Any, TypeAlias

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.contrib.auth.models import Group
from django.db import models
from django.http import HttpRequest
from knox.models import get_token_model

if TYPE_CHECKING:
    Pages: TypeAlias = admin.ModelAdmin[Any]
else:
    Pages = admin.ModelAdmin  # Django's own class takes no subscript when it runs


class LookOnly(Pages):
    """Shows rows and changes none: every write goes through a service, which knows the rules and keeps the record."""

    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
    show_full_result_count = False
    list_per_page = 50

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody adds here."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody changes here."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody deletes here."""
        return False


# Other apps bring their own pages. Tokens, groups and second factors have none here: nobody hands out a token or an app
# for somebody else, what a person may do comes from roles, and an address stands at its account.
for foreign in (Group, get_token_model(), Authenticator, EmailAddress):
    admin.site.unregister(foreign)
admin.site.site_header = admin.site.site_title = "Dankwerk"
