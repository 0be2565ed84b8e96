"""Taking a lesson: the player, answering and grading practice, outbox of weak lines, visitors, an author's rehearsal."""
