"""The public benchmarks of polyphonic music: pieces as frames of keys, models and floors of their likelihood."""
