"""`make bench`: what the validator and the chart cost, beside what people use today."""
