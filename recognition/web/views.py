"""Public pages of thanks: the same for everybody, without session or cookie, so that a cache may keep them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from recognition.models import RecognitionList
from recognition.services import lists

public = cache_control(public=True, max_age=30, stale_while_revalidate=30)


@require_safe
@public
def thanks_index(request: HttpRequest) -> HttpResponse:
    """All published lists."""
    return render(request, "recognition/index.html", {"lists": RecognitionList.objects.published()})


@require_safe
@public
def thanks(request: HttpRequest, slug: str) -> HttpResponse:
    """One published list: names in the form their people chose, alphabetically, without any figure."""
    found = get_object_or_404(RecognitionList.objects.published(), slug=slug)
    return render(request, "recognition/thanks.html", {"list": found, "rows": lists.public_rows(found)})
