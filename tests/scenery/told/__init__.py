"""What scenes show: each state is folded from the demo's story, or from a recording."""
