"""Files made of a spec as it stands now: to keep, to read, to bring back in."""
