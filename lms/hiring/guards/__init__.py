"""What must be so before a move: protective rules, rules about the world, rules about what was typed."""
