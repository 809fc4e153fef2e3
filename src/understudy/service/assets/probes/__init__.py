"""What a file of an asset really is: read from its content, whatever its name says. Runs in a child process."""
