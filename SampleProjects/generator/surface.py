"""Metal surfaces under two cameras: good ones, and three couples of defects that look alike.

A picture is drawn in two steps. `draw_part` takes a class and draws its *parameters* (how jagged, how deep, how dark …)
from distributions that overlap between the two classes of a couple; `render` makes the picture from the parameters alone.
What tells a couple apart is never one number: a crack is jagged, branching and blunt, a scratch smooth, tapering, with a
bright burr, and each of these may be missing.

    line     scratch / crack       jaggedness, branches, taper, burr
    spot     pit / inclusion       relief, rim, outline, stretch along the grain, tail
    patch    stain / dent          relief, bent grain, drying edge, outline, colour

Brightness (lines, patches) and size (spots) also vary, and say little about the class: they are what the words of the web
go by, see captions.py.
"""
import math
from dataclasses import dataclass, field

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from .textures import blob_distance, brushed, clouds, outline, pixels, slope, smoothstep, to_bytes

SIZE = 192
CLASSES = ("good", "scratch", "crack", "pit", "inclusion", "stain", "dent")
FAMILY = {"good": "none", "scratch": "line", "crack": "line", "pit": "spot", "inclusion": "spot",
          "stain": "patch", "dent": "patch"}
# How often each class is trained on.
TRAINING_WEIGHTS = (0.16,) + (0.14,) * 6


@dataclass
class Part:
    """Everything a picture is made from. The fields of `look` depend on the family."""
    kind: str
    camera: int
    scene: dict
    look: dict = field(default_factory=dict)
    clutter: dict = field(default_factory=dict)

    @property
    def family(self):
        return FAMILY[self.kind]


def _beta(rng, a, b):
    return float(rng.beta(a, b))


def _normal(rng, mean, deviation, low, high):
    return float(np.clip(rng.normal(mean, deviation), low, high))


