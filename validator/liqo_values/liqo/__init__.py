"""What values mean to Liqo: the mode, its effects, the arguments of its programs, peerings, CIDRs."""
