"""The production: the self-contained document one film is made from, with local files in place of asset ids.

Every field of MetaStudio's video production has its place here, with the same range and meaning. Positions and sizes
are in pixels of the virtual canvas (1920×1080 landscape, 1080×1920 portrait), origin top left, whatever the output
size. `load` reads a document from JSON; a wrong one is refused with the path of every wrong field at once.
"""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from understudy.errors import InputError
from understudy.json_file import read_object, written
from understudy.refusals import Document, findings, refusals

Colour = Annotated[str, StringConstraints(pattern=r"^#[0-9A-Fa-f]{6}$")]
Coordinate = Annotated[int, Field(ge=-1920, le=3840)]
Extent = Annotated[int, Field(ge=1, le=7680)]
RESIZE_SIZES = ((1920, 1080), (1080, 1920), (1280, 720), (720, 1280), (3840, 2160), (2160, 3840))
TOGETHER: dict[str, set[str]] = {
    **{"": {"codec", "background", "kind"}, "background": {"x", "y", "width", "height"}, "layers": {"rotation"}},
    "output": {"width", "height", "clip_mode", "orientation", "crop_canvas"},
    "speech": {"text", "recording", "recording_text", "actions"},
}
"""Fields that a rule of some object ('' is the whole document) looks at together."""
LONGEST_TEXT, LONGEST_MARKUP, LONGEST_FILM = 10_000, 131_072, 100_000


