"""Pictures of good examples: whatever a camera wrote into a file stays outside; what we keep, we drew ourselves.

The size is read from the head of the file, and nothing larger than allowed is decoded. A JPEG is decoded at the size
that is needed, so a phone's picture of fifty megapixels costs no more than one of five.
"""

import contextlib
import hashlib
import io
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from backend.common import clock
from backend.common.errors import Invalid
from recognition.models import Shows, Story, StoryPicture
from recognition.services import stories
from volunteers.services.people import check_line
from volunteers.text import blank, tidy

if TYPE_CHECKING:
    from volunteers.models import User

MOST_BYTES = 10_000_000  # of what somebody shows us
MOST_PIXELS = {"JPEG": 80_000_000, "PNG": 20_000_000, "WEBP": 20_000_000}
LARGE, SMALL = 1600, 640  # pixels of the longer side
QUALITY = 82
LONGEST_ALT = 300


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture in two sizes, as JPEG in sRGB without metadata. Width and height are those of the large one."""

    large: bytes
    small: bytes
    width: int
    height: int


@transaction.atomic
def set_picture(*, actor: "User", story: Story, data: bytes, alt: str, shows: str) -> StoryPicture:
    """Give a draft a picture, in the place of the one before. `alt` says in words what is on it.

    `shows` is the organisation's word on who can be recognised (`Shows`). Raises Forbidden (`not_member`), Invalid
    (`missing`, `too_long`, `not_printable`, `consent_unsaid`, `no_picture`, `picture_too_large`), IllegalTransition.
    """
    stories.check_member(actor=actor, organisation=story.organisation)
    if blank(alt):
        sentence = _("Bitte beschreiben Sie das Bild für Menschen, die es nicht sehen.")
        raise Invalid(sentence, code="missing", field="alt")
    alt = tidy(alt)
    check_line(alt, field="alt", most=LONGEST_ALT)
    if shows not in Shows.values:
        sentence = _("Bitte sagen Sie, ob jemand zu erkennen ist und zugestimmt hat.")
        raise Invalid(sentence, code="consent_unsaid", field="shows")
    drawn = draw(data)
    stories.touch(story, actor=actor)
    StoryPicture.objects.filter(story=story).delete()
    return StoryPicture.objects.create(
        story=story,
        data=drawn.large,
        small=drawn.small,
        width=drawn.width,
        height=drawn.height,
        digest=hashlib.sha256(drawn.large).hexdigest(),
        alt=alt,
        shows=shows,
        affirmed_at=clock.now(),
        affirmed_by=actor,
    )


@transaction.atomic
def remove_picture(*, actor: "User", story: Story) -> None:
    """Take the picture out of a draft; again is the same. Raises Forbidden, IllegalTransition."""
    stories.check_member(actor=actor, organisation=story.organisation)
    stories.touch(story, actor=actor)
    StoryPicture.objects.filter(story=story).delete()


def draw(data: bytes) -> Drawn:
    """The picture anew. Raises Invalid (`no_picture`, `picture_too_large`) for what is none, or costs too much."""
    if len(data) > MOST_BYTES:
        raise too_large()
    image = _opened(data)
    if image.width * image.height > MOST_PIXELS[str(image.format)]:
        raise too_large()
    try:
        image.draft("RGB", (LARGE, LARGE))
        image.thumbnail((LARGE, LARGE), Image.Resampling.LANCZOS)
        plain = _flat(_in_srgb(ImageOps.exif_transpose(image)))
    except (OSError, SyntaxError, ValueError, EOFError) as error:
        raise _no_picture() from error
    tiny = plain.copy()
    tiny.thumbnail((SMALL, SMALL), Image.Resampling.LANCZOS)
    return Drawn(_jpeg(plain), _jpeg(tiny), plain.width, plain.height)


def _opened(data: bytes) -> Image.Image:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # our own bound is lower
            return Image.open(io.BytesIO(data), formats=("JPEG", "PNG", "WEBP"))
    except Image.DecompressionBombError as error:
        raise too_large() from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise _no_picture() from error


def _in_srgb(image: Image.Image) -> Image.Image:
    """Phones write wider colours than pages show, and say so in a profile that we do not keep."""
    profile = image.info.get("icc_profile")
    if profile and image.mode in {"RGB", "RGBA"}:
        # A profile that nobody can read says nothing about the colours.
        with contextlib.suppress(ImageCms.PyCMSError, OSError):
            srgb = ImageCms.createProfile("sRGB")
            turned = ImageCms.profileToProfile(image, ImageCms.ImageCmsProfile(io.BytesIO(profile)), srgb)
            return turned if turned is not None else image
    return image


def _flat(image: Image.Image) -> Image.Image:
    """On white, and a new picture: nothing that was written beside the pixels comes along."""
    colours = image.convert("RGBA")
    plain = Image.new("RGB", colours.size, "white")
    plain.paste(colours, mask=colours.getchannel("A"))
    return plain


def _jpeg(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    return out.getvalue()


def too_large() -> Invalid:
    """The refusal of a picture that is too large."""
    sentence = _("Dieses Bild ist zu groß: höchstens 10 MB. Bitte verkleinern Sie es.")
    return Invalid(sentence, code="picture_too_large", field="picture")


def _no_picture() -> Invalid:
    return Invalid(_("Das ist kein Bild. Möglich sind JPEG, PNG und WebP."), code="no_picture", field="picture")
