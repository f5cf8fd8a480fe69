"""The dashboard of an organisation: what waits where, what is held up, and what is late."""
