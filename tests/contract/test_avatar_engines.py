"""Every avatar engine of the project keeps the contract."""

from understudy.stage.avatars.drawn import DrawnEngine
from understudy.stage.avatars.engine import AvatarEngine
from understudy.testing.avatar_engine import AvatarEngineContract
from understudy.testing.ball_avatar import BallEngine


class TestDrawn(AvatarEngineContract):
    def engine(self) -> AvatarEngine:
        return DrawnEngine()


class TestBall(AvatarEngineContract):
    def engine(self) -> AvatarEngine:
        return BallEngine()
