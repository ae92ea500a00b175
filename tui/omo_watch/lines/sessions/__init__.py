"""The tab of sessions: its rows, why they are so, the detail below, and where it is empty."""
