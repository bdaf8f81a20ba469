"""What enterprises write, understood: pure, linear in the length of the text, never raising."""
