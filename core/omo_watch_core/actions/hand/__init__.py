"""Hand the result of a moved child over to its parent."""
