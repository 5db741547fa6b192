"""Good examples for everybody: the pages, their pictures, the feed, and the same facts for programs."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from backend.common import clock
from backend.common.choosing import Filter
from backend.common.linked_data import linked_data
from backend.common.public import public_page
from recognition.models import Story, StoryAdoption, StoryPicture
from recognition.story_querysets import StoryQuerySet
from volunteers.models import District, FieldOfAction

PAGE = 24
NEWS = 50  # examples in the feed
ADOPTED_BY = 50  # names of organisations on a page
WORDS_IN = "de"  # the language in which organisations tell


class StoryFilter(Filter):
    """Which examples somebody wants to see."""

    kreis = forms.ChoiceField(label=gettext_lazy("Landkreis oder Stadt"))
    feld = forms.ChoiceField(label=gettext_lazy("Handlungsfeld"))


@public_page
def stories(request: HttpRequest) -> HttpResponse:
    """All of them, the newest first; by district or field."""
    today = clock.today()
    form = StoryFilter(request, kreis=District.objects.choices(today), feld=FieldOfAction.objects.choices(today))
    found = _shown().about(district=form.value("kreis"), field=form.value("feld")).with_adoptions()
    page = Paginator(found.defer("text", "needs", "audience"), PAGE).get_page(request.GET.get("seite"))
    data = linked_data(
        {
            "@type": "ItemList",
            "itemListElement": [
                {"@type": "ListItem", "position": number, "name": one.title, "url": _address(one)}
                for number, one in enumerate(page, start=1)
            ],
        }
    )
    return render(request, "recognition/stories/index.html", {"form": form, "page": page, "data": data})


@public_page
def story(request: HttpRequest, slug: str) -> HttpResponse:
    """One of them, and who does likewise: by name, for it is no contest."""
    found = get_object_or_404(_shown().with_adoptions(), slug=slug)
    adopted = StoryAdoption.objects.publicly_listed().filter(story=found).select_related("organisation")
    names = [one.organisation for one in adopted.order_by("organisation__name", "pk")[:ADOPTED_BY]]
    context = {
        "story": found,
        "adopted_by": names,
        "data": linked_data(_article(found)),
        # Search engines keep what they found: who may take a yes back is not to be found there.
        "searchable": not found.people.exists(),
    }
    return render(request, "recognition/stories/story.html", context)


@public_page
def picture(_request: HttpRequest, slug: str) -> HttpResponse:
    """Its picture, as large as a page shows it."""
    return as_jpeg(bytes(_picture(slug).data))


@public_page
def preview(_request: HttpRequest, slug: str) -> HttpResponse:
    """Its picture, as small as a list shows it."""
    return as_jpeg(bytes(_picture(slug).small))


@public_page
def feed(request: HttpRequest) -> HttpResponse:
    """The newest examples as an Atom feed: what each is about in two sentences, for the whole words stand on the page.

    What somebody's program keeps, nobody can take back.
    """
    made = Atom1Feed(
        title=_("Gute Beispiele"),
        link=settings.PUBLIC_URL + reverse("stories"),
        feed_url=settings.PUBLIC_URL + request.path,
        description=_("Was im Bündnis „Niedersachsen packt an“ gelingt, und wie andere es auch machen"),
        language=get_language() or settings.LANGUAGE_CODE,
    )
    for one in _shown()[:NEWS]:
        made.add_item(
            title=one.title,
            link=_address(one),
            description=one.summary,
            author_name=one.organisation.name,
            unique_id=f"urn:uuid:{one.uuid}",
            pubdate=one.published_at,
            updateddate=one.published_at,
        )
    return HttpResponse(made.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


def as_jpeg(data: bytes) -> HttpResponse:
    """A picture that we made ourselves."""
    return HttpResponse(data, content_type="image/jpeg")


def _shown() -> StoryQuerySet:
    rows = Story.objects.publicly_listed(clock.today())
    return rows.select_related("organisation", "field", "district", "picture").defer("picture__data", "picture__small")


def _picture(slug: str) -> StoryPicture:
    shown = Story.objects.publicly_listed(clock.today()).filter(slug=slug)
    found: StoryPicture = get_object_or_404(StoryPicture, story__in=shown)
    return found


def _address(one: Story) -> str:
    return settings.PUBLIC_URL + reverse("story", args=[one.slug])


def _article(one: Story) -> dict[str, Any]:
    """https://schema.org/Article: the organisation told it, and no person is named beside the words themselves."""
    published = one.published_at.isoformat() if one.published_at else None
    said: dict[str, Any] = {
        "@type": "Article",
        "headline": one.title,
        "description": one.summary,
        "articleBody": one.text,
        "inLanguage": WORDS_IN,
        "url": _address(one),
        "datePublished": published,
        "author": {"@type": "Organization", "name": one.organisation.name},
        "publisher": {"@type": "Organization", "name": "Bündnis „Niedersachsen packt an“"},
        "about": one.field.name,
        "contentLocation": {"@type": "AdministrativeArea", "name": one.district.name},
        "interactionStatistic": {
            "@type": "InteractionCounter",
            "interactionType": "https://schema.org/AgreeAction",
            "userInteractionCount": one.adopted,  # type: ignore[attr-defined]  # of with_adoptions
        },
    }
    if hasattr(one, "picture"):
        said["image"] = {
            "@type": "ImageObject",
            "url": settings.PUBLIC_URL + reverse("story-picture", args=[one.slug]),
            "width": one.picture.width,
            "height": one.picture.height,
            "caption": one.picture.alt,
        }
    return said
