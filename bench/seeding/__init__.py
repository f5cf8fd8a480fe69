"""Ten organisations, a thousand people and ten thousand specs, made in minutes.

A few specs are written, signed and talked about by the actions that people use; the rest are copies
of their rows under new numbers, with every hash and every link of the trail made anew.
"""
