"""What the names in the process tables do: guards say why not, effects do what a move itself does."""
