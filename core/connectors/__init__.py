"""Translators of somebody else's format: one file per kind of source."""
