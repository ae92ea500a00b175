"""Tests of the house itself: what may import what, sizes, words, and set-up."""
