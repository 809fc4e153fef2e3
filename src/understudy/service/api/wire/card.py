"""Business cards: a short film in which a person made from a photo introduces themselves."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from understudy.service.api.wire.answers import Accepted, Page
from understudy.service.api.wire.callback import CallBackConfig
from understudy.service.api.wire.error import ErrorResponse
from understudy.service.api.wire.fields import AssetId, CreateTime, JobId, LongAssetId, Picture, Time, UpdateTime, Url
from understudy.service.api.wire.model import AnswerModel, RequestModel
from understudy.service.api.wire.output import OutputAssetInfo, ReviewConfig
from understudy.service.api.wire.video import StateField

IntroductionType = Annotated[
    Literal["TEXT", "AUDIO"],
    Field(
        description="TEXT: introduction_text is spoken by voice_asset_id. AUDIO: introduction_audio_asset_id is played."
    ),
]
IntroductionText = Annotated[str, Field(min_length=1, max_length=2000, description="What the person says, for TEXT.")]
CardType = Literal["2D_DIGITAL_HUMAN_CARD"]
Gender = Annotated[Literal["MALE", "FEMALE"], Field(description="Gender of the person.")]
OtherLine = Annotated[str, Field(min_length=1, max_length=256, description="Another line of the card.")]
ShortNumber = Annotated[str, Field(min_length=1, max_length=32)]


class BusinessCardTextConfig(RequestModel):
    """What is written on the card."""

    name: str | None = Field(None, min_length=1, max_length=32, description="Name of the person.")
    company: str | None = Field(None, min_length=1, max_length=256, description="Company.")
    title: str | None = Field(None, min_length=1, max_length=128, description="Position in the company.")
    mobile_phone: ShortNumber | None = Field(None, description="Mobile number.")
    phone: ShortNumber | None = Field(None, description="Number of the landline.")
    mail: str | None = Field(None, min_length=1, max_length=64, description="E-mail address.")
    address: str | None = Field(None, min_length=1, max_length=256, description="Postal address.")
    other1: OtherLine | None = None
    other2: OtherLine | None = None
    other3: OtherLine | None = None


class BusinessCardImageConfig(RequestModel):
    """Pictures of the card."""

    human_image: Picture = Field(description="Photo of the person, in Base64, at most 1080p.")
    logo_image: str | None = Field(None, max_length=31_457_280, description="Logo of the company, in Base64.")
    id_card_image1: Picture | None = Field(None, description="Identity card, side with the emblem, in Base64.")
    id_card_image2: Picture | None = Field(None, description="Identity card, side with the portrait, in Base64.")
    authorize_use_human_image: bool | None = Field(
        None, description="Whether the person in the photo agrees to its use."
    )


class CreateDigitalHumanBusinessCardReq(RequestModel):
    """Ask for a card, or for another version of one."""

    business_card_type: CardType = Field(description="Kind of the card.")
    card_templet_asset_id: AssetId = Field(description="Id of the template's asset (BUSINESS_CARD_TEMPLET).")
    card_text_config: BusinessCardTextConfig = Field(description="What is written on the card.")
    card_image_config: BusinessCardImageConfig = Field(description="Pictures of the card.")
    introduction_type: IntroductionType | None = None
    introduction_text: IntroductionText | None = None
    voice_asset_id: LongAssetId | None = Field(None, description="Id of the voice's asset, for TEXT.")
    introduction_audio_asset_id: LongAssetId | None = Field(None, description="Id of the speech's asset, for AUDIO.")
    video_asset_name: str | None = Field(
        None, min_length=1, max_length=256, description="Name of the film's asset; absent: the person's name."
    )
    gender: Gender | None = None
    review_config: ReviewConfig | None = Field(None, description="Review of what is asked.")
    callback_config: CallBackConfig | None = Field(None, description="Where to call when the film has ended.")


class CreateDigitalHumanBusinessCardResponse(Accepted):
    """The card will be made."""


class UpdateDigitalHumanBusinessCardResponse(Accepted):
    """The card will be made anew."""


class DigitalHumanBusinessCardJobInfo(AnswerModel):
    """A card's task."""

    shows_null: ClassVar[frozenset[str]] = frozenset({"error_info"})

    job_id: JobId
    state: StateField
    start_time: Time | None = Field(None, description="When production began (UTC).")
    end_time: Time | None = Field(None, description="When production ended (UTC).")
    output_asset_config: OutputAssetInfo | None = Field(None, description="The asset that the film becomes.")
    error_info: ErrorResponse | None = Field(None, description="Why the task failed; null unless it did.")
    create_time: CreateTime | None = None
    lastupdate_time: UpdateTime | None = None
    business_card_type: CardType | None = Field(None, description="Kind of the card.")


class ListDigitalHumanBusinessCardResponse(Page):
    """Business cards."""

    jobs: list[DigitalHumanBusinessCardJobInfo] | None = Field(None, description="The cards of this page.")


class BusinessCardImageUrl(AnswerModel):
    """Pictures of the card, by their signed addresses."""

    human_image_url: Url | None = Field(None, description="Signed address of the photo.")
    logo_image: Url | None = Field(None, description="Signed address of the logo.")


class ShowDigitalHumanBusinessCardResponse(AnswerModel):
    """A card: how it goes, and what was asked."""

    job_info: DigitalHumanBusinessCardJobInfo | None = Field(None, description="The task.")
    card_templet_asset_id: AssetId | None = Field(None, description="Id of the template's asset.")
    card_text_config: BusinessCardTextConfig | None = Field(None, description="What is written on the card.")
    card_image_url: BusinessCardImageUrl | None = Field(None, description="Pictures of the card.")
    introduction_type: IntroductionType | None = None
    introduction_text: IntroductionText | None = None
    voice_asset_id: LongAssetId | None = Field(None, description="Id of the voice's asset.")
    introduction_audio_asset_id: LongAssetId | None = Field(None, description="Id of the speech's asset.")
    gender: Gender | None = None
