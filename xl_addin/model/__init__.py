"""What is asked and what is right: forms, expressions, rules, values, Thai language. Pure: no Excel library, no I/O."""
