"""The corpus as a whole: what its documents have in common, and how they are found."""
