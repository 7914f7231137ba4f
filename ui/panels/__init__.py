"""The parts of the page, each as HTML made of values."""
