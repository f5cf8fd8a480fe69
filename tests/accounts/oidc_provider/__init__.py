"""A real OpenID Connect provider, the sign-in library's own, that tests run beside Countersign."""
