"""The operator's pages of this app (superusers only)."""

from django.contrib import admin

from backend.common.admin import LookOnly
from recognition.models import RecognitionList


@admin.register(RecognitionList)
class RecognitionListAdmin(LookOnly):
    """Lists of thanks."""

    list_display = ["title", "status", "period_start", "period_end", "published_at"]
    list_filter = ["status"]
