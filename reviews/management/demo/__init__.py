"""The demo organisation: its people, and specs in every state."""
