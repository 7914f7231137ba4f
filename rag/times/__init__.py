"""Words of time in a question, German and English, and the days that they mean."""
