"""Costs and tokens as people read them."""

CONTEXT_HIGH = 75
"""Percent of the context from which it is worth a look."""


def money(cost: float) -> str:
    """Say a cost in at most six cells; nothing for nothing."""
    if cost < 0.005:
        return ""
    if cost < 100:
        return f"${cost:.2f}"
    return f"${cost:.1f}" if cost < 1_000 else f"${cost:.0f}"


def tokens(count: int) -> str:
    """Say a number of tokens: `900`, `41k`, `200k`, `1M`."""
    if count < 1_000:
        return str(count)
    if count < 1_000_000:
        return f"{count // 1_000}k"
    millions = count / 1_000_000
    return f"{millions:.0f}M" if millions >= 10 or millions == int(millions) else f"{millions:.1f}M"
