"""What `avatar.json` says of an avatar pack, `avatar/1`: who it is, measures of the face, licence, consent, hashes."""

from __future__ import annotations

import hashlib
import json
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from understudy.stage.avatars.clip.loop import FADE
from understudy.stage.avatars.engine import Presenter

SCHEMA = "avatar/1"

LONGEST_SIDE = 6000
"""Pixels: more than a 4K film can show."""

MOST_FRAMES = 1500
"""Frames of a clip: a minute."""

Text = Annotated[str, Field(max_length=500)]
Coordinate = Annotated[float, Field(ge=-20_000, le=20_000, allow_inf_nan=False)]
Point = tuple[Coordinate, Coordinate, Coordinate]


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ConsentStatement(_Model):
    """That the person shown agrees: who says so, on which day (ISO 8601), and what for."""

    who: Annotated[str, Field(min_length=1, max_length=200)]
    when: Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}")]
    purpose: Annotated[str, Field(min_length=1, max_length=500)]


Frame = Annotated[int, Field(ge=0, lt=MOST_FRAMES)]


class ClipInfo(_Model):
    """How a clip is played.

    Of the film's frames `frames` count, from `first` on, which is then 0. It begins at frame `start`; after the first
    frame of each of `jumps` the second may follow; without jumps it turns round at both `turns`.
    """

    first: Frame = 0
    frames: Annotated[int, Field(ge=2, le=MOST_FRAMES)]
    start: Frame
    jumps: Annotated[tuple[tuple[Frame, Frame], ...], Field(max_length=64)] = ()
    turns: tuple[Frame, Frame] | None = None

    @model_validator(mode="after")
    def _inside(self) -> Self:
        last = self.frames - 1
        ends = [self.start, *(frame + FADE for jump in self.jumps for frame in jump), *(self.turns or ())]
        if max(ends) > last or (self.turns and self.turns[0] > self.turns[1]):
            raise ValueError(f"a jump or turn lies outside the {self.frames} frames")
        if self.jumps and not any(enter < leave for leave, enter in self.jumps):
            raise ValueError("no jump leads back")
        back = max((leave for leave, enter in self.jumps if enter < leave), default=last)
        if max(self.start, *(enter + FADE for _, enter in self.jumps), 0) > back:
            raise ValueError("the last way back cannot be reached")
        return self


NETWORK_NAME = r"^[A-Za-z0-9_][A-Za-z0-9_.-]{0,79}$"
"""What a network may be called: its file is NAME.onnx in the operator's folder."""


class LipsInfo(_Model):
    """Which network of the operator's draws the mouth: its name, and the SHA-256 of the one it was built for."""

    network: Annotated[str, Field(pattern=NETWORK_NAME)]
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class Manifest(_Model):
    """`avatar.json`. Coordinates are pixels of the picture, depth grows away from the viewer; `irises` are x, y and
    radius of the person's right and left iris; `content` is the hash of everything else in the pack."""

    schema_: Annotated[Literal["avatar/1"], Field(alias="schema")] = "avatar/1"
    name: Annotated[str, Field(pattern=r"^[^\x00-\x1f/\\]{1,80}$")]
    title: Text
    gender: Text = ""
    language: Text = ""
    description: Text = ""
    licence: Annotated[str, Field(min_length=1, max_length=500)]
    size: tuple[Annotated[int, Field(ge=32, le=LONGEST_SIDE)], Annotated[int, Field(ge=32, le=LONGEST_SIDE)]]
    resolution: Literal["1080P", "4K"] = "1080P"
    actions: Annotated[tuple[Text, ...], Field(max_length=64)] = ()
    landmarks: Annotated[tuple[Point, ...], Field(min_length=468, max_length=468)]
    irises: Annotated[tuple[Point, ...], Field(min_length=2, max_length=2)]
    matte: dict[Text, str | float] = {}
    is_real_background: bool = False
    clip: ClipInfo | None = None
    lips: LipsInfo | None = None
    measures: dict[Text, float] = {}
    consent: ConsentStatement | None = None
    files: dict[str, Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]]
    content: str = ""

    def presenter(self) -> Presenter:
        """Who is seen."""
        return Presenter(
            self.name,
            self.title,
            self.gender,
            self.language,
            self.description,
            self.licence,
            self.size,
            self.actions,
            self.resolution,
            hears=self.lips is not None,
        )

    def hashed(self) -> Manifest:
        """The same with its `content` hash."""
        return self.model_copy(update={"content": content_hash(self.model_dump(mode="json", by_alias=True))})


def content_hash(values: dict[str, Any]) -> str:
    """The hash of a manifest's document, as it stands in the file, without the hash itself."""
    rest = {name: value for name, value in values.items() if name != "content"}
    text = json.dumps(rest, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
