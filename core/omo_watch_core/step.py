"""One turn of the loop: a batch of events and the state make the next state and what to do."""
