"""The documentation: its pages, and the site made of them."""
