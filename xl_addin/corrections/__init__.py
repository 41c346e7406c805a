"""What goes back to the groups: their own workbooks with what is to be put right, and a letter to each."""
