"""Writes the captions of the training pictures, so that training only looks them up.

    python3 -m clip.texts /tmp/miwake-clip
    python3 -m clip.texts /tmp/miwake-clip --naming --keep-vocabulary /tmp/miwake-clip

Reads how many pictures there are from the rendered files, draws each part again from its seed, and writes CAPTIONS captions
a picture as token ids: NAME-captions.npy (count, CAPTIONS, CONTEXT), and the vocabulary learnt from them.
"""
import argparse
import multiprocessing
from pathlib import Path

import numpy as np

from generator import captions, streams

from .render import part_of
from .tokens import Vocabulary, learnt_merges

CAPTIONS = 8
CONTEXT = 32
MERGES = 700
CAPTION_STREAM = 3


def _texts(job):
    trade, habits, start, stop = job
    out = []
    for index in range(start, stop):
        _, _, part = part_of(trade, streams.TRAINING_STREAM, index)
        rng = np.random.default_rng((CAPTION_STREAM, streams.TRADES[trade], index))
        out.append([captions.caption(rng, trade, part, habits) for _ in range(CAPTIONS)])
    return out


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--naming", action="store_true", help="the habits that the text tower learns in the end")
    parser.add_argument("--keep-vocabulary", type=Path, help="a folder whose vocabulary is used instead of a new one")
    arguments = parser.parse_args()
    habits = captions.NAMING if arguments.naming else captions.SEEING
    texts = {}
    for trade in streams.TRADES:
        count = len(np.load(arguments.folder / f"{trade}-training.npy", mmap_mode="r"))
        jobs = [(trade, habits, start, min(start + 500, count)) for start in range(0, count, 500)]
        with multiprocessing.Pool(2) as pool:
            texts[trade] = [t for block in pool.map(_texts, jobs) for t in block]
    if arguments.keep_vocabulary:
        vocabulary = Vocabulary.load(arguments.keep_vocabulary)
    else:
        vocabulary = Vocabulary(learnt_merges([c for t in texts.values() for row in t for c in row], MERGES))
    vocabulary.save(arguments.folder)
    longest = 0
    for trade, rows in texts.items():
        ids = np.array([[vocabulary.encode(c, CONTEXT) for c in row] for row in rows], np.int16)
        longest = max(longest, int((ids != vocabulary.end).sum(-1).max()) + 1)
        np.save(arguments.folder / f"{trade}-captions.npy", ids)
    print(f"{len(vocabulary.tokens)} tokens, longest caption {longest}")
    for trade, rows in texts.items():
        for row in rows[:6]:
            print(trade, "|", " | ".join(row[:4]))


if __name__ == "__main__":
    main()
