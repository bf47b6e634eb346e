"""What the steps bring about beside moving a case."""
