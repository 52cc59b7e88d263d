"""How good the refined text is: cases with a known answer, their scores, other extractors beside us, reports."""
