"""What instructors see of their courses: links, statistics of questions."""
