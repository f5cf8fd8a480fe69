"""The pages on which an organisation writes templates of its own."""
