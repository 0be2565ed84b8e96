"""What a lesson is made of, and the site's shell."""
