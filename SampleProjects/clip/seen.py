"""Writes the hashes of all training pictures, so that a test can tell that no sample is among them.

    python3 -m clip.seen clip                    # an hour on one core
    python3 -m clip.seen clip --check 40         # draws some pictures again and looks them up

Each picture of the training stream is rendered at full size and written as the sample of its camera would be, byte for byte
(`generator.make_samples.encoded`), so that a sample drawn from that stream would have its file's very hash in the list.
FOLDER/training.hashes: the first 8 bytes of each SHA-256, sorted, without anything between them.
"""
import argparse
import hashlib
import multiprocessing
from pathlib import Path

import numpy as np

from generator import make_samples, streams

from .render import part_of

# What the README says was rendered for the training.
COUNTS = {"surface": 44_000, "fasteners": 8_000}
BYTES = 8
CHUNK = 250
FILE = "training.hashes"


def digest(trade_name, index):
    trade, rng, part = part_of(trade_name, streams.TRAINING_STREAM, index)
    _, content = make_samples.encoded(rng, trade_name, trade.render(rng, part), part.camera)
    return hashlib.sha256(content).digest()[:BYTES]


def _digests(job):
    trade, start, stop = job
    return [digest(trade, index) for index in range(start, stop)]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--check", type=int, help="look so many pictures up instead")
    arguments = parser.parse_args()
    path = arguments.folder / FILE
    if arguments.check:
        content = path.read_bytes()
        known = {content[at:at + BYTES] for at in range(0, len(content), BYTES)}
        rng = np.random.default_rng(0)
        for trade, count in COUNTS.items():
            missing = [int(i) for i in rng.integers(0, count, arguments.check) if digest(trade, int(i)) not in known]
            assert not missing, f"{trade}: {missing} are not in {path}"
        print(f"{arguments.check} pictures of each trade are in the list of {len(known)}")
        return
    jobs = [(trade, start, min(start + CHUNK, count)) for trade, count in COUNTS.items()
            for start in range(0, count, CHUNK)]
    with multiprocessing.Pool(arguments.processes) as pool:
        digests = sorted(d for block in pool.imap_unordered(_digests, jobs) for d in block)
    path.write_bytes(b"".join(digests))


if __name__ == "__main__":
    main()
