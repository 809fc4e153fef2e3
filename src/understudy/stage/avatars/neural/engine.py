"""The engine of packs whose mouth is drawn by a network of the operator's own; all else is the portrait engine's.

Head, body and eyes move as they do there, the mouth at rest. For every frame the network is shown that face and given
what is heard, a batch of frames at once; of the face that it draws the mouth is pasted back. A batch always holds the
same frames, so that a frame looks the same whichever was asked for first.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import skia

from understudy.errors import InputError
from understudy.performance.tracks import SHAPES, Performance
from understudy.stage.avatars.engine import Picture, Presenter
from understudy.stage.avatars.manifest import NETWORK_NAME, LipsInfo
from understudy.stage.avatars.neural.lip_settings import current
from understudy.stage.avatars.neural.mel import windows
from understudy.stage.avatars.neural.network import LipNetwork, digest, network_file, opened
from understudy.stage.avatars.neural.paste import FacePlace
from understudy.stage.avatars.pack import is_pack, load_pack, packs_in, read_manifest
from understudy.stage.avatars.portrait.engine import PortraitActor
from understudy.stage.layers.blend import Blend
from understudy.stage.layers.layer import Box

_SPEAKING = np.array([name.startswith(("jaw", "mouth", "tongue")) for name in SHAPES])


class NeuralEngine:
    """Presenters from packs that name a lip network: those of one folder by name, and any by its path."""

    def __init__(self, avatars_folder: Path | None = None) -> None:
        """`avatars_folder` holds packs as folders or .zip files; without it only paths are known."""
        self._folder = avatars_folder

    def presenters(self) -> Sequence[Presenter]:
        """Every presenter of the avatars folder whose pack names a network, by name."""
        return [manifest.presenter() for manifest, _ in packs_in(self._folder) if manifest.lips]

    def open(self, name: str, size: tuple[int, int]) -> NeuralActor:
        """The presenter `name` of the folder, or the pack at the path `name`, at `size` pixels.

        Raises `InputError` for an unknown name, a broken pack or a file that is no such network, `ResourceError` where
        the network, ONNX Runtime or the device is missing.
        """
        named = [path for manifest, path in packs_in(self._folder) if manifest.name == name]
        if not named and not is_pack(Path(name)):
            raise InputError("avatar_unknown", f"there is no avatar pack {name!r}", hint="give the path of a pack")
        pack = load_pack(named[0] if named else Path(name))
        if pack.manifest.lips is None:
            hint = "build it with `understudy avatar build --lips NETWORK`"
            raise InputError("avatar_unknown", f"the avatar pack {name!r} names no lip network", hint=hint)
        return NeuralActor(PortraitActor(pack, size), _network(pack.manifest.lips))

    def presenter_at(self, path: Path) -> Presenter | None:
        """The presenter of the pack at `path`, whose network can be run; None when it names none."""
        manifest = read_manifest(path) if is_pack(path) else None
        if manifest is None or manifest.lips is None:
            return None
        _network(manifest.lips)
        return manifest.presenter()


def network_named(name: str) -> LipsInfo:
    """What a pack says of the operator's network `name`; raises as `NeuralEngine.open` where it cannot be run."""
    if not re.fullmatch(NETWORK_NAME, name):
        hint = "give the name of a .onnx file in the models' folder, without a path"
        raise InputError("lip_network_name", f"{name!r} cannot be the name of a lip network", hint=hint)
    settings = current()
    file = network_file(name, settings)
    opened(file, settings.device)
    return LipsInfo(network=name, sha256=digest(file))


def _network(lips: LipsInfo) -> LipNetwork:
    """The network that a pack names, if it is the one that the pack was built for; raises as `NeuralEngine.open`."""
    settings = current()
    file = network_file(lips.network, settings)
    if digest(file) != lips.sha256:
        hint = "build the pack again with `understudy avatar build --lips`"
        raise InputError("lip_network_wrong", f"{file} is not the network that the pack was built for", hint=hint)
    return opened(file, settings.device)


