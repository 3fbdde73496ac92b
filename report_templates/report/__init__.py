"""The city's report: forms, targets, tasks, changes, sources, findings and explanations, a sheet each."""
