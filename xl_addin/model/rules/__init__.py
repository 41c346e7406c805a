"""Rules of a form and of the register, and what they find."""
