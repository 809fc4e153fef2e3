"""Cuts a person out of a picture: a matte with fine edges, and colours free of what was behind."""

from understudy.stage.avatars.matte.cut import CutOut, cut_out
from understudy.stage.avatars.matte.plate import plate
from understudy.stage.avatars.matte.segment import Segmenter

__all__ = ["CutOut", "Segmenter", "cut_out", "plate"]
