"""Earlier periods, as their runs left them: what to ask about, to fill in beforehand and to compare with."""
