"""The engine of the avatar packs."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
import numpy.typing as npt
import skia

from understudy.errors import InputError
from understudy.performance.tracks import Performance
from understudy.stage.avatars.engine import Picture, Presenter
from understudy.stage.avatars.manifest import Manifest
from understudy.stage.avatars.pack import Pack, is_pack, load_pack, packs_in, read_manifest
from understudy.stage.layers.blend import Blend

if TYPE_CHECKING:
    from understudy.stage.avatars.portrait.figure import Figure
    from understudy.stage.avatars.portrait.posed import Posed


class PortraitEngine:
    """Presenters from avatar packs: those of one folder by name, and any pack by its path."""

    def __init__(self, avatars_folder: Path | None = None) -> None:
        """`avatars_folder` holds packs as folders or .zip files; without it only paths are known."""
        self._folder = avatars_folder

    def presenters(self) -> Sequence[Presenter]:
        """Every presenter of the avatars folder, by name. Broken packs are left out; opening them tells why."""
        return [manifest.presenter() for manifest, _ in self._packs()]

    def open(self, name: str, size: tuple[int, int]) -> PortraitActor:
        """The presenter `name` of the folder, or the pack at the path `name`, at `size` pixels.

        Raises `InputError` for an unknown name, a broken pack or an impossible size.
        """
        for manifest, path in self._packs():
            if manifest.name == name:
                return PortraitActor(load_pack(path), size)
        if is_pack(Path(name)):
            return PortraitActor(load_pack(Path(name)), size)
        raise InputError("avatar_unknown", f"there is no avatar pack {name!r}", hint="give the path of a pack")

    def presenter_at(self, path: Path) -> Presenter | None:
        """The presenter of the pack at `path`; None when it is not a pack or names a lip network, `InputError` when it
        is a broken one."""
        manifest = read_manifest(path) if is_pack(path) else None
        return manifest.presenter() if manifest and not manifest.lips else None

    def _packs(self) -> list[tuple[Manifest, Path]]:
        return [(manifest, path) for manifest, path in packs_in(self._folder) if not manifest.lips]


class PortraitActor:
    """A pack at one size. The picture keeps its proportions and stands centred on the lower edge."""

    def __init__(self, pack: Pack, size: tuple[int, int]) -> None:
        width, height = size
        if width < 1 or height < 1:
            raise InputError("avatar_size", f"a presenter cannot be {width}x{height} pixels large", hint="use 1x1 up")
        from understudy.stage.avatars.clip.person import FilmedPerson
        from understudy.stage.avatars.portrait.anatomy import Anatomy
        from understudy.stage.avatars.portrait.figure import Figure
        from understudy.stage.avatars.portrait.scale import scaled

        self.presenter = pack.manifest.presenter()
        self.size = size
        wide, high = pack.manifest.size
        scale = min(width / wide, height / high)
        inner = (max(round(wide * scale), 1), max(round(high * scale), 1))
        picture = scaled(pack.picture, inner)
        self._behind = None if pack.background is None else scaled(pack.background, inner)
        self._left, self._top = (width - picture.shape[1]) // 2, height - picture.shape[0]
        figure = Figure(picture, Anatomy(pack.landmarks, pack.irises).scaled(scale))
        self._person: Person = StillPerson(figure) if pack.clip is None else FilmedPerson(figure, pack, scale)
        self._posed: tuple[Hashable, Posed] | None = None

    def pictures(self, performance: Performance, frames: range) -> Iterator[Picture]:
        """The presenter at each of `frames`; the array is painted over for the next one."""
        picture = np.zeros((self.size[1], self.size[0], 4), np.uint8)
        surface = skia.Surface(picture, colorType=skia.kRGBA_8888_ColorType, alphaType=skia.kPremul_AlphaType)
        for frame in frames:
            picture[:] = 0
            with surface as canvas:
                self.paint(canvas, performance, frame)
            yield picture

    def spans(
        self, performance: Performance, frame: int, bands: Sequence[tuple[int, int]]
    ) -> Sequence[tuple[int, int]]:
        """Between which columns the figure is seen in each band of rows."""
        if self._behind is not None:
            return [(self._left, self._left + self._behind.shape[1])] * len(bands)
        posed = self._pose(performance, frame)
        found = (posed.span(top - self._top, bottom - self._top) for top, bottom in bands)
        return [(left + self._left, right + self._left) for left, right in found]

    def paint(self, canvas: skia.Canvas, performance: Performance, frame: int) -> None:
        """Blend the presenter over the canvas, as far as its clip lets through."""
        canvas.save()
        canvas.translate(self._left, self._top)
        if self._behind is not None:
            with Blend(canvas) as blend:
                blend.put(self._behind, 0, 0, opaque=True)
        self._pose(performance, frame).paint(canvas)
        canvas.restore()

    def state(self, performance: Performance, frame: int) -> Hashable:
        """What the pixels at `frame` depend on."""
        return self._person.state(performance, performance.row(frame))

    def face_points(self, performance: Performance, frame: int) -> npt.NDArray[np.float32]:
        """Where the points of the face's mesh lie at `frame` as the head moves, (468, 2) in pixels."""
        found = self._pose(performance, frame).points()
        return np.asarray(found + np.array([self._left, self._top]), np.float32)

    def _pose(self, performance: Performance, frame: int) -> Posed:
        """The person as it is at `frame`; kept, as a frame is painted in several bands."""
        row = performance.row(frame)
        state = self._person.state(performance, row)
        if self._posed is None or self._posed[0] != state:
            self._posed = state, self._person.posed(performance, row)
        return self._posed[1]


class Person(Protocol):
    """Somebody who can be posed."""

    def state(self, performance: Performance, row: int) -> Hashable:
        """Equal states promise equal pixels."""
        ...

    def posed(self, performance: Performance, row: int) -> Posed:
        """The person at a row of a performance."""
        ...


class StillPerson:
    """Somebody of whom there is one picture."""

    def __init__(self, figure: Figure) -> None:
        self._figure = figure

    def state(self, performance: Performance, row: int) -> Hashable:
        """The pose."""
        return performance.key(row)

    def posed(self, performance: Performance, row: int) -> Posed:
        """The picture in the pose of a row."""
        from understudy.stage.avatars.portrait.posed import Posed

        return Posed(self._figure, performance.weights[row], performance.motions[row])
