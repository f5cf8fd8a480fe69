"""The pages on which specs are found, written and read."""
