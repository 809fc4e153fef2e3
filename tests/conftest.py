"""All tests speak with espeak-ng unless they name a voice: flite's voices are not on every machine."""

from collections.abc import Iterator

import pytest

from understudy.speech import voice_settings
from understudy.speech.voice_settings import VoiceSettings

ENGINES = ("espeak", "flite", "piper", "command")


@pytest.fixture(scope="session", autouse=True)
def _programs_speak_with_espeak(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("UNDERSTUDY_SPEECH_ENGINES", ",".join(ENGINES))
        patch.setenv("UNDERSTUDY_VOICES_DIR", str(tmp_path_factory.mktemp("voices")))
        yield


@pytest.fixture(autouse=True)
def _speak_with_espeak() -> None:
    voice_settings.use(lambda: VoiceSettings(engines=ENGINES))
