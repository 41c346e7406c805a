"""What is asked: forms, texts, blank master templates and examples. Data only."""
