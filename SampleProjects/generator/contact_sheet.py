"""Puts freshly drawn pictures beside each other, one row a class, to be looked at.

    python3 -m generator.contact_sheet surface sheet.png --seed 5 --columns 10
"""
import argparse

import numpy as np
from PIL import Image

from . import surface


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("project", choices=("surface", "fasteners"))
    parser.add_argument("output")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--columns", type=int, default=10)
    parser.add_argument("--side", type=int, default=0, help="pixels a picture; 0 leaves them as they are")
    arguments = parser.parse_args()
    if arguments.project == "surface":
        trade = surface
    else:
        from . import fasteners as trade
    rows = []
    for index, kind in enumerate(trade.CLASSES):
        row = []
        for column in range(arguments.columns):
            rng = np.random.default_rng((arguments.seed, index, column))
            picture = Image.fromarray(trade.render(rng, trade.draw_part(rng, kind)))
            if arguments.side:
                picture = picture.resize((arguments.side, arguments.side), Image.BICUBIC)
            row.append(np.pad(np.asarray(picture), ((2, 2), (2, 2), (0, 0))))
        rows.append(np.concatenate(row, 1))
    Image.fromarray(np.concatenate(rows, 0)).save(arguments.output)


if __name__ == "__main__":
    main()
