"""The picture: what stands where in a scene."""
