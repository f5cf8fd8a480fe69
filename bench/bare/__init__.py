"""A plain Django project, the yardstick: one save and one page, and nothing round them."""
