"""Requirements of posts and organisations: rules, who meets them, what is missing."""
