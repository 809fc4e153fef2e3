"""Picture sources: each file is one kind of layer."""
