"""Our own outputs read back as a reader sees them, recalculated and tried with other numbers."""
