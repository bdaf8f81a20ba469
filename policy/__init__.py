"""What the notices say: editions as data, and everything that follows from them and from known facts."""
