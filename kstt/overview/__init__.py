"""What leaders and analysts look at, in one model: headlines, units, fields, overdue dossiers, trends."""
