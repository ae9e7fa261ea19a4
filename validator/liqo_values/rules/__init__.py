"""The rules, one module per topic, one function per rule."""
