"""Every recorded case of the vector files, run against our functions."""
