"""What the operator decides, once for all films, in the environment (`UNDERSTUDY_…`). The seven steps never read it."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Settings of the command line; an argument beats the environment, the environment beats these defaults."""

    model_config = SettingsConfigDict(env_prefix="UNDERSTUDY_", frozen=True, extra="ignore")

    work_folder: Path | None = Field(None, description="Where unfinished work lies; default: beside the finished film.")
    c2pa_certificate: Path | None = Field(None, description="PEM chain that signs a C2PA manifest into every film.")
    c2pa_key: Path | None = Field(None, description="PEM private key of that certificate.")
