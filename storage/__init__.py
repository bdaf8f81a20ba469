"""Storage: what is kept between runs; here nobody knows what a conversation says."""
