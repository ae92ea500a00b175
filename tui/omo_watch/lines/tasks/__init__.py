"""The tab of tasks: lanes, rows, the pane below, and the modal that launches one."""
