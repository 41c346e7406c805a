"""Thai as the offices write it: digits, words, names, dates and facts in running text."""
