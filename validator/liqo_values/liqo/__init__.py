"""What values mean to Liqo: the mode and its effects, the arguments of its programs, peerings, CIDRs."""
