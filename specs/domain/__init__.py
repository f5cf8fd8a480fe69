"""What a spec is, without a framework: attributes, values, documents, checks and states."""
