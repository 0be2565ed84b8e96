"""Files and nothing else: images, documents, video, captions."""
