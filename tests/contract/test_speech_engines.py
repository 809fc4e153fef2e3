"""Every speech engine of the project keeps the contract."""

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


class TestTone(SpeechEngineContract):
    def engine(self) -> SpeechEngine:
        return ToneEngine()
