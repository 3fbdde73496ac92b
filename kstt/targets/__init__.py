"""The year's plan: indicators, targets and tasks, and how units and groups stand on them."""
