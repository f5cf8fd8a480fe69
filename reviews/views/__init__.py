"""The pages of reviews: each finds out who asks for what, then does one thing."""
