"""Comments that suppress findings: parse, apply, insert."""
