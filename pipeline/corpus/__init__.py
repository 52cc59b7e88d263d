"""What is known of the corpus as a whole: which documents are copies of one another, and where a word stands."""
