"""Every speech engine of the project keeps the contract."""

import pytest

from understudy import plugins
from understudy.speech.engine import SpeechEngine, Voice
from understudy.testing.speech_engine import SpeechEngineContract
from understudy.testing.tone_engine import ToneEngine


class TestEspeak(SpeechEngineContract):
    def engine(self) -> SpeechEngine:
        return plugins.engine(plugins.SPEECH_ENGINES, "espeak")


class TestEspeakMale(TestEspeak):
    def voice(self) -> Voice:
        return self.engine().voice("en-gb+m3")


class TestFlite(SpeechEngineContract):
    @pytest.fixture(autouse=True)
    def _installed(self) -> None:
        if not self.engine().voices():
            pytest.skip("libflite1 is not installed")

    def engine(self) -> SpeechEngine:
        return plugins.engine(plugins.SPEECH_ENGINES, "flite")


@pytest.mark.slow
class TestFliteMale(TestFlite):
    """A voice whose pitch is changed by us."""

    def voice(self) -> Voice:
        return self.engine().voices()[1]


class TestTone(SpeechEngineContract):
    def engine(self) -> SpeechEngine:
        return ToneEngine()
