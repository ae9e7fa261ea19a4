"""What a live cluster shows: the objects that are read from it, and what they say about peerings and virtual nodes."""
