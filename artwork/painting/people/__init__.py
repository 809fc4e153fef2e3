"""The people: one module for each, with everything that makes them who they are."""
