"""The pool of competences, and who claims which: propose, confirm, decline, take back."""

from typing import Any, ClassVar

import django_filters
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from backend.common.fields import VisibleRow
from backend.common.filters import UuidFilter
from backend.common.inputs import Choice, Input, Text
from backend.common.schema import refused
from backend.common.views import ApiView
from backend.common.viewsets import ListRows, RetrieveRow, RowViewSet
from volunteers import columns
from volunteers.competences import Competence, pool
from volunteers.models import ClaimStatus, CompetenceClaim, Organisation, Volunteer
from volunteers.models.competences import CODES
from volunteers.services import competences

CHOICES = [(code, pool()[code].title("de")) for code in CODES]


class CompetenceTextOut(serializers.Serializer[Any]):
    """What a competence is called in one language (a BCP 47 tag), and what it means."""

    language = serializers.CharField()
    title = serializers.CharField()
    description = serializers.CharField()


class CompetenceOut(serializers.Serializer[Any]):
    """A competence of the pool, by `code`, in every language of certificates.

    It stands for a skill of ESCO: `esco_uri` is empty where we could not verify the address of the concept.
    """

    code = serializers.CharField()
    texts = CompetenceTextOut(many=True)
    esco_label = serializers.CharField()
    esco_uri = serializers.CharField(allow_blank=True)


class CompetencesView(ApiView):
    """The pool of competences. Public."""

    authentication_classes = []  # the same answer for everybody, so that one cache serves all
    permission_classes = [AllowAny]
    http_method_names = ["get", "head"]

    @extend_schema(tags=["competences"], responses=CompetenceOut(many=True))
    def get(self, request: Request) -> Response:
        """All competences, in the order in which they are shown."""
        response = Response([_as_answer(competence) for competence in pool().values()])
        response["Cache-Control"] = "public, max-age=3600"
        return response


def _as_answer(competence: Competence) -> dict[str, Any]:
    texts = [
        {"language": language, "title": title, "description": competence.description[language]}
        for language, title in competence.label.items()
    ]
    return {
        "code": competence.code,
        "texts": texts,
        "esco_label": competence.esco_label,
        "esco_uri": competence.esco_uri,
    }


class CompetenceClaimOut(serializers.Serializer[Any]):
    """A competence that somebody showed at one organisation.

    `example` is the sentence that counts; `proposed_example` what was proposed before the organisation edited it.
    """

    uuid = serializers.UUIDField()
    volunteer = serializers.UUIDField()
    volunteer_name = serializers.CharField()
    organisation = serializers.UUIDField()
    competence = serializers.ChoiceField(choices=CHOICES)
    example = serializers.CharField()
    proposed_example = serializers.CharField()
    status = serializers.ChoiceField(choices=ClaimStatus.choices)
    proposed_at = serializers.DateTimeField()
    decided_at = serializers.DateTimeField(allow_null=True)
    decline_reason = serializers.CharField(allow_blank=True)
    withdrawn_at = serializers.DateTimeField(allow_null=True)


class CompetenceClaimIn(Input):
    """A competence, and one sentence that shows it."""

    volunteer = VisibleRow(Volunteer)
    organisation = VisibleRow(Organisation)
    competence = Choice(choices=CHOICES)
    example = Text(max_length=competences.MOST_CHARACTERS)


class ClaimConfirmationIn(Input):
    """The sentence in other words; left out, that of the proposal stays."""

    example = Text(max_length=competences.MOST_CHARACTERS, required=False)


class ClaimDeclineIn(Input):
    """Why; the volunteer reads it."""

    reason = Text(max_length=competences.MOST_CHARACTERS)


class CompetenceClaimFilter(django_filters.FilterSet):
    """Filters of claims."""

    status = django_filters.ChoiceFilter(choices=ClaimStatus.choices)
    organisation = UuidFilter(field_name="organisation__uuid")
    volunteer = UuidFilter(field_name="volunteer__uuid")

    class Meta:
        model = CompetenceClaim
        fields: ClassVar[list[str]] = ["status", "organisation", "volunteer"]


@extend_schema(tags=["competences"])
class CompetenceClaimViewSet(ListRows, RetrieveRow, RowViewSet):
    """Claims that you may see: your own, those at your organisations, those in your districts."""

    model = CompetenceClaim
    serializer_class = CompetenceClaimOut
    filterset_class = CompetenceClaimFilter
    rows = columns.COMPETENCE_CLAIMS
    inputs = {"create": CompetenceClaimIn, "confirm": ClaimConfirmationIn, "decline": ClaimDeclineIn}

    @extend_schema(request=CompetenceClaimIn, responses={201: CompetenceClaimOut, **refused(409)})
    def create(self, request: Request) -> Response:
        """Propose a competence (the person; for somebody without account, who keeps their hours)."""
        data = self.body()
        return self.created(request, lambda: competences.propose(actor=self.actor, **data))

    @extend_schema(request=ClaimConfirmationIn, responses={200: CompetenceClaimOut, **refused(409)})
    @action(detail=True, methods=["post"])
    def confirm(self, request: Request, uuid: str) -> Response:
        """Confirm a competence, in other words if need be (the organisation; never one's own)."""
        claim = self.get_object()
        return Response(self.one(competences.confirm(actor=self.actor, claim=claim, **self.body())))

    @extend_schema(request=ClaimDeclineIn, responses={200: CompetenceClaimOut, **refused(409)})
    @action(detail=True, methods=["post"])
    def decline(self, request: Request, uuid: str) -> Response:
        """Decline a competence, with a reason."""
        claim = self.get_object()
        return Response(self.one(competences.decline(actor=self.actor, claim=claim, **self.body())))

    @extend_schema(request=None, responses={200: CompetenceClaimOut, **refused(409)})
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, uuid: str) -> Response:
        """Take a competence back: no certificate from now on names it."""
        return Response(self.one(competences.withdraw(actor=self.actor, claim=self.get_object())))
