"""The chain of a session: five cells in a row, a line per rung in the detail."""
