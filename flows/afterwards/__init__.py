"""What an office does after a report was issued: correct, compare, restore, rebuild, judge anew, back up."""
