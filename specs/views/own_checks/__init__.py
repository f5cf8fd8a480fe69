"""The pages of an organisation's own checks."""
