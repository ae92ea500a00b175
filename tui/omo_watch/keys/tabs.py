"""The tabs by their digits."""

TABS: dict[int, str] = {
    1: "Sessions",
    2: "Tasks",
    3: "Models",
    4: "Inbox",
    5: "Log",
}
"""The tabs that exist; `app.ROOMS` knows the page of each but the first."""
