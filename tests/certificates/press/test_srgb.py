import io

from PIL import Image, ImageCms

from certificates.press.srgb import profile


def test_profile_is_sRGB_to_a_colour_engine() -> None:  # noqa: N802 - the name of the colour space
    ours = ImageCms.ImageCmsProfile(io.BytesIO(profile()))
    theirs = ImageCms.createProfile("sRGB")
    colours = bytes(part for step in range(256) for part in (step, step * 7 % 256, 255 - step))
    image = Image.frombytes("RGB", (256, 1), colours)
    converted = ImageCms.profileToProfile(image, ours, theirs)
    assert converted is not None
    assert max(abs(a - b) for a, b in zip(colours, converted.tobytes(), strict=True)) <= 1
