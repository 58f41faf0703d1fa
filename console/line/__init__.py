"""The command line: what a typed line means, whom it names, and what it would do; nothing here knows a window."""
