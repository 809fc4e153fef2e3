"""The drawn presenters: vectors painted once per size, then moved by warps; mouth and eyes painted at every frame."""

from understudy.stage.avatars.drawn.engine import DrawnEngine

__all__ = ["DrawnEngine"]
