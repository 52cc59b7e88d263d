"""When which site is crawled: the file that says so, and the three things that can carry it out."""
