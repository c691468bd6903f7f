"""Trains the small CLIP on rendered pictures and their captions, on two processes of one thread each.

    python3 -m clip.train /tmp/miwake-clip --output clip          # 40 minutes on two cores

Two losses, both from captions alone; no class label is seen:
  * contrastive, as in CLIP: which caption of the batch belongs to which picture;
  * words: which tokens the captions of a picture contain, read off the unit embedding by one linear layer that is thrown
    away afterwards (Huang et al., "Classification done right for vision-language pre-training", 2024). It teaches the
    image tower several times faster than the contrast alone, and makes what captions describe the directions of the space.

Nothing depends on the clock: the seed and the number of steps make the run, and two processes add their gradients in one order.
"""
import argparse
import math
import os
import time
from pathlib import Path

import numpy as np
import torch
import torch.distributed as dist
import torch.multiprocessing as mp
import torch.nn.functional as F

from generator import streams

from . import model as small
from .tokens import Vocabulary

PROCESSES = 2
RATE, WARM_UP, DECAY = 1.3e-3, 100, 0.05
BETAS = (0.9, 0.98)
LARGEST_SCALE = 100.0
# The sum over tokens of the words' loss is about fifty times the contrast's share of it.
WORDS_WEIGHT = 0.12
WORDS_SCALE = 10.0
SHIFT = 5
SURFACE_SHARE = 0.68
STEPS = 7432


def load(folder):
    """Pictures (n, side, side, 3), captions (n, k, context), words (n, vocabulary): the share of captions with each token."""
    pictures, captions, share = {}, {}, {}
    for trade in streams.TRADES:
        pictures[trade] = np.load(folder / f"{trade}-training.npy", mmap_mode="r")
        captions[trade] = np.load(folder / f"{trade}-captions.npy")
    return pictures, captions


def words_of(captions, size):
    """The share of a picture's captions that contain each token, (n, size)."""
    n, k, _ = captions.shape
    bag = np.zeros((n, size), np.float32)
    rows = np.arange(n)[:, None]
    for j in range(k):
        has = np.zeros((n, size), np.float32)
        has[rows, captions[:, j]] = 1
        bag += has / k
    return bag


def augmented(rng, pictures, turns):
    """Flips, shifts by a few pixels with the edge repeated, light; quarter turns where up does not matter."""
    n, side = pictures.shape[:2]
    padded = np.pad(pictures, ((0, 0), (SHIFT, SHIFT), (SHIFT, SHIFT), (0, 0)), mode="reflect")
    out = np.empty_like(pictures)
    for i in range(n):
        dy, dx = rng.integers(0, 2 * SHIFT + 1, 2)
        cut = padded[i, dy:dy + side, dx:dx + side]
        if rng.random() < 0.5:
            cut = cut[:, ::-1]
        if rng.random() < 0.5:
            cut = cut[::-1]
        if turns[i] and rng.random() < 0.5:
            cut = cut.transpose(1, 0, 2)
        out[i] = cut
    x = small.normalised(torch.from_numpy(out))
    gain = torch.from_numpy(rng.uniform(0.88, 1.12, (n, 1, 1, 1)).astype(np.float32))
    lift = torch.from_numpy(rng.uniform(-0.12, 0.12, (n, 1, 1, 1)).astype(np.float32))
    return x * gain + lift


def whitened_filters(pictures, count):
    """First filters that make the coordinates of a patch uncorrelated: principal components, scaled."""
    rng = np.random.default_rng(1)
    some = torch.from_numpy(np.concatenate([p[:3000] for p in pictures.values()]))
    x = small.normalised(some).unfold(2, small.PATCH, small.PATCH).unfold(3, small.PATCH, small.PATCH)
    x = x.permute(0, 2, 3, 1, 4, 5).reshape(-1, 3 * small.PATCH ** 2)
    x = x[torch.from_numpy(rng.choice(len(x), 60_000, replace=False))]
    values, vectors = torch.linalg.eigh(x.T @ x / len(x))
    values, vectors = values.flip(0)[:count], vectors.flip(1)[:, :count]
    # The floor keeps what is only noise from being blown up.
    filters = (vectors / torch.sqrt(values + 0.02)).T
    return filters.reshape(count, 3, small.PATCH, small.PATCH) * 0.5


