"""Teaches the text tower the words anew, the image tower locked.

    python3 -m clip.texts /tmp/miwake-clip --naming --keep-vocabulary /tmp/miwake-clip
    python3 -m clip.name /tmp/miwake-clip --output clip

What the image tower sees stays as it is; which words go with it is learnt from captions with other habits (captions.NAMING).
Contrastive as in CLIP, with the image tower locked: Zhai et al., "LiT: Zero-shot transfer with locked-image text tuning",
2022. The pictures are embedded once, so that this takes minutes.
"""
import argparse
import math
import time
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

from generator import streams

from . import measure, model as small
from .tokens import Vocabulary
from .train import BETAS, DECAY, LARGEST_SCALE, SURFACE_SHARE, WARM_UP

RATE, BATCH, STEPS = 8e-4, 256, 450


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--start", type=Path, help="weights of the training; else final.pt")
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("--steps", type=int, default=STEPS)
    parser.add_argument("--most", type=int, default=12_000, help="pictures of a trade")
    parser.add_argument("--seed", type=int, default=3)
    parser.add_argument("--threads", type=int, default=1)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    torch.manual_seed(arguments.seed)
    vocabulary = Vocabulary.load(arguments.folder)
    clip = small.SmallCLIP(len(vocabulary.tokens))
    clip.load_state_dict(torch.load(arguments.start or arguments.folder / "final.pt")["model"])
    began = time.time()
    images, captions = {}, {}
    for trade in streams.TRADES:
        pictures = np.load(arguments.folder / f"{trade}-training.npy", mmap_mode="r")[:arguments.most]
        images[trade] = measure.embed(clip, pictures)
        captions[trade] = np.load(arguments.folder / f"{trade}-captions.npy")
    print(f"embedded after {(time.time() - began) / 60:.1f} min", flush=True)
    learning = [clip.logit_scale] + list(clip.text_model.parameters()) + list(clip.text_projection.parameters())
    optimiser = torch.optim.AdamW(
        [{"params": [p for p in learning if p.ndim > 1], "weight_decay": DECAY},
         {"params": [p for p in learning if p.ndim <= 1], "weight_decay": 0.0}], lr=RATE, betas=BETAS)
    rng = np.random.default_rng(arguments.seed)
    split = round(BATCH * SURFACE_SHARE)
    average = 0.0
    for step in range(arguments.steps):
        for group in optimiser.param_groups:
            group["lr"] = RATE * min(1, (step + 1) / WARM_UP) * 0.5 * (1 + math.cos(math.pi * step / arguments.steps))
        x, ids = [], []
        for trade, count in zip(streams.TRADES, (split, BATCH - split)):
            rows = rng.integers(0, len(images[trade]), count)
            x.append(images[trade][rows])
            ids.append(captions[trade][rows, rng.integers(0, captions[trade].shape[1], count)])
        ids = torch.from_numpy(np.concatenate(ids).astype(np.int64))
        longest = int((ids != vocabulary.end).sum(1).max()) + 1
        logits = clip.logit_scale.exp() * torch.cat(x) @ clip.texts(ids[:, :longest]).T
        own = torch.arange(BATCH)
        loss = (F.cross_entropy(logits, own) + F.cross_entropy(logits.T, own)) / 2
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(learning, 1.0)
        optimiser.step()
        with torch.no_grad():
            clip.logit_scale.clamp_(0, math.log(LARGEST_SCALE))
        average += loss.item() / 50
        if (step + 1) % 50 == 0:
            print(f"{(time.time() - began) / 60:5.1f} min  step {step + 1:5d}  contrast {average:.3f}", flush=True)
            average = 0.0
    small.save(clip, vocabulary, arguments.output)


if __name__ == "__main__":
    main()
