"""Checks that an organisation writes for itself: what one says, what it reads, what it finds."""
