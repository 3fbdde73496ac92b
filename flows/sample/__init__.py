"""The example quarter: what every unit of a locality sends, with faults as they happen, and the truth beside it."""
