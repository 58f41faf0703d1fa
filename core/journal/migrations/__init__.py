"""The steps that bring a hub's database to the present form; run at opening, never by hand."""
