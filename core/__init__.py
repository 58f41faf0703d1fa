"""The hub and everything of the console that needs no screen: rules, journal, protocol, hub and client."""
