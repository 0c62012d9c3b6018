"""The semantic model for Power BI: its files, its words, and what its measures come to."""
