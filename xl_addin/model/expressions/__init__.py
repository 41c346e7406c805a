"""Excel's own formula language with column keys: parsed, typed, evaluated, compiled back."""
