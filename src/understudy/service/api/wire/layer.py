"""Layers of a scene: the presenter, pictures, films and texts, placed on the canvas.

The canvas is 1920 × 1080 (landscape) or 1080 × 1920 (portrait), its origin in the upper left corner, whatever size the
film has.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from understudy.service.api.wire.fields import (
    CanvasExtent,
    CanvasOffset,
    FontName,
    FontSize,
    OptionalAssetId,
    SequenceNo,
    Url,
    by_default,
)
from understudy.service.api.wire.model import RequestModel


class LayerPositionConfig(RequestModel):
    """Place of a layer on the canvas and in the stack."""

    dx: CanvasOffset = Field(description="Left edge in canvas pixels.", examples=[0])
    dy: CanvasOffset = Field(description="Upper edge in canvas pixels.", examples=[0])
    layer_index: int = Field(ge=1, le=100, description="Place in the stack; 1 is at the bottom.", examples=[1])


class LayerSizeConfig(RequestModel):
    """Size of a layer. Without it, a layer is as large as its material."""

    width: CanvasExtent | None = Field(None, description="Width in canvas pixels.")
    height: CanvasExtent | None = Field(None, description="Height in canvas pixels.")


class LayerRotationConfig(RequestModel):
    """Turn of a layer about its centre. Films cannot be turned."""

    angle: int | None = Field(
        None, ge=0, le=360, description="Degrees, clockwise.", json_schema_extra=by_default(0), examples=[15]
    )


class ImageLayerConfig(RequestModel):
    """A picture, where it is given by its address."""

    image_url: Url | None = Field(None, description="Address of the picture in the asset library.")


class VideoLayerConfig(RequestModel):
    """A film in the film."""

    video_url: Url | None = Field(None, description="Address of the film in the asset library.")
    video_cover_url: Url | None = Field(None, description="Address of the picture that stands for the film.")
    loop_count: int | None = Field(None, ge=-1, le=100, description="How often it plays: 0 hides it, -1 never stops.")
    video_sound: int | None = Field(
        None, ge=0, le=100, description="Percent of its own loudness; 0 is mute.", json_schema_extra=by_default(0)
    )
    is_play_the_entire_video: bool | None = Field(
        None,
        description="Whether the scene lasts until the film has played; if not, the film ends with the scene.",
        json_schema_extra=by_default(False),
    )


class TextLayerConfig(RequestModel):
    """A text."""

    text_context: str | None = Field(
        None,
        max_length=1024,
        description="The text in UTF-8, encoded in Base64.",
        examples=["5rWL6K+V5paH5a2X5rC05Y2w"],
    )
    font_name: FontName | None = None
    font_size: FontSize | None = None
    font_color: str | None = Field(
        None, max_length=16, description="Colour of the text as #RRGGBB.", examples=["#FFFFFF"]
    )


class LayerConfig(RequestModel):
    """One layer."""

    layer_type: Literal["HUMAN", "IMAGE", "VIDEO", "TEXT"] = Field(
        description="HUMAN is the presenter, IMAGE a picture, VIDEO a film, TEXT a text."
    )
    asset_id: OptionalAssetId | None = Field(
        None, description="Id of the picture's or film's asset; absent where its address is given."
    )
    group_id: str | None = Field(
        None,
        max_length=64,
        description="Layers of several scenes with the same name here are moved together by editors.",
    )
    sequence_no: SequenceNo | None = Field(
        None, description="For live rooms: the paragraph the layer belongs to. Films do not depend on it."
    )
    position: LayerPositionConfig | None = Field(None, description="Place on the canvas and in the stack.")
    size: LayerSizeConfig | None = Field(None, description="Size on the canvas; absent: that of the material.")
    rotation: LayerRotationConfig | None = Field(None, description="Turn about the centre; not for VIDEO.")
    image_config: ImageLayerConfig | None = Field(None, description="For IMAGE.")
    video_config: VideoLayerConfig | None = Field(None, description="For VIDEO.")
    text_config: TextLayerConfig | None = Field(None, description="For TEXT.")
