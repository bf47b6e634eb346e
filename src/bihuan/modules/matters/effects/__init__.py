"""What steps bring about beside moving a case, one file for each process."""
