"""Writes the pictures and the answer key of a sample project.

    python3 -m generator.make_samples surface surface
    python3 -m generator.make_samples fasteners fasteners

Into FOLDER/images/cam1 and cam2, and FOLDER/truth.csv; FOLDER/images.sha256 names every picture by its SHA-256, in the
format of `sha256sum -c`. Names tell nothing: parts are numbered in an order drawn at random.
"""
import argparse
import hashlib
import importlib
import io
import shutil
from pathlib import Path

import numpy as np
from PIL import Image

from . import streams

# Good parts come most often, as on a line.
COUNTS = {"surface": {"good": 180}, "fasteners": {}}
USUAL = {"surface": 66, "fasteners": 16}
# Class names as the project files have them.
NAMES = {
    "surface": {"good": "good 良品", "scratch": "scratch 擦り傷", "crack": "crack 割れ", "pit": "pit 孔食",
                "inclusion": "inclusion 異物", "stain": "stain しみ", "dent": "dent 打痕"},
    "fasteners": {
        "phillips screw": "phillips screw 十字穴ねじ", "pozidriv screw": "pozidriv screw ポジドライブねじ",
        "slotted screw": "slotted screw すり割りねじ", "brass slotted screw": "brass slotted screw 黄銅すり割りねじ",
        "brass phillips screw": "brass phillips screw 黄銅十字穴ねじ", "torx screw": "torx screw 六角星形ねじ",
        "tamperproof torx screw": "tamperproof torx screw ピン付き星形ねじ", "black torx screw": "black torx screw 黒星形ねじ",
        "socket cap screw": "socket cap screw 六角穴付きボルト", "black socket cap screw": "black socket cap screw 黒六角穴付きボルト",
        "square drive screw": "square drive screw 四角穴ねじ", "hex bolt": "hex bolt 六角ボルト",
        "brass hex bolt": "brass hex bolt 黄銅六角ボルト", "flange bolt": "flange bolt フランジボルト",
        "hex nut": "hex nut 六角ナット", "brass hex nut": "brass hex nut 黄銅六角ナット", "lock nut": "lock nut ナイロンナット",
        "flange nut": "flange nut フランジナット", "square nut": "square nut 四角ナット", "flat washer": "flat washer 平座金",
        "copper washer": "copper washer 銅座金", "spring washer": "spring washer ばね座金",
        "tooth washer": "tooth washer 歯付き座金", "fibre washer": "fibre washer ファイバー座金",
    },
}
JPEG_QUALITY = 90


def encoded(rng, trade, picture, camera):
    """The file as its camera writes it: JPEG in colour from the first, PNG from the second (grey on metal)."""
    image = Image.fromarray(picture)
    file = io.BytesIO()
    as_png = camera == 2 if trade == "surface" else rng.random() < 0.3
    if as_png:
        (image.convert("L") if trade == "surface" else image).save(file, "PNG", optimize=True)
        return "png", file.getvalue()
    image.save(file, "JPEG", quality=JPEG_QUALITY, subsampling=0)
    return "jpg", file.getvalue()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("trade", choices=tuple(streams.TRADES))
    parser.add_argument("folder", type=Path)
    arguments = parser.parse_args()
    name = arguments.trade
    trade = importlib.import_module(f"generator.{name}")
    kinds = [kind for kind in trade.CLASSES for _ in range(COUNTS[name].get(kind, USUAL[name]))]
    order = streams.generator(streams.SAMPLE_STREAM, name, len(kinds)).permutation(len(kinds))
    images = arguments.folder / "images"
    shutil.rmtree(images, ignore_errors=True)
    rows, digests = [], []
    for number, index in enumerate(order, start=1):
        rng = streams.generator(streams.SAMPLE_STREAM, name, int(index))
        part = trade.draw_part(rng, kinds[index])
        extension, content = encoded(rng, name, trade.render(rng, part), part.camera)
        path = f"cam{part.camera}/part-{number:04d}.{extension}"
        (images / path).parent.mkdir(parents=True, exist_ok=True)
        (images / path).write_bytes(content)
        rows.append(f"{path},{NAMES[name][kinds[index]]}")
        digests.append(f"{hashlib.sha256(content).hexdigest()}  images/{path}")
    (arguments.folder / "truth.csv").write_text("path,class\n" + "\n".join(rows) + "\n", encoding="utf-8")
    (arguments.folder / "images.sha256").write_text("\n".join(digests) + "\n")


if __name__ == "__main__":
    main()
