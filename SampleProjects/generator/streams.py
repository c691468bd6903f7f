"""Which random numbers belong to whom.

A picture is a function of (stream, trade, index) alone. The sample projects and the training of the small CLIP use
different streams, so that no picture of the samples is ever trained on.
"""
import numpy as np

SAMPLE_STREAM = 2026
TRAINING_STREAM = 11
PROBE_STREAM = 12

TRADES = {"surface": 1, "fasteners": 2}


def generator(stream, trade, index):
    """The random numbers of one picture."""
    return np.random.default_rng((stream, TRADES[trade], index))
