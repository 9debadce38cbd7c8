"""What the numbers say: rounds as the rules see them, work lists and their counts."""
