"""Where a number sits: forms as data, finding them in a workbook, writing blanks, returned copies and reports."""
