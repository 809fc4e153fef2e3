"""Faces in pictures: where they are, their points, irises, pose, and whether a picture suits a presenter."""
