"""Pieces of picture that both generators share: noise, blobs, lighting, cameras.

Everything takes a numpy Generator, so that a picture is a function of its seed.
"""
import math
from functools import lru_cache

import numpy as np
from PIL import Image


@lru_cache
def pixels(size):
    """Row and column of every pixel, as floats: (size, 1) and (1, size)."""
    line = np.arange(size, dtype=np.float32)
    return line[:, None], line[None, :]


def smoothstep(low, high, x):
    """0 below low, 1 above high, a cubic between."""
    t = np.clip((x - low) / (high - low), 0, 1)
    return t * t * (3 - 2 * t)


def clouds(rng, size, cell):
    """Smooth noise of standard deviation about 1 whose features are `cell` pixels wide."""
    n = max(2, int(np.ceil(size / cell)) + 1)
    grid = rng.standard_normal((n, n), dtype=np.float32)
    return np.asarray(Image.fromarray(grid).resize((size, size), Image.BICUBIC))


def _stretched(rng, size, length, height):
    """Noise of standard deviation about 1 in streaks `length` by `height` pixels."""
    grid = rng.standard_normal((max(2, size // height), size // length + 2), dtype=np.float32)
    return np.asarray(Image.fromarray(grid).resize((size, size), Image.BICUBIC))


def brushed(rng, size, coarseness, angle):
    """Brushed or rolled metal: streaks along x turned by `angle` degrees; coarseness 0 (fine, long) … 1 (rolled)."""
    big = int(size * 1.2) // 2 * 2
    streaks = rng.standard_normal((big, 1), dtype=np.float32) * 0.5
    for length, height, weight in ((97, 1, 0.75), (41, 1, 0.5), (23, 2, 0.3), (61, 3, 0.2 + 1.1 * coarseness)):
        streaks = streaks + weight * _stretched(rng, big, length, height)
    if abs(angle) > 0.2:
        streaks = np.asarray(Image.fromarray(streaks).rotate(angle, Image.BILINEAR))
    cut = (big - size) // 2
    return streaks[cut:cut + size, cut:cut + size]


def outline(rng, irregular, harmonics=9):
    """A closed outline r(θ) around 1 as a table over θ; irregular 0 is a circle, 1 is ragged."""
    theta = np.linspace(0, 2 * np.pi, 721)
    r = np.ones_like(theta)
    for k in range(2, harmonics):
        r += irregular * 0.42 * rng.standard_normal() / k ** 0.9 * np.cos(k * theta + rng.uniform(0, 2 * np.pi))
    return np.clip(r, 0.35, 2.0).astype(np.float32)


def blob_distance(size, centre, radius, stretch, turn, table):
    """Distance from a blob's centre in units of its outline: below 1 inside. (size, size)"""
    y, x = pixels(size)
    dx, dy = x - np.float32(centre[0]), y - np.float32(centre[1])
    c, s = np.float32(np.cos(turn)), np.float32(np.sin(turn))
    u = (dx * c + dy * s) * np.float32(1 / (radius * np.sqrt(stretch)))
    v = (dy * c - dx * s) * np.float32(np.sqrt(stretch) / radius)
    theta = np.arctan2(v, u)
    theta[theta < 0] += 2 * np.pi
    index = np.minimum((theta * np.float32(360 / np.pi)).astype(np.int32), len(table) - 1)
    return np.sqrt(u * u + v * v) / table[index]


def slope(height, light):
    """How much brighter a relief is where it faces the light (a direction in the plane, radians)."""
    gy, gx = np.gradient(height)
    return -(gx * math.cos(light) + gy * math.sin(light))


def to_bytes(picture):
    """[0, 1] floats as 8-bit samples."""
    return (np.clip(picture, 0, 1) * 255 + 0.5).astype(np.uint8)
