"""Trial work: agreement, hours, two-sided evaluation."""
