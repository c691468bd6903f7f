"""Renders training pictures, as the image tower will read them, into a folder outside the repository.

    python3 -m clip.render surface 44000 /tmp/miwake-clip            # stream of training
    python3 -m clip.render surface 9000 /tmp/miwake-clip --stream probe

Writes NAME-STREAM.npy, (count, RESOLUTION, RESOLUTION, 3) bytes. A picture is a function of its stream, trade and index.
"""
import argparse
import importlib
import multiprocessing
from pathlib import Path

import numpy as np
from PIL import Image

from generator import streams

RESOLUTION = 72
CHUNK = 250
STREAMS = {"training": streams.TRAINING_STREAM, "probe": streams.PROBE_STREAM, "sample": streams.SAMPLE_STREAM}


def part_of(trade_name, stream, index):
    """The generator and the part of a picture; the class is drawn first, by the trade's weights."""
    trade = importlib.import_module(f"generator.{trade_name}")
    rng = streams.generator(stream, trade_name, index)
    kind = trade.CLASSES[int(rng.choice(len(trade.CLASSES), p=trade.TRAINING_WEIGHTS))]
    return trade, rng, trade.draw_part(rng, kind)


def _render(job):
    trade_name, stream, start, stop = job
    out = np.empty((stop - start, RESOLUTION, RESOLUTION, 3), np.uint8)
    for index in range(start, stop):
        trade, rng, part = part_of(trade_name, stream, index)
        picture = Image.fromarray(trade.render(rng, part))
        out[index - start] = np.asarray(picture.resize((RESOLUTION, RESOLUTION), Image.BICUBIC))
    return start, out


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("trade", choices=tuple(streams.TRADES))
    parser.add_argument("count", type=int)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--stream", choices=tuple(STREAMS), default="training")
    parser.add_argument("--processes", type=int, default=2)
    arguments = parser.parse_args()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    path = arguments.folder / f"{arguments.trade}-{arguments.stream}.npy"
    shape = (arguments.count, RESOLUTION, RESOLUTION, 3)
    pictures = np.lib.format.open_memmap(path, mode="w+", dtype=np.uint8, shape=shape)
    jobs = [(arguments.trade, STREAMS[arguments.stream], start, min(start + CHUNK, arguments.count))
            for start in range(0, arguments.count, CHUNK)]
    with multiprocessing.Pool(arguments.processes) as pool:
        for start, block in pool.imap_unordered(_render, jobs):
            pictures[start:start + len(block)] = block
    pictures.flush()


if __name__ == "__main__":
    main()
