"""Who is asking: access keys, request signatures, tokens, passwords, limits."""
