"""The commands, a module a job; each names its own in `COMMANDS`."""
