"""A locality as an office describes it in its folder: units, plans, tasks, calendar, addresses."""