class NeuralActor:
    """A pack at one size whose mouth is drawn by a network; without sound the rig of the portrait engine moves it."""

    def __init__(self, actor: PortraitActor, network: LipNetwork) -> None:
        self.presenter, self.size = actor.presenter, actor.size
        self._actor, self._network = actor, network
        self._resting: tuple[Performance, Performance] | None = None
        self._drawn: tuple[Performance, int, list[Picture]] | None = None
        self._pasted: tuple[Performance, int, Picture, Box] | None = None

    def pictures(self, performance: Performance, frames: range) -> Iterator[Picture]:
        """The presenter at each of `frames`; the array is painted over for the next one."""
        picture = np.zeros((self.size[1], self.size[0], 4), np.uint8)
        for frame in frames:
            picture[:] = 0
            surface = skia.Surface(picture, colorType=skia.kRGBA_8888_ColorType, alphaType=skia.kPremul_AlphaType)
            with surface as canvas:
                self.paint(canvas, performance, frame)
            yield picture

    def state(self, performance: Performance, frame: int) -> Hashable:
        """What the pixels at `frame` depend on: the pose, and what is heard."""
        row = performance.row(frame)
        return self._actor.state(self._at_rest(performance), row), row if performance.sound else None

    def spans(
        self, performance: Performance, frame: int, bands: Sequence[tuple[int, int]]
    ) -> Sequence[tuple[int, int]]:
        """Between which columns the figure is seen in each band of rows."""
        return self._actor.spans(self._at_rest(performance), frame, bands)

    def paint(self, canvas: skia.Canvas, performance: Performance, frame: int) -> None:
        """Blend the presenter over the canvas, as far as its clip lets through."""
        self._actor.paint(canvas, self._at_rest(performance), frame)
        if performance.sound is None:
            return
        mouth, box = self._mouth(performance, performance.row(frame))
        with Blend(canvas) as blend:
            blend.put(mouth, box.left, box.top)

    def _mouth(self, performance: Performance, row: int) -> tuple[Picture, Box]:
        """What is laid over the figure in one row, and where; kept, as a frame is painted in several bands."""
        if self._pasted is None or self._pasted[0] is not performance or self._pasted[1] != row:
            drawn = self._faces(performance, row // self._network.batch)[row % self._network.batch]
            resting = self._at_rest(performance)
            place = FacePlace(self._actor.face_points(resting, row))
            self._pasted = performance, row, *place.pasted(self._face(place, resting, row), drawn)
        return self._pasted[2:]

    def _faces(self, performance: Performance, batch: int) -> list[Picture]:
        """The faces that the network draws for one batch of rows; the last batch is kept."""
        if self._drawn is None or self._drawn[0] is not performance or self._drawn[1] != batch:
            assert performance.sound is not None
            first = batch * self._network.batch
            rows = range(first, min(first + self._network.batch, performance.frames))
            resting = self._at_rest(performance)
            faces = []
            for row in rows:
                place = FacePlace(self._actor.face_points(resting, row))
                faces.append(place.cut(self._face(place, resting, row)))
            drawn = self._network.draw(windows(performance.sound, rows), faces)
            self._drawn = performance, batch, drawn
        return self._drawn[2]

    def _face(self, place: FacePlace, performance: Performance, row: int) -> Picture:
        """The face with its mouth at rest, premultiplied RGBA of the place's box."""
        box = place.box
        face = np.zeros((box.height, box.width, 4), np.uint8)
        surface = skia.Surface(face, colorType=skia.kRGBA_8888_ColorType, alphaType=skia.kPremul_AlphaType)
        with surface as canvas:
            canvas.translate(-box.left, -box.top)
            self._actor.paint(canvas, performance, row)
        return face

    def _at_rest(self, performance: Performance) -> Performance:
        """The same performance with its mouth at rest, where a network draws it."""
        if performance.sound is None:
            return performance
        if self._resting is None or self._resting[0] is not performance:
            weights = performance.weights.copy()
            weights[:, _SPEAKING] = 0
            self._resting = performance, replace(performance, weights=weights)
        return self._resting[1]
