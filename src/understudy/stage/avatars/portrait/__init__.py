"""Presenters made from pictures: a photograph's own pixels, bent and opened so that the person speaks."""

from understudy.stage.avatars.portrait.engine import PortraitEngine

__all__ = ["PortraitEngine"]
