"""Organisations, who acts for them, and who coordinates the alliance."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from backend.common.ids import PublicModel
from volunteers.querysets import CoordinatorScopeQuerySet, MembershipQuerySet, OrganisationQuerySet


class DigestRhythm(models.TextChoices):
    """How often those who confirm hear by mail that hours are waiting."""

    DAILY = "daily", _("täglich, wenn etwas dazugekommen ist")
    WEEKLY = "weekly", _("einmal in der Woche, am Montag")
    NEVER = "never", _("nie")


class Sector(models.TextChoices):
    """Who stands behind an offer, in the alliance's own words: state, municipal, free and civil providers."""

    STATE = "state", _("staatlich")
    MUNICIPAL = "municipal", _("kommunal")
    FREE = "free", _("frei")
    CIVIL = "civil", _("zivilgesellschaftlich")


class Organisation(PublicModel):
    """An alliance partner: where the help happens and who confirms it."""

    class Kind(models.TextChoices):
        """Kinds of partner (domain.md, "The alliance")."""

        TRADE_UNION = "trade_union", _("Gewerkschaft")
        CHURCH = "church", _("Kirche")
        EMPLOYERS = "employers", _("Arbeitgeberverband")
        STATE = "state", _("Land")
        MUNICIPALITY = "municipality", _("Kommune")
        WELFARE = "welfare", _("Wohlfahrtsverband")
        PARTY = "party", _("Partei")
        COMPANY = "company", _("Unternehmen")
        CHAMBER = "chamber", _("Kammer")
        ASSOCIATION = "association", _("Verein")
        INITIATIVE = "initiative", _("Initiative")
        INDIVIDUAL = "individual", _("Einzelperson")

        @property
        def sector(self) -> Sector:
            """Free are churches and welfare organisations, as in the law on social work; the rest is civil."""
            return _SECTORS.get(self.value, Sector.CIVIL)

    slug = models.SlugField(_("Kürzel"), max_length=60, unique=True)
    name = models.CharField(_("Name"), max_length=200)
    kind = models.CharField(_("Art"), max_length=20, choices=Kind)
    district = models.ForeignKey(
        "volunteers.District",
        verbose_name=_("Landkreis oder Stadt"),
        on_delete=models.PROTECT,
        related_name="organisations",
    )
    domain = models.CharField(_("Domain der E-Mail-Adressen"), max_length=100, blank=True)
    website = models.URLField(_("Website"), blank=True)
    is_active = models.BooleanField(_("aktiv"), default=True)
    digest = models.CharField(
        _("E-Mail über wartende Stunden"), max_length=10, choices=DigestRhythm, default=DigestRhythm.DAILY
    )
    created_at = models.DateTimeField(_("angelegt"), auto_now_add=True)

    objects = models.Manager.from_queryset(OrganisationQuerySet)()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    kind__in=[
                        "trade_union",
                        "church",
                        "employers",
                        "state",
                        "municipality",
                        "welfare",
                        "party",
                        "company",
                        "chamber",
                        "association",
                        "initiative",
                        "individual",
                    ]
                ),
                name="organisation_known_kind",
                violation_error_message=_("Diese Art von Organisation gibt es nicht."),
            ),
            models.CheckConstraint(
                condition=models.Q(digest__in=["daily", "weekly", "never"]), name="organisation_known_digest"
            ),
        ]
        verbose_name = _("Organisation")
        verbose_name_plural = _("Organisationen")

    def __str__(self) -> str:
        return self.name


_SECTORS = {
    Organisation.Kind.STATE.value: Sector.STATE,
    Organisation.Kind.MUNICIPALITY.value: Sector.MUNICIPAL,
    Organisation.Kind.CHURCH.value: Sector.FREE,
    Organisation.Kind.WELFARE.value: Sector.FREE,
}


class Role(models.TextChoices):
    """What a member may do in one organisation."""

    CONFIRMER = "confirmer", _("bestätigt Stunden")
    MANAGER = "manager", _("bestätigt, bearbeitet die Organisation und lädt ein")


class Membership(PublicModel):
    """A user's role in one organisation. Ended rather than deleted: confirmations point to who gave them."""

    user = models.ForeignKey(
        "volunteers.User", on_delete=models.PROTECT, related_name="memberships", verbose_name=_("Konto")
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="memberships", verbose_name=_("Organisation")
    )
    role = models.CharField(_("Rolle"), max_length=10, choices=Role)
    created_at = models.DateTimeField(_("seit"), auto_now_add=True)
    ended_at = models.DateTimeField(_("bis"), null=True, blank=True)

    objects = models.Manager.from_queryset(MembershipQuerySet)()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organisation"],
                condition=models.Q(ended_at=None),
                name="membership_once",
                violation_error_message=_("Diese Person gehört schon zu dieser Organisation."),
            ),
            models.CheckConstraint(condition=models.Q(role__in=["confirmer", "manager"]), name="membership_known_role"),
        ]
        verbose_name = _("Zugehörigkeit")
        verbose_name_plural = _("Zugehörigkeiten")

    def __str__(self) -> str:
        return f"{self.role} {self.organisation_id}"


class ScopeKind(models.TextChoices):
    """How far a coordinator sees."""

    ALL = "all", _("das ganze Bündnis")
    DISTRICT = "district", _("ein Landkreis oder eine Stadt")
    FIELD = "field", _("ein Handlungsfeld")


class CoordinatorScope(PublicModel):
    """One piece of the alliance that a user coordinates; several districts are several rows."""

    user = models.ForeignKey(
        "volunteers.User",
        on_delete=models.PROTECT,
        related_name="coordinator_scopes",
        verbose_name=_("Konto"),
    )
    kind = models.CharField(pgettext_lazy("Koordination", "Umfang"), max_length=10, choices=ScopeKind)
    district = models.ForeignKey(
        "volunteers.District", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    field = models.ForeignKey(
        "volunteers.FieldOfAction", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(_("seit"), auto_now_add=True)

    objects = models.Manager.from_queryset(CoordinatorScopeQuerySet)()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind="all", district=None, field=None)
                | models.Q(kind="district", district__isnull=False, field=None)
                | models.Q(kind="field", district=None, field__isnull=False),
                name="scope_matches_its_kind",
                violation_error_message=_("Der Umfang passt nicht zu seiner Art."),
            ),
            models.UniqueConstraint(fields=["user"], condition=models.Q(kind="all"), name="scope_all_once"),
            models.UniqueConstraint(
                fields=["user", "district"], condition=models.Q(kind="district"), name="scope_district_once"
            ),
            models.UniqueConstraint(
                fields=["user", "field"], condition=models.Q(kind="field"), name="scope_field_once"
            ),
        ]
        verbose_name = _("Koordination")
        verbose_name_plural = _("Koordination")

    def __str__(self) -> str:
        return f"{self.kind} {self.district_id or self.field_id or ''}".strip()
