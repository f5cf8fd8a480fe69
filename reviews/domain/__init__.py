"""Reviews without a framework: who signs what, what a signature says, what changed."""
