"""The board of models: rows, the pane below, the question before a probe."""
