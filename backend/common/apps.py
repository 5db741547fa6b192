"""The floor: imports nothing of ours."""

from django.apps import AppConfig


class CommonConfig(AppConfig):
    """Base errors, guarded transitions, base viewsets, ids."""

    name = "backend.common"
    label = "common"
    verbose_name = "Grundlagen"