class Model(BaseModel):
    """A part of the document: never changed once made, and unknown fields are errors."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=False)


class Codec(StrEnum):
    """Video codec, which also decides the container: MP4, WebM, WebM, MOV. All but H264 can be transparent."""

    H264 = "H264"
    VP8 = "VP8"
    VP9 = "VP9"
    QTRLE = "QTRLE"


class ClipMode(StrEnum):
    """RESIZE scales the canvas to the output size; CROP keeps a window of it at full size."""

    RESIZE = "RESIZE"
    CROP = "CROP"


class Size(Model):
    """Width and height in canvas pixels."""

    width: Extent
    height: Extent


class SubtitleStyle(Model):
    """How burned-in subtitles look. `x`, `y` is the lower left corner of their box, which is 80 % of the frame wide.

    Without `x`, `y` the box is centred near the lower edge. `font_size` below 4 is drawn at 4.
    """

    x: Annotated[int, Field(ge=0, le=1920)] | None = None
    y: Annotated[int, Field(ge=0, le=1920)] | None = None
    font: Annotated[str, StringConstraints(max_length=64)] = "HarmonyOS_Sans_SC_Black"
    font_size: Annotated[int, Field(ge=0, le=120)] = 54
    colour: Colour = "#FFFFFF"
    stroke_colour: Colour = "#000000"
    stroke_thickness: Annotated[float, Field(ge=0, le=50)] = 3
    opacity: Annotated[float, Field(ge=0, le=1)] = 1
    highlight: Colour | None = Field(None, description="Colour of the word that is being spoken; none by default.")


class Output(Model):
    """The film file: size, codec, quality and what is drawn over everything."""

    width: Annotated[int, Field(ge=2, le=3840)] = 1920
    height: Annotated[int, Field(ge=2, le=3840)] = 1080
    clip_mode: ClipMode = ClipMode.RESIZE
    crop_x: Coordinate = Field(0, description="CROP: left edge of the window, in pixels of the crop canvas.")
    crop_y: Coordinate = Field(0, description="CROP: top edge of the window, in pixels of the crop canvas.")
    crop_canvas: Literal["1080P", "4K"] = Field("1080P", description="CROP: resolution of the canvas that is cut.")
    orientation: Literal["auto", "landscape", "portrait"] = Field(
        "auto", description="Which canvas positions refer to; auto: portrait when the output is higher than wide."
    )
    codec: Codec = Codec.H264
    bitrate: Annotated[int, Field(ge=40, le=30_000)] = Field(5000, description="Average kbit/s; quality comes first.")
    frame_rate: Literal[25] = 25
    super_resolution: bool = Field(False, description="Upscale sources smaller than their place with a real upscaler.")
    loopable: bool = Field(False, description="The last frame equals the first; void when the script has actions.")
    subtitles: bool = False
    subtitle_style: SubtitleStyle = SubtitleStyle()
    label: Annotated[str, StringConstraints(max_length=64)] | None = Field(
        None, description="Visible mark that says this film is synthetic; the file's metadata says so in any case."
    )

    @property
    def portrait(self) -> bool:
        """Whether positions refer to the 1080×1920 canvas."""
        if self.orientation == "auto":
            return self.height > self.width
        return self.orientation == "portrait"

    @property
    def canvas(self) -> tuple[int, int]:
        """Size of the virtual canvas."""
        return (1080, 1920) if self.portrait else (1920, 1080)

    @model_validator(mode="after")
    def _possible(self) -> Self:
        if self.clip_mode is ClipMode.RESIZE:
            if (self.width, self.height) not in RESIZE_SIZES:
                sizes = ", ".join(f"{w}x{h}" for w, h in RESIZE_SIZES)
                raise ValueError(
                    f"size {self.width}x{self.height} is not offered with RESIZE; use one of {sizes}, or CROP"
                )
            if self.orientation != "auto" and self.portrait != (self.height > self.width):
                raise ValueError(
                    f"orientation {self.orientation} does not fit size {self.width}x{self.height}; leave it auto"
                )
            return self
        if self.width % 2 or self.height % 2:
            raise ValueError(f"size {self.width}x{self.height} is odd; width and height must be even numbers")
        scale = 2 if self.crop_canvas == "4K" else 1
        width, height = (side * scale for side in self.canvas)
        if self.width > width or self.height > height:
            larger = "; take a smaller one" if scale == 2 else "; take a smaller one, or crop_canvas 4K"
            raise ValueError(
                f"CROP window {self.width}x{self.height} is larger than its canvas {width}x{height}{larger}"
            )
        return self


class VoiceChoice(Model):
    """Who speaks and how. `name` is a voice id (`espeak:en-us+f3`); '' takes the best one for the language."""

    name: Annotated[str, StringConstraints(max_length=256)] = ""
    speed: Annotated[int, Field(ge=50, le=200)] = Field(100, description="Percent; 100 is a presenter's normal pace.")
    pitch: Annotated[int, Field(ge=50, le=200)] = Field(100, description="Percent of the voice's own pitch.")
    volume: Annotated[int, Field(ge=90, le=240)] = Field(140, description="Loudness; 140 is broadcast level.")


class AvatarChoice(Model):
    """Who is seen: the name of a built-in presenter or the folder of an avatar pack."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=4096)] = "yunling"


class ActionCue(Model):
    """A gesture at a fixed time of a recorded scene."""

    tag: Annotated[str, StringConstraints(min_length=1, max_length=256)]
    name: Annotated[str, StringConstraints(max_length=256)] = ""
    at: Annotated[float, Field(ge=0, le=2_592_000)] = Field(description="Seconds from the start of the scene.")


class Speech(Model):
    """What is said in a scene: exactly one of text (plain or one `<speak>` document) and a recording."""

    text: str | None = None
    recording: Path | None = Field(None, description="WAV, MP3 or M4A; its sound is used as it is.")
    recording_text: str | None = Field(None, description="What the recording says, if known.")
    actions: tuple[ActionCue, ...] = Field((), description="Gestures of a recorded scene.")

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        if (self.text is None) == (self.recording is None):
            raise ValueError(
                "has both text and recording; give one of them"
                if self.text is not None
                else "has neither text nor recording; give one of them"
            )
        if self.text is not None and len(self.text) > LONGEST_MARKUP:
            raise ValueError(f"text has {len(self.text)} characters; at most {LONGEST_MARKUP} are possible")
        if self.text is not None and (self.actions or self.recording_text):
            raise ValueError("actions and recording_text belong to recordings; in a text use <insert-action>")
        return self


