"""The proof: a run's outputs recalculated, added up and written anew, and held against what lies in the folder."""
