"""Good examples: told by organisations, reviewed by coordinators, adopted by others; and who is in them."""

import base64
import binascii
from typing import Any, ClassVar

import django_filters
from django.db import models
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from backend.common.errors import Invalid
from backend.common.fields import CodedRow, VisibleRow
from backend.common.filters import UuidFilter
from backend.common.inputs import Choice, Day, Input, Text, WholeNumber, YesNo
from backend.common.schema import refused
from backend.common.viewsets import ListRows, RetrieveRow, RowViewSet
from recognition import columns_of_stories as columns
from recognition.models import AgreedBy, Shows, Story, StoryAdoption, StoryPerson, StoryStatus
from recognition.services import adopting, prizes, stories, story_people, story_pictures
from volunteers.models import Activity, District, FieldOfAction, Organisation, Volunteer

MOST_BASE64 = 1_900_000  # characters; a body has at most 2 MiB. Larger pictures go through the page
_SAID = ("title", "summary", "text", "audience", "needs", "partners", "started_on", "activity", "field", "district")


class StoryOut(serializers.Serializer[Any]):
    """A good example. `adopted` organisations do likewise; `revision` is what people who are in it agree to."""

    uuid = serializers.UUIDField()
    slug = serializers.CharField()
    organisation = serializers.UUIDField()
    title = serializers.CharField()
    summary = serializers.CharField()
    text = serializers.CharField()
    audience = serializers.CharField(allow_blank=True)
    needs = serializers.CharField(allow_blank=True)
    partners = serializers.CharField(allow_blank=True)
    started_on = serializers.DateField(allow_null=True)
    activity = serializers.UUIDField(allow_null=True)
    field = serializers.CharField()
    district = serializers.CharField()
    status = serializers.ChoiceField(choices=StoryStatus.choices)
    revision = serializers.IntegerField()
    picture_alt = serializers.CharField(allow_null=True)
    picture_shows = serializers.ChoiceField(choices=Shows.choices, allow_null=True)
    adopted = serializers.IntegerField()
    submitted_at = serializers.DateTimeField(allow_null=True)
    published_at = serializers.DateTimeField(allow_null=True)


class StoryIn(Input):
    """A draft. `text`, `audience` and `needs` may have paragraphs; `activity` is one of the organisation's."""

    organisation = VisibleRow(Organisation)
    title = Text(max_length=120)
    summary = Text(max_length=300)
    text = Text(max_length=6000)
    audience = Text(max_length=1000, required=False, allow_blank=True)
    needs = Text(max_length=1000, required=False, allow_blank=True)
    partners = Text(max_length=300, required=False, allow_blank=True)
    started_on = Day(required=False, allow_null=True)
    activity = VisibleRow(Activity, required=False, allow_null=True)
    field = CodedRow(FieldOfAction, "code")
    district = CodedRow(District, "ags")


class StoryChange(Input):
    """What may change of a draft; what is left out stays."""

    title = Text(max_length=120, required=False)
    summary = Text(max_length=300, required=False)
    text = Text(max_length=6000, required=False)
    audience = Text(max_length=1000, required=False, allow_blank=True)
    needs = Text(max_length=1000, required=False, allow_blank=True)
    partners = Text(max_length=300, required=False, allow_blank=True)
    started_on = Day(required=False, allow_null=True)
    activity = VisibleRow(Activity, required=False, allow_null=True)
    field = CodedRow(FieldOfAction, "code", required=False)
    district = CodedRow(District, "ags", required=False)


class StoryPictureIn(Input):
    """A picture (JPEG, PNG, WebP) in base64, what is on it, and the organisation's word on who can be recognised."""

    picture = Text(max_length=MOST_BASE64, trim_whitespace=False)
    alt = Text(max_length=story_pictures.LONGEST_ALT)
    shows = Choice(choices=Shows.choices)


class StoryReview(Input):
    """The coordinator's word; `revision` is what they looked at."""

    revision = WholeNumber(min_value=1, max_value=32767)


