"""One returned file becomes a submission, in a child process."""
