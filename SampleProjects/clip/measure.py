"""Measures the small CLIP on pictures of the probe stream, which it was not trained on: zero-shot and a linear probe.

    python3 -m clip.measure /tmp/miwake-clip [--weights /tmp/miwake-clip/latest.pt]

The probe is a logistic regression on unit embeddings with many labels, tested on a third of the pictures. *The gate*: on the
surface project it must beat zero-shot by at least 15 points, else the image tower does not see what the words should say.
"""
import argparse
import json
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

from generator import fasteners, streams, surface

from . import model as small
from .render import part_of
from .tokens import Vocabulary

TEMPLATES = {"surface": ("a photo of a {} on metal", "a photo of a {}"), "fasteners": ("a photo of a {}",)}
PROMPT_NAMES = {"surface": ("clean surface",) + surface.CLASSES[1:], "fasteners": fasteners.CLASSES}
TRADES = {"surface": surface, "fasteners": fasteners}


def class_texts(clip, vocabulary, trade, context=small.CONTEXT):
    rows = []
    for name in PROMPT_NAMES[trade]:
        ids = torch.tensor([vocabulary.encode(t.format(name), context) for t in TEMPLATES[trade]])
        rows.append(F.normalize(clip.texts(ids).mean(0), dim=0))
    return torch.stack(rows)


def embed(clip, pictures, batch=200):
    with torch.no_grad():
        return torch.cat([clip.images(small.normalised(torch.from_numpy(np.ascontiguousarray(pictures[i:i + batch]))))
                          for i in range(0, len(pictures), batch)])


def probe(train, labels, test, classes, steps=300, decay=1e-4):
    """Logistic regression on standardised embeddings; predicted classes of the test rows."""
    mean, deviation = train.mean(0), train.std(0) + 1e-6
    x, z = (train - mean) / deviation, (test - mean) / deviation
    layer = torch.nn.Linear(x.shape[1], classes)
    torch.nn.init.zeros_(layer.weight)
    optimiser = torch.optim.LBFGS(layer.parameters(), max_iter=steps, line_search_fn="strong_wolfe")

    def loss():
        optimiser.zero_grad()
        value = F.cross_entropy(layer(x), labels) + decay * layer.weight.square().sum()
        value.backward()
        return value

    optimiser.step(loss)
    return layer(z).argmax(1)


def matrix(truth, guess, names):
    counts = np.zeros((len(names), len(names)), int)
    np.add.at(counts, (truth, guess), 1)
    width = max(len(n) for n in names) + 1
    lines = [" " * width + " ".join(f"{n[:6]:>6}" for n in names)]
    return "\n".join(lines + [f"{n:<{width}}" + " ".join(f"{c:6d}" for c in row) for n, row in zip(names, counts)])


def labels_of(trade, count, stream=streams.PROBE_STREAM):
    return np.array([TRADES[trade].CLASSES.index(part_of(trade, stream, i)[2].kind) for i in range(count)])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--weights", type=Path, help="of a running training; else final.pt")
    parser.add_argument("--most", type=int, default=6000)
    parser.add_argument("--quiet", action="store_true")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(0)
    vocabulary = Vocabulary.load(arguments.folder)
    clip = small.SmallCLIP(len(vocabulary.tokens))
    clip.load_state_dict(torch.load(arguments.weights or arguments.folder / "final.pt")["model"])
    clip.eval()
    figures = {}
    for trade in streams.TRADES:
        path = arguments.folder / f"{trade}-probe.npy"
        if not path.exists():
            continue
        pictures = np.load(path, mmap_mode="r")[:arguments.most]
        truth = torch.from_numpy(labels_of(trade, len(pictures)))
        names = TRADES[trade].CLASSES
        x = embed(clip, pictures)
        cut = len(x) * 2 // 3
        seen = probe(x[:cut], truth[:cut], x[cut:], len(names))
        probed = 100 * (seen == truth[cut:]).float().mean().item()
        with torch.no_grad():
            guess = (x @ class_texts(clip, vocabulary, trade).T).argmax(1)
        right = 100 * (guess == truth).float().mean().item()
        figures[trade] = {"zero-shot": round(right, 1), "probe": round(probed, 1), "pictures": len(x)}
        if trade == "surface":
            family = torch.tensor([list(dict.fromkeys(surface.FAMILY.values())).index(surface.FAMILY[c]) for c in names])
            wrong = guess != truth
            inside = (family[guess] == family[truth]) & wrong
            figures[trade]["errors between neighbours"] = f"{int(inside.sum())} of {int(wrong.sum())}"
        if not arguments.quiet:
            print(trade, "zero-shot, rows are truth\n" + matrix(truth.numpy(), guess.numpy(), names))
            if trade == "surface":
                print(trade, "probe\n" + matrix(truth[cut:].numpy(), seen.numpy(), names))
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