def work(rank, arguments):
    torch.set_num_threads(1)
    dist.init_process_group("gloo", init_method=f"file://{arguments.rendezvous}", rank=rank, world_size=PROCESSES)
    pictures, captions = load(arguments.folder)
    vocabulary = Vocabulary.load(arguments.folder)
    size = len(vocabulary.tokens)
    torch.manual_seed(arguments.seed)
    model = small.SmallCLIP(size)
    words = torch.nn.Linear(small.EMBEDDING, size)
    bags = {trade: words_of(captions[trade], size) for trade in captions}
    mean = np.concatenate([b[:20000] for b in bags.values()]).mean(0)
    used = torch.from_numpy((mean > 1e-4) & (mean < 0.999))
    if arguments.start:
        state = torch.load(arguments.start)
        model.load_state_dict(state["model"])
        words.load_state_dict(state["words"])
    else:
        model.vision_model.embeddings.patch_embedding.weight.data = whitened_filters(pictures, small.WIDTH)
        words.bias.data = torch.logit(torch.from_numpy(mean).clamp(1e-4, 1 - 1e-4))
        words.weight.data.mul_(0.3)
    parameters = list(model.parameters()) + list(words.parameters())
    for p in parameters:
        dist.broadcast(p.data, 0)
    decayed = [p for p in parameters if p.ndim > 1]
    plain = [p for p in parameters if p.ndim <= 1]
    optimiser = torch.optim.AdamW(
        [{"params": decayed, "weight_decay": DECAY}, {"params": plain, "weight_decay": 0.0}], lr=arguments.rate, betas=BETAS)
    rng = np.random.default_rng((arguments.seed, rank))
    began, step, seen = time.time(), 0, 0
    averages = np.zeros(3)
    trades = list(streams.TRADES)
    while step < arguments.steps:
        done = step / arguments.steps
        rate = arguments.rate * min(1, (step + 1) / WARM_UP) * (0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * done)))
        for group in optimiser.param_groups:
            group["lr"] = rate
        split = int(round(arguments.batch * SURFACE_SHARE))
        batch, ids, bag, turns = [], [], [], []
        for trade, count in zip(trades, (split, arguments.batch - split)):
            rows = np.sort(rng.integers(0, len(pictures[trade]), count))
            batch.append(pictures[trade][rows])
            ids.append(captions[trade][rows, rng.integers(0, captions[trade].shape[1], count)])
            bag.append(bags[trade][rows])
            turns += [trade == "fasteners"] * count
        ids = torch.from_numpy(np.concatenate(ids).astype(np.int64))
        longest = int((ids != vocabulary.end).sum(1).max()) + 1
        pixels = augmented(rng, np.concatenate(batch), turns)
        image = model.images(pixels)
        own = torch.arange(len(image))
        if done >= arguments.words_alone:
            text = model.texts(ids[:, :longest])
            logits = model.logit_scale.exp() * image @ text.T
            contrast = (F.cross_entropy(logits, own) + F.cross_entropy(logits.T, own)) / 2
        else:
            logits, contrast = image.detach() * 0, torch.zeros(())
        guess = words(image * WORDS_SCALE)[:, used]
        spoken = F.binary_cross_entropy_with_logits(guess, torch.from_numpy(np.concatenate(bag))[:, used])
        spoken = spoken * int(used.sum())
        loss = contrast + WORDS_WEIGHT * spoken
        optimiser.zero_grad(set_to_none=False)
        loss.backward()
        flat = torch.cat([p.grad.flatten() if p.grad is not None else torch.zeros(p.numel()) for p in parameters])
        dist.all_reduce(flat)
        flat /= PROCESSES
        flat *= min(1.0, 1.0 / (float(flat.norm()) + 1e-6))
        at = 0
        for p in parameters:
            p.grad = flat[at:at + p.numel()].view_as(p)
            at += p.numel()
        optimiser.step()
        with torch.no_grad():
            model.logit_scale.clamp_(0, math.log(LARGEST_SCALE))
        step += 1
        seen += PROCESSES * arguments.batch
        averages += (contrast.item(), spoken.item(), (logits.argmax(1) == own).float().mean().item())
        if rank == 0 and step % arguments.report == 0:
            a = averages / arguments.report
            averages[:] = 0
            minutes = (time.time() - began) / 60
            print(f"{minutes:6.1f} min  step {step:6d}  pictures {seen:8d}  contrast {a[0]:.3f}  words {a[1]:.2f}  "
                  f"matched {100 * a[2]:.1f} %  scale {float(model.logit_scale.exp()):.1f}", flush=True)
            torch.save({"model": model.state_dict(), "words": words.state_dict()}, arguments.folder / "latest.pt.new")
            os.replace(arguments.folder / "latest.pt.new", arguments.folder / "latest.pt")
    if rank == 0:
        torch.save({"model": model.state_dict(), "words": words.state_dict()}, arguments.folder / "final.pt")
        small.save(model, vocabulary, arguments.output)
        print(f"done: {step} steps, {seen} pictures, {(time.time() - began) / 60:.1f} min", flush=True)
    dist.destroy_process_group()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="rendered pictures and captions")
    parser.add_argument("--output", type=Path, required=True, help="folder of the checkpoint")
    parser.add_argument("--steps", type=int, default=STEPS)
    parser.add_argument("--words-alone", type=float, default=0.5, help="the share of the run before the contrast begins")
    parser.add_argument("--batch", type=int, default=64, help="pictures a process and step")
    parser.add_argument("--rate", type=float, default=RATE)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--start", type=Path, help="weights of an earlier run (latest.pt) to go on from")
    parser.add_argument("--report", type=int, default=50)
    arguments = parser.parse_args()
    arguments.rendezvous = arguments.folder / f"rendezvous-{os.getpid()}"
    mp.spawn(work, (arguments,), PROCESSES)
    arguments.rendezvous.unlink(missing_ok=True)


if __name__ == "__main__":
    main()
