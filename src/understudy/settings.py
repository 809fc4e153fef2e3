"""What the operator decides, once for all films, in the environment (`UNDERSTUDY_…`). The seven steps never read it."""

from __future__ import annotations

import os
from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


def _data_folder() -> Path:
    """The user's data folder, as the XDG base directory specification has it."""
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "understudy"


class Settings(BaseSettings):
    """Settings of the command line; an argument beats the environment, the environment beats these defaults."""

    model_config = SettingsConfigDict(env_prefix="UNDERSTUDY_", frozen=True, extra="ignore")

    work_folder: Path | None = Field(None, description="Where unfinished work lies; default: beside the finished film.")
    models_dir: Path = Field(
        default_factory=lambda: _data_folder() / "models", description="Where the models lie that read photographs."
    )
    c2pa_certificate: Path | None = Field(None, description="PEM chain that signs a C2PA manifest into every film.")
    c2pa_key: Path | None = Field(None, description="PEM private key of that certificate.")
