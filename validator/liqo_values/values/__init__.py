"""The layers of a release, their merge as in Helm, and the layer that set each value."""
