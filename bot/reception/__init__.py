"""Reception: where all channels meet: messages are taken, answered in time, and their answers delivered."""
