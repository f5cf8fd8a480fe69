"""An organisation's own template while it is written: what may be done to it, what is wrong."""
