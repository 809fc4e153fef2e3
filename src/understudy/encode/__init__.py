"""The movie: frames and sound become one file, and the file is opened again and checked."""
