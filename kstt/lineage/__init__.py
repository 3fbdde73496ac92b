"""Units over time: mergers and splits, what successors take over, earlier quarters by a later map."""
