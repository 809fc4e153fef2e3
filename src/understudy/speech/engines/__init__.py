"""Speech engines. Each file is one engine and the only one that imports its library."""
