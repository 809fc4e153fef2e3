"""Converting only what changed gives the frame that converting everything gives."""

import numpy as np
import pytest

from understudy.encode.media import Converter
from understudy.encode.profiles import profile_of
from understudy.production import Codec
from understudy.stage.layers.layer import Box

SIZE = (318, 202)


def picture(seed: int) -> np.ndarray:
    found = np.random.default_rng(seed).integers(0, 256, (SIZE[1], SIZE[0], 4), np.uint8)
    found[..., 3] = 255
    return found


@pytest.mark.parametrize("codec", [Codec.H264, Codec.VP8, Codec.QTRLE])
@pytest.mark.parametrize(
    "boxes",
    [
        [],
        [Box(70, 70, 120, 125)],
        [Box(0, 0, 1, 1), Box(317, 201, 318, 202)],
        [Box(63, 129, 65, 131), Box(200, 3, 318, 40)],
        [Box(0, 0, *SIZE)],
    ],
)
def test_changed_boxes_alone_make_the_same_frame(codec: Codec, boxes: list[Box]) -> None:
    first, then = picture(1), picture(1)
    for box in boxes:
        then[box.top : box.bottom, box.left : box.right] = picture(2)[box.top : box.bottom, box.left : box.right]
    converter = Converter(profile_of(codec), SIZE, alpha=False)
    converter.frame(first, [Box(0, 0, *SIZE)])
    found = converter.frame(then, boxes)
    expected = Converter(profile_of(codec), SIZE, alpha=False).frame(then)
    assert np.array_equal(found.to_ndarray(), expected.to_ndarray())
    for name in ("colorspace", "color_range", "color_primaries", "color_trc"):
        assert getattr(found, name) == getattr(expected, name), name


def test_an_unknown_change_converts_everything() -> None:
    converter = Converter(profile_of(Codec.H264), SIZE, alpha=False)
    converter.frame(picture(1), [Box(0, 0, *SIZE)])
    converter.frame(picture(2))
    found = converter.frame(picture(3), [])
    expected = Converter(profile_of(Codec.H264), SIZE, alpha=False).frame(picture(3))
    assert np.array_equal(found.to_ndarray(), expected.to_ndarray())
