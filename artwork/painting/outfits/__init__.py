"""What the presenters wear: each outfit lays its pieces on a bare trunk."""
