"""The Evaluation room of the page: suites picked, run beside the server, read, and compared question by question."""
