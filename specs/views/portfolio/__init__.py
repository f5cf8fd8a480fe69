"""The list of all specs, and what can be done with many of them at once."""
