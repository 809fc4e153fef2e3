"""The acting: speech becomes mouth, eyes, brows, head and breath, frame by frame."""