class ImageBackground(Model):
    """A picture behind everything. Without a box it covers the canvas, centred, cut where it is too long."""

    kind: Literal["image"] = "image"
    file: Path
    x: Annotated[int, Field(ge=-5760, le=0)] | None = None
    y: Annotated[int, Field(ge=-5760, le=0)] | None = None
    width: Extent | None = None
    height: Extent | None = None

    @model_validator(mode="after")
    def _whole_box(self) -> Self:
        box = (self.x, self.y, self.width, self.height)
        if any(side is None for side in box) and any(side is not None for side in box):
            raise ValueError("the box is incomplete; give all of x, y, width and height, or none")
        return self


class ColourBackground(Model):
    """One colour behind everything."""

    kind: Literal["colour"] = "colour"
    colour: Colour


class TransparentBackground(Model):
    """Nothing behind: the film has an alpha channel (VP8, VP9 or QTRLE)."""

    kind: Literal["transparent"] = "transparent"


Background = Annotated[ImageBackground | ColourBackground | TransparentBackground, Field(discriminator="kind")]


class Position(Model):
    """Upper left corner on the canvas and the place in the stack (1 is the bottom)."""

    x: Coordinate
    y: Coordinate
    index: Annotated[int, Field(ge=1, le=100)]


class LayerModel(Model):
    """What all layers share. Without a size, a layer has the size of its material (on the canvas)."""

    position: Position
    size: Size | None = None
    rotation: Annotated[int, Field(ge=0, le=360)] = Field(0, description="Degrees, clockwise, about the centre.")
    group: Annotated[str, StringConstraints(max_length=64)] = Field(
        "",
        description="A name by which editors move layers of several scenes together; the film does not depend on it.",
    )


class HumanLayer(LayerModel):
    """The presenter, fitted into the box, standing on its lower edge."""

    kind: Literal["human"] = "human"


class ImageLayer(LayerModel):
    """A picture, stretched to the box."""

    kind: Literal["image"] = "image"
    file: Path


class VideoLayer(LayerModel):
    """A film in the film, stretched to the box. `loop_count`: how often it plays, 0 is hidden, -1 endless."""

    kind: Literal["video"] = "video"
    file: Path
    loop_count: Annotated[int, Field(ge=-1, le=100)] = 1
    sound: Annotated[int, Field(ge=0, le=100)] = Field(0, description="Percent of its own loudness; 0 is mute.")
    play_to_end: bool = Field(False, description="The scene lasts at least until the clip has played.")
    cover: Path | None = Field(None, description="Picture shown once the clip has ended; default: its last frame.")

    @model_validator(mode="after")
    def _upright(self) -> Self:
        if self.rotation % 360:
            raise ValueError("rotation is not offered for video layers; leave it 0")
        return self


class TextLayer(LayerModel):
    """A text. Lines break at the box's width when it has a size, else only where the text does."""

    kind: Literal["text"] = "text"
    text: Annotated[str, StringConstraints(max_length=1024)]
    font: Annotated[str, StringConstraints(max_length=64)] = "HarmonyOS_Sans_SC_Regular"
    font_size: Annotated[int, Field(ge=0, le=120)] = 60
    colour: Colour = "#FFFFFF"


Layer = Annotated[HumanLayer | ImageLayer | VideoLayer | TextLayer, Field(discriminator="kind")]


class Placement(Model):
    """The placement of the presenter before layers existed: a side, or the bottom centre point on the canvas."""

    side: Literal["LEFT", "MIDDLE", "RIGHT"] | None = None
    x: Coordinate | None = None
    y: Coordinate | None = None


class Transition(Model):
    """How a scene begins: at once, or faded in over the end of the one before."""

    kind: Literal["cut", "cross-fade"] = "cut"
    milliseconds: Annotated[int, Field(ge=0, le=5000)] = 400


