"""The screen of one session: its panes, and what stands beside the transcript."""