class StoryReturn(Input):
    """Why what was submitted becomes a draft again; the organisation reads it."""

    reason = Text(max_length=stories.LONGEST_REASON)


class StoryWithdrawal(Input):
    """Why it leaves public sight, if one wants to say so."""

    reason = Text(max_length=stories.LONGEST_REASON, required=False)


class StoryAdoptionIn(Input):
    """One's organisation does likewise; the note is for those who told it."""

    story = VisibleRow(Story)
    organisation = VisibleRow(Organisation)
    note = Text(max_length=adopting.LONGEST_NOTE, required=False)


class StoryAdoptionOut(serializers.Serializer[Any]):
    """An organisation that does likewise."""

    uuid = serializers.UUIDField()
    story = serializers.UUIDField()
    organisation = serializers.UUIDField()
    note = serializers.CharField(allow_blank=True)
    adopted_at = serializers.DateTimeField()
    ended_at = serializers.DateTimeField(allow_null=True)


class StoryPersonOut(serializers.Serializer[Any]):
    """Somebody who is named or shown in an example, and what they agreed to: that revision, until that day."""

    uuid = serializers.UUIDField()
    story = serializers.UUIDField()
    volunteer = serializers.UUIDField()
    asked_at = serializers.DateTimeField()
    revision = serializers.IntegerField(allow_null=True)
    agreed_at = serializers.DateTimeField(allow_null=True)
    basis = serializers.ChoiceField(choices=AgreedBy.choices, allow_blank=True)
    expires_on = serializers.DateField(allow_null=True)
    ended_at = serializers.DateTimeField(allow_null=True)


class StoryPersonIn(Input):
    """Who is in a draft, and will be asked."""

    story = VisibleRow(Story)
    volunteer = VisibleRow(Volunteer)


class StoryAgreement(Input):
    """A yes to that revision. `of_age` where no birth date is known."""

    revision = WholeNumber(min_value=1, max_value=32767)
    of_age = YesNo(required=False)


class PrizeFieldOut(serializers.Serializer[Any]):
    """One field of an application; an empty text is left to the applicant."""

    code = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # a name of ours, not the field's attribute
    hint = serializers.CharField(allow_blank=True)
    text = serializers.CharField(allow_blank=True)


class PrizeDraftOut(serializers.Serializer[Any]):
    """A draft of an application to a prize, in German; `text` is all of it, to be taken along."""

    prize = serializers.CharField(help_text="code")
    closes_on = serializers.DateField(allow_null=True)
    fields = PrizeFieldOut(many=True)  # type: ignore[assignment]  # as above
    text = serializers.CharField()


class StoryFilter(django_filters.FilterSet):
    """Filters of examples."""

    status = django_filters.ChoiceFilter(choices=StoryStatus.choices)
    organisation = UuidFilter(field_name="organisation__uuid")
    field = django_filters.CharFilter(field_name="field__code", max_length=20)
    district = django_filters.CharFilter(field_name="district__ags", max_length=5)

    class Meta:
        model = Story
        fields: ClassVar[list[str]] = ["status", "organisation", "field", "district"]


class StoryPersonFilter(django_filters.FilterSet):
    """Of one example."""

    story = UuidFilter(field_name="story__uuid")

    class Meta:
        model = StoryPerson
        fields: ClassVar[list[str]] = ["story"]


class StoryAdoptionFilter(django_filters.FilterSet):
    """Of one example."""

    story = UuidFilter(field_name="story__uuid")

    class Meta:
        model = StoryAdoption
        fields: ClassVar[list[str]] = ["story"]


