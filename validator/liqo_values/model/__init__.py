"""The types that all other packages share: texts and spans, nodes, layers, locations, findings, errors."""
