"""The hub: sessions, commands, clockwork, ingest and access; the one truth the desks look at."""
