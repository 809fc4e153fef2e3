"""The frames: the picture of a scene at any index."""
