"""The base of the operator's pages: look at everything, change only what no service owns."""

from typing import TYPE_CHECKING, Any, TypeAlias

from django.contrib import admin
from django.http import HttpRequest

if TYPE_CHECKING:
    Pages: TypeAlias = admin.ModelAdmin[Any]
else:
    Pages = admin.ModelAdmin  # Django's own class takes no subscript when it runs


class LookOnly(Pages):
    """Shows rows and changes none: every write goes through a service, which knows the rules and keeps the record."""

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