def draw_part(rng, kind):
    """The parameters of one part of a class."""
    camera = int(rng.integers(1, 3))
    scene = {
        "coarse": _beta(rng, 1.2, 1.6),
        "angle": float(rng.normal(0, 4)),
        "grain": float(rng.uniform(0.018, 0.042)),
        "level": _normal(rng, 0.56 if camera == 1 else 0.48, 0.075, 0.3, 0.74),
        "slant": float(rng.uniform(0, 0.22)),
        "slant_angle": float(rng.uniform(0, 2 * np.pi)),
        "band": float(rng.uniform(0, 0.2)),
        "band_at": float(rng.uniform(-0.1, 1.1)),
        "band_width": float(rng.uniform(0.14, 0.4)),
        "light": float(rng.normal(-2.2 if camera == 1 else -0.75, 0.3)),
        "blur": float(rng.gamma(2.0, 0.28)),
        "noise": float(rng.uniform(0.004, 0.02)),
        "warm": float(rng.normal(0.012, 0.012)),
    }
    look = {}
    if kind in ("scratch", "crack"):
        crack = kind == "crack"
        look = {
            "jag": _beta(rng, 5.0, 2.2) if crack else _beta(rng, 2.0, 5.0),
            "branches": int(rng.choice(4, p=(0.3, 0.36, 0.22, 0.12) if crack else (0.91, 0.08, 0.01, 0.0))),
            "taper": _beta(rng, 2.0, 4.0) if crack else _beta(rng, 5.0, 2.0),
            "burr": _normal(rng, 0.22 if crack else 0.62, 0.2, 0, 1),
            "companions": 0 if crack else int(rng.choice(3, p=(0.68, 0.2, 0.12))),
            "bend": float(rng.normal(0, 0.16 if crack else 0.12)),
            "width": float(rng.uniform(2.0, 4.6)),
            "length": float(rng.uniform(95, 190)),
            "turn": float(rng.uniform(0, np.pi)),
            # What the web's words go by: dark lines, bright lines.
            "tone": _normal(rng, -0.34 if crack else -0.02, 0.5, -1, 1),
        }
    elif kind in ("pit", "inclusion"):
        pit = kind == "pit"
        look = {
            "relief": _normal(rng, 0.76 if pit else 0.26, 0.2, 0, 1),
            "rim": _normal(rng, 0.72 if pit else 0.42, 0.2, 0, 1),
            "irregular": _beta(rng, 2.0, 5.0) if pit else _beta(rng, 4.6, 2.6),
            "stretch": 1 + (0.5 if pit else 1.7) * _beta(rng, 2, 2.4),
            "tail": _beta(rng, 1.0, 8.0) if pit else _beta(rng, 2.0, 2.2) * (rng.random() < 0.7),
            "core": float(rng.uniform(0.25, 0.9)),
            "count": int(rng.choice((1, 2, 3, 4), p=(0.5, 0.22, 0.16, 0.12) if pit else (0.7, 0.2, 0.1, 0.0))),
            "radius": _normal(rng, 17 if pit else 22, 6.5, 8, 40),
        }
    elif kind in ("stain", "dent"):
        stain = kind == "stain"
        look = {
            "relief": _normal(rng, 0.22 if stain else 0.72, 0.17, 0, 1),
            "bent": _normal(rng, 0.0 if stain else 0.6, 0.25, 0, 1),
            "ring": _beta(rng, 4.0, 3.0) if stain else _beta(rng, 1.3, 6.0),
            "irregular": _beta(rng, 4.0, 2.6) if stain else _beta(rng, 2.0, 4.0),
            "edge": _normal(rng, 0.62 if stain else 0.3, 0.22, 0, 1),
            "colour": _beta(rng, 2.0, 2.5) if stain else _beta(rng, 1.0, 6.0),
            "hue": int(rng.integers(0, 3)),
            "stretch": 1 + _beta(rng, 1.5, 3.0),
            "turn": float(rng.uniform(0, np.pi)),
            "radius": _normal(rng, 46, 11, 26, 72),
            # What the web's words go by: darker than the metal, or brighter.
            "tone": _normal(rng, -0.3 if stain else 0.06, 0.45, -1, 1),
        }
    if look:
        reach = 26 if kind not in ("stain", "dent") else 18
        look["x"], look["y"] = (float(v) for v in SIZE / 2 + np.clip(rng.normal(0, 15, 2), -reach, reach))
        look["strength"] = 0.48 + 0.52 * _beta(rng, 2.4, 1.6)
    clutter = {
        "specks": int(rng.poisson(1.2 if kind == "good" else 0.5)),
        "lint": bool(rng.random() < (0.22 if kind == "good" else 0.06)),
        "haze": float(rng.uniform(0, 0.05)) if rng.random() < 0.4 else 0.0,
        "polish": float(rng.uniform(0.02, 0.06)) if rng.random() < (0.25 if kind == "good" else 0.08) else 0.0,
    }
    return Part(kind, camera, scene, look, clutter)


# Lines -------------------------------------------------------------------------------------------------------------

_FINER = 2  # Lines are drawn on a finer grid, then averaged.


def _path(rng, start, heading, length, jag, bend):
    """Points of a line: smooth where jag is 0, a sequence of sharp turns where it is 1."""
    step = 3.0 + 5.0 * jag
    count = max(3, int(length / step))
    drift = np.cumsum(rng.normal(0, 0.035 + 0.06 * jag, count)) + np.linspace(0, bend, count)
    kinks = rng.normal(0, 1.0, count) * (0.78 * jag ** 1.2)
    angles = heading + drift + kinks
    steps = step * rng.uniform(0.6, 1.4, count)
    points = np.stack([np.cos(angles) * steps, np.sin(angles) * steps], 1).cumsum(0)
    return np.concatenate([[start], start + points]), heading + drift


def _stroke(canvas, points, widths):
    for (x0, y0), (x1, y1), w in zip(points[:-1], points[1:], widths):
        canvas.line((x0 * _FINER, y0 * _FINER, x1 * _FINER, y1 * _FINER), fill=255, width=max(1, int(round(w * _FINER))))


