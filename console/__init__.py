"""The desk on screen: joins the hub's feed, the widgets and the operator's keys."""
