"""What every other package speaks of: texts and spans, nodes, layers, locations, findings, errors."""
