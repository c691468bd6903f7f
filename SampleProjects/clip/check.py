"""Checks the exported checkpoint as a stranger would read it, and measures it on the sample projects.

    python3 -m clip.check /tmp/miwake-clip

Loads it with transformers' `CLIPModel` and `CLIPTokenizer`, compares both with our own, and prints zero-shot accuracy, that of
a linear probe trained on pictures of the probe stream (no sample among them), and the zero-shot confusion matrix.
"""
import argparse
import csv
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image
from safetensors.torch import load_file
from transformers import CLIPModel, CLIPTokenizer

from generator import make_samples, streams, surface

from . import measure, model as small
from .tokens import Vocabulary

HERE = Path(__file__).resolve().parent
# 16-bit weights are the same for both; only the order of sums differs.
TOLERANCE = 1e-4


def sample(trade):
    """The sample project's pictures as the tower reads them, and their classes."""
    folder = HERE.parent / trade
    names = list(make_samples.NAMES[trade].values())
    pictures, truth = [], []
    for row in csv.DictReader((folder / "truth.csv").open(encoding="utf-8")):
        image = Image.open(folder / "images" / row["path"]).convert("RGB")
        pictures.append(np.asarray(image.resize((small.RESOLUTION, small.RESOLUTION), Image.BICUBIC)))
        truth.append(names.index(row["class"]))
    return np.stack(pictures), torch.tensor(truth)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="with the rendered pictures of the probe stream")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(0)
    vocabulary = Vocabulary.load(HERE)
    ours = small.SmallCLIP(len(vocabulary.tokens))
    ours.load_state_dict({name: t.float() for name, t in load_file(HERE / "model.safetensors").items()})
    ours.eval()
    theirs = CLIPModel.from_pretrained(HERE, dtype=torch.float32).eval()
    tokenizer = CLIPTokenizer.from_pretrained(HERE)
    for trade in streams.TRADES:
        pictures, truth = sample(trade)
        images = measure.embed(ours, pictures)
        texts = measure.class_texts(ours, vocabulary, trade).detach()
        with torch.no_grad():
            pixels = small.normalised(torch.from_numpy(pictures))
            same = theirs.visual_projection(theirs.vision_model(pixel_values=pixels).pooler_output)
            prompts = [t.format(n) for n in measure.PROMPT_NAMES[trade] for t in measure.TEMPLATES[trade]]
            ids = [vocabulary.encode(p, small.CONTEXT) for p in prompts]
            for prompt, own in zip(prompts, ids):
                their = tokenizer(prompt)["input_ids"]
                assert own[:len(their)] == their, f"other tokens for {prompt!r}"
            pooled = theirs.text_model(input_ids=torch.tensor(ids)).pooler_output
            text = F.normalize(theirs.text_projection(pooled), dim=-1)
        apart = (F.normalize(same, dim=-1) - images).abs().max().item()
        apart_text = (text - ours.texts(torch.tensor(ids))).abs().max().item()
        assert max(apart, apart_text) < TOLERANCE, (apart, apart_text)
        guess = (images @ texts.T).argmax(1)
        names = measure.TRADES[trade].CLASSES
        print(f"{trade}: {len(truth)} pictures, transformers differs by at most {max(apart, apart_text):.1e}")
        print(f"  zero-shot {100 * (guess == truth).float().mean():.1f} %")
        fresh = np.load(arguments.folder / f"{trade}-probe.npy", mmap_mode="r")
        labels = torch.from_numpy(measure.labels_of(trade, len(fresh)))
        seen = measure.probe(measure.embed(ours, fresh), labels, images, len(names))
        print(f"  linear probe on {len(fresh)} other pictures {100 * (seen == truth).float().mean():.1f} %")
        if trade == "surface":
            families = list(surface.FAMILY.values())
            family = torch.tensor([families.index(f) for f in families])
            wrong = guess != truth
            print(f"  errors between neighbours {int((wrong & (family[guess] == family[truth])).sum())} of {int(wrong.sum())}")
        print(measure.matrix(truth.numpy(), guess.numpy(), names))


if __name__ == "__main__":
    main()
