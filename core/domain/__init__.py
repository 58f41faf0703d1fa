"""The rule book: what is true with no computer at all."""
