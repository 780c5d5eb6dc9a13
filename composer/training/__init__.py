"""Learning from folders of music: the corpus, the batches, the training loop and the evaluation."""