class Scene(Model):
    """One scene: what is said, what stands behind and around the presenter. Scenes play in list order."""

    speech: Speech
    background: Background = ColourBackground(colour="#F2F4F7")
    layers: tuple[Layer, ...] = ()
    placement: Placement | None = Field(None, description="Used only where no human layer is given.")
    subtitle_file: Path | None = Field(None, description="SRT, VTT or ASS that replaces the subtitles of this scene.")
    transition: Transition = Transition()
    voice: VoiceChoice | None = Field(None, description="Overrides the film's voice for this scene (ours).")
    avatar: AvatarChoice | None = Field(None, description="Overrides the film's avatar for this scene (ours).")


class Music(Model):
    """Background music: looped or cut to the film's length, faded, and lowered while somebody speaks."""

    file: Path
    volume: Annotated[int, Field(ge=0, le=100)] = 100


class LexiconEntry(Model):
    """How a written word is read: another text (`alias`), a notation (`ipa`, `x-pinyin`), or as one word (`word`)."""

    key: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    kind: Literal["alias", "ipa", "x-pinyin", "word", "say-as"]
    value: Annotated[str, StringConstraints(max_length=200)] = ""


class Production(Model):
    """One film."""

    schema_name: Literal["production/1"] = Field("production/1", alias="schema")
    title: Annotated[str, StringConstraints(max_length=256)] = ""
    output: Output = Output()
    avatar: AvatarChoice = AvatarChoice()
    voice: VoiceChoice = VoiceChoice()
    scenes: Annotated[tuple[Scene, ...], Field(min_length=1, max_length=100)]
    music: Music | None = None
    lexicon: tuple[LexiconEntry, ...] = ()
    idle_action_interval: Annotated[float, Field(ge=0, le=255)] = Field(
        4, description="Seconds between gestures of the presenter's own accord; 0 means 4, 255 none."
    )
    seed: Annotated[int, Field(ge=0, le=2**32 - 1)] = 0

    model_config = ConfigDict(populate_by_name=True)

    @model_validator(mode="after")
    def _codec_can_be_transparent(self) -> Self:
        if self.output.codec is Codec.H264:
            for number, scene in enumerate(self.scenes):
                if isinstance(scene.background, TransparentBackground):
                    raise ValueError(f"scenes[{number}].background: H264 cannot be transparent; use VP8, VP9 or QTRLE")
        return self

    def to_json(self) -> str:
        """The document as JSON that `load` reads."""
        return written(self)


def load(source: str | Path | dict[str, Any]) -> Production:
    """The production in a JSON file (its relative paths are taken from the file's folder) or in plain values.

    Raises `InputError` with one problem for every wrong field.
    """
    folder = Path() if isinstance(source, dict) else Path(source).parent
    values = source if isinstance(source, dict) else read_object(Path(source))
    try:
        production = Production.model_validate(values)
    except ValidationError as error:
        found = findings(error, values, Production, TOGETHER)
        raise InputError.of(refusals(found, Document("production", "scenes", _field_names()))) from None
    return production if folder == Path() else _rooted(production, folder)


def _field_names() -> set[str]:
    """The names of all fields of the document, for hints."""
    return {field.alias or name for model in Model.__subclasses__() for name, field in model.model_fields.items()} | {
        name for model in LayerModel.__subclasses__() for name in model.model_fields
    }


def _rooted(production: Production, folder: Path) -> Production:
    """The same production with relative files taken from `folder`."""

    def rooted(value: Any) -> Any:
        if isinstance(value, Path):
            return folder / value
        if isinstance(value, tuple):
            return tuple(rooted(item) for item in value)
        if isinstance(value, VoiceChoice) and value.name.startswith("piper:"):
            file = folder / value.name.removeprefix("piper:").partition("#")[0]
            name = f"piper:{folder / value.name.removeprefix('piper:')}"
            return value.model_copy(update={"name": name}) if file.is_file() else value
        if isinstance(value, AvatarChoice):
            pack = folder / value.name
            return value.model_copy(update={"name": str(pack)}) if pack.exists() else value
        if isinstance(value, Model):
            changed = {name: rooted(getattr(value, name)) for name in type(value).model_fields}
            return value.model_copy(update=changed)
        return value

    return rooted(production)  # type: ignore[no-any-return]