def _line_mask(rng, look):
    sheet = Image.new("L", (SIZE * _FINER, SIZE * _FINER), 0)
    canvas = ImageDraw.Draw(sheet)
    heading = look["turn"]
    unit = np.array([np.cos(heading), np.sin(heading)])
    for n in range(1 + look["companions"]):
        shift = np.zeros(2) if n == 0 else np.array([-unit[1], unit[0]]) * rng.uniform(4, 15) * (1 if n == 1 else -1)
        length = look["length"] * (1 if n == 0 else rng.uniform(0.35, 0.8))
        start = np.array([look["x"], look["y"]]) - unit * length / 2 + shift
        points, headings = _path(rng, start, heading - look["bend"] / 2, length, look["jag"], look["bend"])
        if n == 0:
            points += np.array([look["x"], look["y"]]) - (points[0] + points[-1]) / 2
        along = np.linspace(0, 1, len(points) - 1)
        ends = np.clip(np.minimum(along, 1 - along) * 4, 0, 1)
        widths = look["width"] * (1 if n == 0 else 0.6) * ((1 - look["taper"]) + look["taper"] * ends)
        widths = widths * (1 + 0.5 * look["jag"] * rng.normal(0, 1, len(widths)).clip(-1, 1))
        _stroke(canvas, points, widths)
        for _ in range(look["branches"] if n == 0 else 0):
            at = int(rng.integers(len(points) // 5, max(len(points) // 5 + 1, 4 * len(points) // 5)))
            turn = headings[min(at, len(headings) - 1)] + rng.choice((-1, 1)) * rng.uniform(0.45, 1.1)
            twig, _ = _path(rng, points[at], turn, look["length"] * rng.uniform(0.2, 0.42), look["jag"], 0)
            _stroke(canvas, twig, look["width"] * np.linspace(0.8, 0.4, len(twig) - 1))
    small = sheet.reduce(_FINER)
    soft = small.filter(ImageFilter.GaussianBlur(1.0))
    return np.asarray(small, np.float32) / 255, np.asarray(soft, np.float32) / 255


def _add_line(rng, part, state):
    look = part.look
    mask, soft = _line_mask(rng, look)
    depth = look["strength"] * (0.17 + 0.26 * abs(look["tone"]) + 0.06 * (look["tone"] < 0))
    state["gain"] += math.copysign(depth, look["tone"]) * np.maximum(mask * 0.8, soft)
    state["height"] += -soft * 0.10 * look["strength"]
    # The burr: metal pushed up on the side away from the tool catches the light.
    side = np.roll(soft, (1, 2) if np.cos(look["turn"]) > 0 else (2, 1), (0, 1))
    state["gain"] += look["burr"] * look["strength"] * 0.34 * np.clip(side - soft, 0, 1)


# Spots -------------------------------------------------------------------------------------------------------------

def _add_spots(rng, part, state):
    look = part.look
    for n in range(look["count"]):
        radius = look["radius"] * (1 if n == 0 else float(rng.uniform(0.3, 0.7)))
        if n == 0:
            centre = (look["x"], look["y"])
        else:
            around = rng.uniform(0, 2 * np.pi)
            away = look["radius"] * rng.uniform(1.5, 2.6)
            centre = (look["x"] + np.cos(around) * away, look["y"] + np.sin(around) * away)
        turn = math.radians(-part.scene["angle"]) + float(rng.normal(0, 0.12))
        d = blob_distance(SIZE, centre, radius, look["stretch"], turn, outline(rng, look["irregular"]))
        softness = 0.12 + 0.5 * (1 - look["rim"])
        inside = 1 - smoothstep(1 - softness, 1 + softness * 0.6, d)
        core = 1 - smoothstep(0.1, 0.95, d)
        dark = look["strength"] * (0.14 + 0.36 * look["core"])
        # A pit is darkest in its middle, foreign matter is an even, blotchy grey.
        flat = inside * (0.85 + 0.25 * clouds(rng, SIZE, 7))
        state["gain"] -= dark * (look["relief"] * (0.35 * inside + 0.65 * core) + (1 - look["relief"]) * 0.8 * flat)
        state["height"] -= look["relief"] * look["strength"] * radius * 0.075 * inside * (1.2 - 0.4 * d.clip(0, 1))
        rim = np.exp(-((d - 1.08) / 0.13) ** 2)
        state["gain"] += look["rim"] * look["relief"] * look["strength"] * 0.10 * rim
        state["matt"] = np.minimum(state["matt"], 1 - 0.8 * inside)
        if look["tail"] > 0.05 and n == 0:
            _add_tail(rng, look, centre, radius, turn, state)


def _add_tail(rng, look, centre, radius, turn, state):
    """Foreign matter drawn out by the rolls: a streak on both sides along the grain."""
    y, x = pixels(SIZE)
    dx, dy = x - centre[0], y - centre[1]
    u = dx * math.cos(turn) + dy * math.sin(turn)
    v = -dx * math.sin(turn) + dy * math.cos(turn)
    reach = radius * (2.0 + 2.2 * look["tail"])
    width = radius * 0.42 * np.clip(1 - np.abs(u) / reach, 0, 1) + 0.6
    streak = np.exp(-(v / width) ** 2) * np.clip(1 - np.abs(u) / reach, 0, 1)
    state["gain"] -= look["tail"] * look["strength"] * 0.26 * streak * (0.9 + 0.25 * clouds(rng, SIZE, 6))


# Patches -----------------------------------------------------------------------------------------------------------

# Oil brown, water blue-grey, heat straw: how much red, green and blue a stain takes away.
_HUES = np.array([[0.35, 0.8, 1.4], [1.1, 0.8, 0.5], [0.25, 0.55, 1.7]], np.float32)


def _add_patch(rng, part, state):
    look = part.look
    centre = (look["x"], look["y"])
    d = blob_distance(SIZE, centre, look["radius"], look["stretch"], look["turn"], outline(rng, look["irregular"], 8))
    softness = 0.08 + 0.75 * (1 - look["edge"])
    inside = 1 - smoothstep(1 - softness, 1 + 0.3 * softness, d)
    mottle = 0.85 + 0.22 * clouds(rng, SIZE, 22)
    strength = look["strength"]
    tone = math.copysign(1, look["tone"]) * (0.035 + 0.16 * abs(look["tone"]))
    state["gain"] += tone * strength * inside * mottle
    # A drying edge: what the drop carried is left along its outline.
    ring = np.exp(-((d - 0.97) / (0.07 + 0.05 * (1 - look["edge"]))) ** 2)
    state["gain"] -= look["ring"] * strength * 0.20 * ring * (0.8 + 0.3 * clouds(rng, SIZE, 14))
    state["tint"] = (look["colour"] * strength * 0.24 * (0.7 * inside + 0.5 * look["ring"] * ring))[..., None] \
        * _HUES[look["hue"]]
    bowl = np.exp(-(d / 0.72) ** 2 * 1.1)
    state["height"] -= look["relief"] * strength * look["radius"] * 0.15 * bowl
    state["bend"] += look["bent"] * strength * look["radius"] * 0.20 * bowl


# The picture -------------------------------------------------------------------------------------------------------

def _add_clutter(rng, part, state):
    """Dust, lint, haze and polishing marks, which no inspector rejects."""
    for _ in range(part.clutter["specks"]):
        x, y = rng.uniform(6, SIZE - 6, 2)
        r = rng.uniform(0.9, 2.2)
        x0, y0 = int(x) - 6, int(y) - 6
        yy, xx = np.mgrid[y0:y0 + 12, x0:x0 + 12]
        spot = np.exp(-(((xx - x) ** 2 + (yy - y) ** 2) / (r * r)))
        cut = np.s_[max(y0, 0):y0 + 12, max(x0, 0):x0 + 12]
        seen = state["gain"][cut]
        seen += rng.choice((-1, 1)) * rng.uniform(0.06, 0.2) * spot[-seen.shape[0]:, -seen.shape[1]:][:seen.shape[0], :seen.shape[1]]
    if part.clutter["lint"]:
        look = {"turn": rng.uniform(0, np.pi), "companions": 0, "length": rng.uniform(25, 60), "jag": 0.0,
                "bend": rng.normal(0, 1.6), "x": rng.uniform(30, 160), "y": rng.uniform(30, 160), "taper": 0.2,
                "width": 1.2, "branches": 0}
        state["gain"] += float(rng.choice((-1, 1)) * rng.uniform(0.05, 0.12)) * _line_mask(rng, look)[1]
    if part.clutter["haze"]:
        state["gain"] += part.clutter["haze"] * clouds(rng, SIZE, 60)
    if part.clutter["polish"]:
        y, x = pixels(SIZE)
        cx, cy, r = (float(rng.uniform(*span)) for span in ((-60, 250), (-220, -60), (180, 330)))
        arc = np.hypot(x - cx, y - cy) - r
        state["gain"] += part.clutter["polish"] * np.exp(-(arc / 9) ** 2) * np.cos(arc * 1.3)


def render(rng, part):
    """The picture of a part, (SIZE, SIZE, 3) bytes. Draws the noise and the outlines; the rest is in the part."""
    scene = part.scene
    state = {
        "gain": np.zeros((SIZE, SIZE), np.float32),
        "height": np.zeros((SIZE, SIZE), np.float32),
        "bend": np.zeros((SIZE, SIZE), np.float32),
        "matt": np.ones((SIZE, SIZE), np.float32),
        "tint": None,
    }
    _add_clutter(rng, part, state)
    if part.family == "line":
        _add_line(rng, part, state)
    elif part.family == "spot":
        _add_spots(rng, part, state)
    elif part.family == "patch":
        _add_patch(rng, part, state)
    grain = brushed(rng, SIZE, scene["coarse"], scene["angle"])
    if state["bend"].any():
        rows = np.clip(np.arange(SIZE)[:, None] + np.round(state["bend"] * 2) / 2, 0, SIZE - 1.001)
        low = rows.astype(np.int32)
        frac = rows - low
        columns = np.arange(SIZE)[None, :]
        grain = grain[low, columns] * (1 - frac) + grain[low + 1, columns] * frac
    y, x = (axis / SIZE - 0.5 for axis in pixels(SIZE))
    light = 1 + scene["slant"] * (x * math.cos(scene["slant_angle"]) + y * math.sin(scene["slant_angle"])) * 1.4
    light += scene["band"] * np.exp(-(((y + 0.5) - scene["band_at"]) / scene["band_width"]) ** 2)
    light *= 1 - 0.32 * (x * x + y * y)
    metal = scene["level"] + scene["grain"] * grain * state["matt"]
    relief = slope(state["height"], scene["light"])
    picture = light * metal * (1 + state["gain"]) + 0.42 * np.tanh(relief * 1.5)
    if part.camera == 1:
        warm = np.array([1 + scene["warm"], 1.0, 1 - 1.3 * scene["warm"]], np.float32)
        colour = picture[..., None] * warm
        if state["tint"] is not None:
            colour = colour * (1 - np.clip(state["tint"], 0, 0.6))
        sensed = Image.fromarray(to_bytes(colour))
    else:
        if state["tint"] is not None:
            picture = picture * (1 - np.clip(state["tint"].mean(-1), 0, 0.6))
        sensed = Image.fromarray(to_bytes(picture))
    # The lens blurs, then the sensor adds its noise.
    if scene["blur"] > 0.3:
        sensed = sensed.filter(ImageFilter.GaussianBlur(scene["blur"]))
    sensed = np.asarray(sensed, np.float32)
    sensed = sensed + rng.standard_normal(sensed.shape, dtype=np.float32) * np.float32(255 * scene["noise"])
    sensed = np.clip(sensed + 0.5, 0, 255).astype(np.uint8)
    return sensed if sensed.ndim == 3 else np.repeat(sensed[..., None], 3, 2)
