"""The console without a screen: feed, replica and outbox."""
