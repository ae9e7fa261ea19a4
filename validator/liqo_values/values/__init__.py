"""What a release is given, Helm's merge, and which layer set each value."""
