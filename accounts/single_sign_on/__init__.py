"""Single sign-on by OpenID Connect: asking the provider, and believing only what is proved."""
