"""Business cards: a template says where photograph, logo and lines stand; the person introduces themselves."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from sqlalchemy.orm import Session

from understudy.errors import InputError
from understudy.production import Colour, Coordinate, Extent
from understudy.service.assets.system import system_id
from understudy.service.assets.usable import main_file
from understudy.service.jobs.kinds import Desk
from understudy.service.jobs.materials import Materials
from understudy.service.jobs.planner import Blueprint, Plan, check_possible
from understudy.service.jobs.request import Findings, Part
from understudy.service.jobs.videos import AvatarVideo

LARGEST_TEMPLATE = 1 << 20
"""Bytes of a template's file."""


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Box(_Model):
    """A place on the canvas."""

    x: Coordinate
    y: Coordinate
    width: Extent
    height: Extent


class TextLine(_Model):
    """A line of the card; `{name}`, `{title}` … stand for what the caller gives, and a line without any is left out."""

    text: str = Field(max_length=256)
    x: Coordinate
    y: Coordinate
    font_size: int = Field(48, ge=4, le=120)
    font: str = Field("HarmonyOS_Sans_SC_Regular", max_length=64)
    colour: Colour = "#FFFFFF"


class Ground(_Model):
    """What is behind: a colour, the id of a picture asset, or one of the system's pictures by its name."""

    colour: Colour | None = None
    asset_id: str | None = None
    asset: str | None = None


class Template(_Model):
    """`card/1`, the main file of a BUSINESS_CARD_TEMPLET asset."""

    schema_name: Literal["card/1"] = Field(alias="schema")
    width: int = 1280
    height: int = 720
    background: Ground = Ground(colour="#203050")
    human: Box
    logo: Box | None = None
    texts: tuple[TextLine, ...] = Field((), max_length=40)


class BusinessCard(AvatarVideo):
    """A film of a card."""

    property = "BUSINESS_CARD_VIDEO"

    def plan(self) -> Plan:
        """How such a film is planned."""
        return plan_card


def plan_card(session: Session, desk: Desk, project_id: str, request: dict[str, Any]) -> Blueprint:
    """The film of a card. Raises `InputError` with everything that is wrong."""
    findings = Findings()
    whole, materials = Part(request, findings), Materials(session, desk, project_id)
    images = whole.part("card_image_config")
    photo = materials.photo(images, "human_image")
    if images.get("authorize_use_human_image") is False:
        hint = "ask the person in the photo, and send true"
        images.wrong("authorize_use_human_image", "the person in the photo does not agree to its use", hint)
    template = _template(whole, materials)
    scene: dict[str, Any] = {"speech": _introduction(whole, materials)}
    document: dict[str, Any] = {"scenes": [scene], "title": whole.part("card_text_config").get("name", "")}
    if template is not None:
        document["output"] = {"width": template.width, "height": template.height}
        scene |= _background(template, materials, whole)
        scene["layers"] = _layers(template, whole, materials)
    if whole.get("voice_asset_id") and whole.get("introduction_type", "TEXT") == "TEXT":
        voice = materials.voice(whole, "voice_asset_id")
        document |= {"voice": {"name": voice}} if voice else {}
    whole.part("review_config").ignores(("no_need_review",), "the operator decides about review")
    images.ignores(("id_card_image1", "id_card_image2"), "nobody here checks identity cards")
    check_possible(document, findings)
    findings.raise_if_any()
    agreed = "the caller (authorize_use_human_image)" if images.get("authorize_use_human_image") else ""
    return Blueprint(document, materials.files, tuple(findings.warnings), photo, agreed)


def _template(whole: Part, materials: Materials) -> Template | None:
    asset = materials.asset(whole, "card_templet_asset_id", ("BUSINESS_CARD_TEMPLET",))
    stored = main_file(materials.session, asset) if asset else None
    if asset is not None and stored is None:
        whole.wrong("card_templet_asset_id", f"asset {asset.id} has no main file", "upload one", "asset_unavailable")
    if stored is None:
        return None
    if stored.size > LARGEST_TEMPLATE:
        whole.wrong("card_templet_asset_id", f"the template has {stored.size} bytes", "a template has at most 1 MiB")
        return None
    try:
        return Template.model_validate_json(b"".join(materials.desk.storage.reading(stored.key)))
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        hint = "docs/reference/library.md describes card/1"
        whole.wrong("card_templet_asset_id", f"the template is broken: {place}: {first['msg']}", hint)
        return None


def _introduction(whole: Part, materials: Materials) -> dict[str, Any]:
    if whole.get("introduction_type", "TEXT") == "AUDIO":
        if not whole.get("introduction_audio_asset_id"):
            whole.wrong("introduction_audio_asset_id", "is missing with AUDIO", "give the id of an AUDIO asset")
            return {"recording": "missing.wav"}
        found = materials.asset_file(whole, "introduction_audio_asset_id", ("AUDIO", "MUSIC"))
        return {"recording": found or "missing.wav"}
    if not whole.get("introduction_text"):
        whole.wrong("introduction_text", "is missing with TEXT", "give what the person says")
    if not whole.get("voice_asset_id"):
        whole.wrong("voice_asset_id", "is missing with TEXT", "give the id of a voice (VOICE_MODEL)")
    return {"text": whole.get("introduction_text", "")}


def _background(template: Template, materials: Materials, whole: Part) -> dict[str, Any]:
    ground = template.background
    if ground.colour:
        return {"background": {"kind": "colour", "colour": ground.colour}}
    named = ground.asset_id or system_id("IMAGE", ground.asset or "")
    try:
        part = Part({"card_templet_asset_id": named}, whole.findings)
        file = materials.asset_file(part, "card_templet_asset_id", ("IMAGE",))
    except InputError:
        file = None
    return {"background": {"kind": "image", "file": file}} if file else {}


def _layers(template: Template, whole: Part, materials: Materials) -> list[dict[str, Any]]:
    layers = [_boxed("human", template.human, 1)]
    images = whole.part("card_image_config")
    if template.logo and images.get("logo_image"):
        layers.append(_boxed("image", template.logo, 2) | {"file": materials.photo(images, "logo_image")})
    given = whole.part("card_text_config").values
    for line in template.texts:
        text = line.text
        for name, value in given.items():
            text = text.replace(f"{{{name}}}", str(value))
        if "{" not in text and text.strip():
            layer = {"kind": "text", "text": text, "font": line.font, "font_size": line.font_size}
            layers.append(layer | {"colour": line.colour, "position": {"x": line.x, "y": line.y, "index": 3}})
    return layers


def _boxed(kind: str, box: Box, index: int) -> dict[str, Any]:
    size = {"width": box.width, "height": box.height}
    return {"kind": kind, "position": {"x": box.x, "y": box.y, "index": index}, "size": size}
