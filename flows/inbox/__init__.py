"""The inbox: what comes in during the collection is moved to its period, judged at once and answered."""
