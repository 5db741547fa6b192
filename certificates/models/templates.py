"""Templates: designs that a coordinator edits, as layouts with numbered versions."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from backend.common.ids import PublicModel
from certificates.querysets import TemplateQuerySet, TemplateVersionQuerySet


class TemplateStatus(models.TextChoices):
    """Where one version of a template stands.

    ::

        draft ──publish──▶ published ──retire──▶ retired
          (the only status whose layout changes)   (papers that used it are still pressed with it)
    """

    DRAFT = "draft", _("Entwurf")
    PUBLISHED = "published", _("freigegeben")
    RETIRED = "retired", _("außer Gebrauch")


TRANSITIONS: dict[str, frozenset[str]] = {
    TemplateStatus.DRAFT: frozenset({TemplateStatus.PUBLISHED}),
    TemplateStatus.PUBLISHED: frozenset({TemplateStatus.RETIRED}),
    TemplateStatus.RETIRED: frozenset(),
}


class Template(PublicModel):
    """A design for one kind of document; of one issuer, or of the whole alliance where `issuer` is null.

    Who made it may edit it while they coordinate anything, and so may coordinators of the whole alliance.
    """

    title = models.CharField(_("Titel"), max_length=120)
    kind = models.CharField(
        _("Art"),
        max_length=12,
        choices=[
            ("thanks", _("Dankurkunde")),
            ("record", _("Tätigkeitsnachweis")),
            ("competence", _("Kompetenznachweis")),
        ],
    )
    issuer = models.ForeignKey(
        "certificates.Issuer", null=True, blank=True, on_delete=models.PROTECT, related_name="templates"
    )
    created_by = models.ForeignKey("volunteers.User", on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("angelegt"), auto_now_add=True)

    objects = models.Manager.from_queryset(TemplateQuerySet)()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=["thanks", "record", "competence"]), name="template_known_kind"
            ),
            models.CheckConstraint(
                condition=~models.Q(title=""),
                name="template_has_title",
                violation_error_message=_("Eine Vorlage braucht einen Titel."),
            ),
        ]
        verbose_name = _("Vorlage")
        verbose_name_plural = _("Vorlagen")

    def __str__(self) -> str:
        return self.title


class TemplateVersion(PublicModel):
    """One layout of a template. `digest` is SHA-256 (hex) of the layout as JSON with sorted keys.

    The layout changes in a draft only; from then on the database refuses it (migration 0005). `frozen_at` is when a
    certificate was first ordered with it: what was signed can be pressed again for as long as it is asked for.
    """

    template = models.ForeignKey(Template, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("Fassung"))
    status = models.CharField(_("Stand"), max_length=10, choices=TemplateStatus, default=TemplateStatus.DRAFT)
    layout: "models.JSONField[Any, Any]" = models.JSONField(_("Gestaltung"))
    digest = models.CharField("SHA-256", max_length=64)
    created_by = models.ForeignKey("volunteers.User", on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("angelegt"), auto_now_add=True)
    published_at = models.DateTimeField(_("freigegeben"), null=True, blank=True)
    published_by = models.ForeignKey("volunteers.User", null=True, on_delete=models.PROTECT, related_name="+")
    frozen_at = models.DateTimeField(_("zuerst benutzt"), null=True, blank=True)
    retired_at = models.DateTimeField(_("außer Gebrauch"), null=True, blank=True)

    objects = models.Manager.from_queryset(TemplateVersionQuerySet)()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["template", "number"], name="template_version_number_once"),
            models.UniqueConstraint(
                fields=["template"], condition=models.Q(status="draft"), name="template_version_one_draft"
            ),
            models.CheckConstraint(
                condition=models.Q(
                    status="draft", published_at=None, published_by=None, frozen_at=None, retired_at=None
                )
                | models.Q(status="published", published_at__isnull=False, published_by__isnull=False, retired_at=None)
                | models.Q(
                    status="retired", published_at__isnull=False, published_by__isnull=False, retired_at__isnull=False
                ),
                name="template_version_status_with_when",
                violation_error_message=_("Freigegeben heißt: mit Person und Zeitpunkt."),
            ),
            models.CheckConstraint(
                condition=models.Q(digest__regex=r"^[0-9a-f]{64}$"), name="template_version_has_digest"
            ),
        ]
        verbose_name = _("Fassung einer Vorlage")
        verbose_name_plural = _("Fassungen von Vorlagen")

    def __str__(self) -> str:
        return f"{self.template_id}/{self.number}"
