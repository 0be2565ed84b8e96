"""What follows a move inside its transaction: documents, clocks, notices, moves of other rows."""
