"""Evidence of skills: how it comes about, what was verified of it, what an instructor enters."""
