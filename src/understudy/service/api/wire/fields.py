"""Kinds of fields that many documents share: ids, times, addresses, pictures in Base64, colours.

Lengths and patterns are those of the contract. A description given where a field is declared wins over the one here.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any, Literal, get_args

from pydantic import BeforeValidator, Field

TIME_FORMAT = "%Y-%m-%dT%H:%M:%SZ"
"""How every time is written, in UTC."""


def by_default(value: Any) -> dict[str, Any]:
    """Say in the schema what an absent field means."""
    return {"default": value}


def wire_time(moment: datetime) -> str:
    """A moment (with its zone) as the wire writes it, for example `2022-11-30T06:59:56Z`."""
    return moment.astimezone(UTC).strftime(TIME_FORMAT)


def _time(value: Any) -> Any:
    return wire_time(value) if isinstance(value, datetime) else value


Time = Annotated[
    str,
    BeforeValidator(_time),
    Field(min_length=20, max_length=20, description="UTC, to the second.", examples=["2022-11-30T06:59:56Z"]),
]
"""A time; answers may be made with a `datetime` that has a zone."""

CreateTime = Annotated[Time, Field(description="When it was created (UTC).")]
UpdateTime = Annotated[Time, Field(description="When it was last changed (UTC).")]
Clock = Annotated[str, Field(max_length=12, description="Position in a video.", examples=["00:01:02.500"])]

JobId = Annotated[
    str,
    Field(
        min_length=1,
        max_length=64,
        description="Id of the task.",
        examples=["26f06524-4f75-4b3a-a853-b649a21aaf66"],
    ),
]
ScriptId = Annotated[
    str,
    Field(
        min_length=1,
        max_length=64,
        description="Id of the video script.",
        examples=["4b5b6effcf3b4c72a0baccb265111765"],
    ),
]
AssetId = Annotated[
    str,
    Field(min_length=1, max_length=64, description="Id of the asset.", examples=["cda7e9a469ee9cf3ffc1ad62794a12ff"]),
]
LongAssetId = Annotated[
    str,
    Field(min_length=1, max_length=256, description="Id of the asset.", examples=["942e65a5fd219a2e01fb08d881cfadb9"]),
]
"""An asset's id where the contract leaves more room for it."""

OptionalAssetId = Annotated[str, Field(max_length=64, description="Id of the asset; empty counts as absent.")]
"""An asset's id where the contract lets it be empty."""

ProjectId = Annotated[str, Field(min_length=1, max_length=64, description="Project that it belongs to.")]
FileId = Annotated[str, Field(min_length=1, max_length=64, description="Id of the file.")]
RecordId = Annotated[str, Field(min_length=1, max_length=64, description="Id of the record.")]
AppUserId = Annotated[
    str, Field(max_length=256, description="End user it was created for: the `X-App-UserId` of that request.")
]
AssetName = Annotated[str, Field(max_length=256, description="Name of the asset.", examples=["One Day"])]

VoiceId = Annotated[
    str,
    Field(
        min_length=1,
        max_length=256,
        pattern=r"^[a-zA-Z0-9-_]+$",
        description="Id of the voice's asset.",
        examples=["f5e6a13eab4443fa85421191ad061780"],
    ),
]
"""A voice by its id, in the requests of text-to-speech."""

Speed = Annotated[
    int,
    Field(
        ge=50,
        le=200,
        description="Pace in percent: 100 is an adult's usual pace, 50 half of it, 200 twice as fast.",
        json_schema_extra=by_default(100),
    ),
]
Pitch = Annotated[
    int,
    Field(ge=50, le=200, description="Pitch in percent of the voice's own.", json_schema_extra=by_default(100)),
]
Volume = Annotated[int, Field(ge=90, le=240, description="Loudness of the voice.", json_schema_extra=by_default(140))]

Url = Annotated[str, Field(min_length=1, max_length=2048, description="Address.")]
OptionalUrl = Annotated[str, Field(max_length=2048, description="Address; empty where there is none.")]
Picture = Annotated[str, Field(min_length=1, max_length=31_457_280, description="Picture, encoded in Base64.")]
Colour = Annotated[
    str,
    Field(
        max_length=16,
        pattern=r"^#[0-9A-Fa-f]{6}$",
        description="Colour as red, green and blue.",
        examples=["#F2F4F7"],
    ),
]
FontName = Annotated[
    str,
    Field(
        max_length=64,
        description="Font. One that is not here is replaced by the default font.",
        examples=["HarmonyOS_Sans_SC_Regular"],
    ),
]
FontSize = Annotated[
    int, Field(ge=0, le=120, description="Font size in canvas pixels; below 4 it is drawn with 4.", examples=[54])
]
CanvasOffset = Annotated[int, Field(ge=-1920, le=3840)]
CanvasExtent = Annotated[int, Field(ge=1, le=7680)]
SequenceNo = Annotated[int, Field(ge=0, le=2_147_483_647, description="Number of the scene.", examples=[0])]

Tag = Annotated[str, Field(max_length=128)]
Tags = Annotated[list[Tag], Field(max_length=50, description="Labels: at most 50, each of at most 128 characters.")]

SupportedServices = Annotated[
    list[Literal["VIDEO_2D", "LIVE_2D", "CHAT_2D"]],
    Field(description="Kinds of service it may be used in; absent means all. VIDEO_2D is what this service makes."),
]
OrderOnScreen = Annotated[
    int, Field(ge=0, le=32_767, description="Place in displays, small numbers first; equal ones newest first.")
]
Sex = Literal["UNKNOW", "MALE", "FEMALE"]
"""Sex of a voice, in the contract's spelling."""

_Language = Literal[
    "UNKNOW",
    "CN",
    "EN",
    "GER",
    "fr",
    "Kr",
    "por",
    "JPN",
    "Ita",
    "ESP",
    "DBH",
    "GT",
    "GXH",
    "HBH",
    "SXH",
    "SCH",
    "YY",
    "Russian",
    "Filipino",
    "Dutch",
    "Indonesian",
    "Vietnamese",
    "Arabic",
    "Turkish",
    "Malay",
    "Thai",
    "Finnish",
]
_LANGUAGES = {name.casefold(): name for name in get_args(_Language)}

VoiceLanguage = Annotated[
    _Language,
    BeforeValidator(lambda value: _LANGUAGES.get(value.casefold(), value) if isinstance(value, str) else value),
]
"""Language or Chinese dialect of a voice. Read in any case, written in the contract's mixed case."""