@extend_schema(tags=["recognition"])
class StoryViewSet(ListRows, RetrieveRow, RowViewSet):
    """Good examples: your organisation's, those you coordinate, and those that everybody may read."""

    model = Story
    serializer_class = StoryOut
    rows = columns.STORIES
    filterset_class = StoryFilter
    inputs = {
        "create": StoryIn,
        "partial_update": StoryChange,
        "picture": StoryPictureIn,
        "publish": StoryReview,
        "give_back": StoryReturn,
        "withdraw": StoryWithdrawal,
    }

    def as_rows(self, queryset: Any) -> "models.QuerySet[Any, dict[str, Any]]":
        """With how many organisations do likewise."""
        return super().as_rows(queryset.with_adoptions())

    @extend_schema(request=StoryIn, responses={201: StoryOut})
    def create(self, request: Request) -> Response:
        """A draft (members of the organisation)."""
        data = self.body()
        return self.created(request, lambda: stories.create_story(actor=self.actor, **data))

    @extend_schema(request=StoryChange, responses={200: StoryOut, **refused(409)})
    def partial_update(self, request: Request, uuid: str) -> Response:
        """Change a draft (members). Whoever is in it is asked anew."""
        found = self.get_object()
        said = {name: getattr(found, name) for name in _SAID} | self.body()
        return Response(self.one(stories.change_story(actor=self.actor, story=found, **said)))

    @extend_schema(responses={204: None, **refused(409)})
    def destroy(self, request: Request, uuid: str) -> Response:
        """Delete a draft with its picture (members)."""
        stories.discard_story(actor=self.actor, story=self.get_object())
        return Response(status=204)

    @extend_schema(request=StoryPictureIn, responses={200: StoryOut, **refused(409)})
    @action(detail=True, methods=["post"])
    def picture(self, request: Request, uuid: str) -> Response:
        """Give a draft a picture, in the place of the one before (members). What the camera wrote into it stays out."""
        found, given = self.get_object(), self.body()
        try:
            data = base64.b64decode(given.pop("picture"), validate=True)
        except (binascii.Error, ValueError) as error:
            sentence = _("Das Bild ist nicht in Base64 geschrieben.")
            raise Invalid(sentence, code="no_base64", field="picture") from error
        story_pictures.set_picture(actor=self.actor, story=found, data=data, **given)
        return Response(self.one(found))

    @extend_schema(responses={200: StoryOut, **refused(409)})
    @picture.mapping.delete
    def remove_picture(self, request: Request, uuid: str) -> Response:
        """Take the picture out of a draft (members)."""
        found = self.get_object()
        story_pictures.remove_picture(actor=self.actor, story=found)
        return Response(self.one(found))

    @extend_schema(request=None, responses={200: StoryOut, **refused(400, 409)})
    @action(detail=True, methods=["post"])
    def submit(self, request: Request, uuid: str) -> Response:
        """Hand a draft to the coordinators (members), once everybody in it agreed."""
        return Response(self.one(stories.submit_story(actor=self.actor, story=self.get_object())))

    @extend_schema(request=StoryReview, responses={200: StoryOut, **refused(409)})
    @action(detail=True, methods=["post"])
    def publish(self, request: Request, uuid: str) -> Response:
        """Let everybody read what was submitted (coordinators, not of the organisation)."""
        found = self.get_object()
        return Response(self.one(stories.publish_story(actor=self.actor, story=found, **self.body())))

    @extend_schema(request=StoryReturn, responses={200: StoryOut, **refused(409)})
    @action(detail=True, methods=["post"], url_path="return")
    def give_back(self, request: Request, uuid: str) -> Response:
        """Make what was submitted a draft again, with a reason (coordinators)."""
        found = self.get_object()
        return Response(self.one(stories.return_story(actor=self.actor, story=found, **self.body())))

    @extend_schema(request=StoryWithdrawal, responses={200: StoryOut, **refused(409)})
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, uuid: str) -> Response:
        """Take it out of public sight at once (members, coordinators)."""
        found = self.get_object()
        return Response(self.one(stories.withdraw_story(actor=self.actor, story=found, **self.body())))

    @extend_schema(request=None, responses={200: StoryOut, **refused(409)})
    @action(detail=True, methods=["post"])
    def reopen(self, request: Request, uuid: str) -> Response:
        """Make what was withdrawn a draft again (members)."""
        return Response(self.one(stories.reopen_story(actor=self.actor, story=self.get_object())))

    @extend_schema(responses=PrizeDraftOut(many=True), filters=False)
    @action(detail=True, pagination_class=None, url_path="prize-drafts")
    def prize_drafts(self, request: Request, uuid: str) -> Response:
        """A draft of an application to each prize, from this example and confirmed hours (coordinators)."""
        made = prizes.drafts(actor=self.actor, story=self.get_object())
        return Response(
            [
                {
                    "prize": one.prize.code,
                    "closes_on": one.call.closes_on if one.call else None,
                    "fields": [
                        {"code": field.code, "label": field.label, "hint": field.hint, "text": field.text}
                        for field in one.fields
                    ],
                    "text": one.as_text(),
                }
                for one in made
            ]
        )


