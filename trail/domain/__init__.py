"""What an event, a chain and a checkpoint are, without a database."""
