"""What happens to all marked sessions together: one row each, before anything is sent."""
