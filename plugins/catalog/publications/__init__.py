"""Publications: what was really made public, from the draft to the day on which it is taken down."""
