"""Work that a person judges: handing in, files, the queue, the judgement."""
