"""What people touch: the command line, the chat page, terminal output."""
