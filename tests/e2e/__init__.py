"""The contract, line by line, on a running stack and through its public doors only."""
