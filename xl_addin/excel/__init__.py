"""Excel files as such: reading untrusted ones, writing ours; knows no form's trade."""
