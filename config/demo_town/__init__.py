"""The fictional town みなみ浜市: who lives there, and its history played through the engine (ENG-13)."""
