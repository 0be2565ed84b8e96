"""Addresses of the information architecture which the shell links to; the views behind them belong to apps above."""

PLACES: dict[str, str] = {
    "home": "/",
    "courses": "/courses/",
    "learn": "/learn/",
    "work": "/work/",
    "me": "/me/",
    "record": "/me/consents/",
}