@extend_schema(tags=["recognition"])
class StoryPersonViewSet(ListRows, RetrieveRow, RowViewSet):
    """Who is in a good example: yourself, and those in the examples of your organisations."""

    model = StoryPerson
    serializer_class = StoryPersonOut
    rows = columns.STORY_PEOPLE
    filterset_class = StoryPersonFilter
    inputs = {"create": StoryPersonIn, "agree": StoryAgreement}

    @extend_schema(request=StoryPersonIn, responses={201: StoryPersonOut, **refused(409)})
    def create(self, request: Request) -> Response:
        """Say that somebody who helps at your organisation is in a draft; they are asked (members)."""
        data = self.body()
        return self.created(request, lambda: story_people.ask_person(actor=self.actor, **data))

    @extend_schema(responses={204: None, **refused(409)})
    def destroy(self, request: Request, uuid: str) -> Response:
        """Say that they are not in the draft any more (members)."""
        story_people.remove_person(actor=self.actor, person=self.get_object())
        return Response(status=204)

    @extend_schema(request=StoryAgreement, responses={200: StoryPersonOut, **refused(409)})
    @action(detail=True, methods=["post"])
    def agree(self, request: Request, uuid: str) -> Response:
        """Agree to what the example says (the person; for somebody without account who keeps the signed paper)."""
        found = self.get_object()
        return Response(self.one(story_people.agree(actor=self.actor, person=found, **self.body())))

    @extend_schema(request=None, responses={200: StoryPersonOut})
    @action(detail=True, methods=["post"])
    def end(self, request: Request, uuid: str) -> Response:
        """Say no, or take back a yes: nobody reads the example in public from that moment."""
        return Response(self.one(story_people.end(actor=self.actor, person=self.get_object())))


@extend_schema(tags=["recognition"])
class StoryAdoptionViewSet(ListRows, RetrieveRow, RowViewSet):
    """Who does likewise: what your organisations adopted, and who adopted from them."""

    model = StoryAdoption
    serializer_class = StoryAdoptionOut
    rows = columns.STORY_ADOPTIONS
    filterset_class = StoryAdoptionFilter
    inputs = {"create": StoryAdoptionIn}
    http_method_names = ["get", "post", "head"]

    @extend_schema(request=StoryAdoptionIn, responses={201: StoryAdoptionOut, **refused(409)})
    def create(self, request: Request) -> Response:
        """Say that your organisation does likewise; its name stands beside the example (members)."""
        data = self.body()
        return self.created(request, lambda: adopting.adopt_story(actor=self.actor, **data))

    @extend_schema(request=None, responses={200: StoryAdoptionOut, **refused(409)})
    @action(detail=True, methods=["post"])
    def end(self, request: Request, uuid: str) -> Response:
        """Say that your organisation stopped doing so (its members)."""
        return Response(self.one(adopting.end_adoption(actor=self.actor, adoption=self.get_object())))
