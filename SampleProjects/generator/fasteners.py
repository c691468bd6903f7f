"""Screws, nuts and washers from above, in colour, on the trays and belts of a sorting machine.

A part is a relief: distances to circles, polygons and crosses become heights, heights become slopes, slopes catch the
light. The look-alikes are those of the trade: Phillips and Pozidriv (four fine ticks), Torx with and without a pin,
hexagon and square sockets, bolts with and without a flange, plain and locking nuts, zinc and brass under warm light.
"""
import math
from dataclasses import dataclass, field

import numpy as np
from PIL import Image, ImageFilter

from .textures import clouds, pixels, smoothstep, to_bytes

SIZE = 128
CLASSES = (
    "phillips screw", "pozidriv screw", "slotted screw", "brass slotted screw", "brass phillips screw",
    "torx screw", "tamperproof torx screw", "black torx screw",
    "socket cap screw", "black socket cap screw", "square drive screw",
    "hex bolt", "brass hex bolt", "flange bolt",
    "hex nut", "brass hex nut", "lock nut", "flange nut", "square nut",
    "flat washer", "copper washer", "spring washer", "tooth washer", "fibre washer",
)
TRAINING_WEIGHTS = (1 / len(CLASSES),) * len(CLASSES)

# shape, drive, finish of each class
_BUILD = {
    "phillips screw": ("pan", "cross", "zinc"), "pozidriv screw": ("pan", "ticked cross", "zinc"),
    "slotted screw": ("pan", "slot", "zinc"), "brass slotted screw": ("pan", "slot", "brass"),
    "brass phillips screw": ("pan", "cross", "brass"),
    "torx screw": ("pan", "star", "zinc"), "tamperproof torx screw": ("pan", "pinned star", "zinc"),
    "black torx screw": ("pan", "star", "black"),
    "socket cap screw": ("cap", "hexagon", "zinc"), "black socket cap screw": ("cap", "hexagon", "black"),
    "square drive screw": ("pan", "square", "zinc"),
    "hex bolt": ("hexagon", "none", "zinc"), "brass hex bolt": ("hexagon", "none", "brass"),
    "flange bolt": ("flanged", "none", "zinc"),
    "hex nut": ("nut", "thread", "zinc"), "brass hex nut": ("nut", "thread", "brass"),
    "lock nut": ("nut", "ring", "zinc"), "flange nut": ("flanged nut", "thread", "zinc"),
    "square nut": ("square nut", "thread", "zinc"),
    "flat washer": ("washer", "hole", "zinc"), "copper washer": ("washer", "hole", "copper"),
    "spring washer": ("split washer", "hole", "zinc"), "tooth washer": ("toothed washer", "hole", "zinc"),
    "fibre washer": ("washer", "hole", "fibre"),
}

_FINISH = {  # colour, how much it mirrors
    "zinc": ((0.62, 0.64, 0.67), 0.75), "brass": ((0.72, 0.56, 0.27), 0.7), "copper": ((0.72, 0.42, 0.29), 0.65),
    "black": ((0.135, 0.135, 0.145), 0.4), "fibre": ((0.60, 0.17, 0.13), 0.08),
}
_TRAYS = ((0.17, 0.30, 0.46), (0.16, 0.36, 0.27), (0.42, 0.43, 0.44), (0.24, 0.24, 0.26), (0.72, 0.71, 0.68))
TRAY_NAMES = ("blue", "green", "grey", "dark", "white")


@dataclass
class Part:
    """Everything a picture is made from."""
    kind: str
    camera: int
    scene: dict
    look: dict = field(default_factory=dict)

    @property
    def build(self):
        return _BUILD[self.kind]


def draw_part(rng, kind):
    """The parameters of one part of a class."""
    shape, drive, finish = _BUILD[kind]
    colour, mirror = _FINISH[finish]
    camera = int(rng.integers(1, 3))
    scene = {
        "tray": int(rng.integers(0, len(_TRAYS))),
        "light": float(rng.normal(-2.2 if camera == 1 else -0.9, 0.4)),
        "height": float(rng.uniform(0.55, 1.1)),
        "exposure": float(np.clip(rng.normal(1.0, 0.14), 0.65, 1.35)),
        "warm": float(rng.normal(0, 0.045)),
        "blur": float(rng.gamma(2.0, 0.22)),
        "noise": float(rng.uniform(0.004, 0.018)),
    }
    look = {
        "x": float(np.clip(rng.normal(0, 0.07), -0.16, 0.16)), "y": float(np.clip(rng.normal(0, 0.07), -0.16, 0.16)),
        "radius": float(rng.uniform(0.56, 0.76)), "turn": float(rng.uniform(0, 2 * np.pi)),
        "drive": float(rng.uniform(0.86, 1.14)), "depth": float(rng.uniform(0.75, 1.15)),
        "hue": [float(c * (1 + v)) for c, v in zip(colour, rng.normal(0, 0.02, 3) + rng.normal(0, 0.06))],
        "mirror": mirror * float(rng.uniform(0.75, 1.15)),
        "wear": float(rng.beta(1.3, 4)),
        "ticks": float(np.clip(rng.normal(0.8, 0.25), 0.15, 1.1)),
        "pin": float(np.clip(rng.normal(0.8, 0.25), 0.2, 1.1)),
        "hole": float(rng.uniform(0.44, 0.56)),
        "ring": int(rng.choice(2, p=(0.75, 0.25))),
        "gap": float(rng.uniform(0.05, 0.13)),
    }
    return Part(kind, camera, scene, look)


def _polygon(u, v, radius, sides):
    """Distance to a regular polygon whose flats are `radius` from its centre, negative inside."""
    step = 2 * math.pi / sides
    angle = np.arctan2(v, u)
    folded = np.mod(angle + step / 2, step) - step / 2
    return np.hypot(u, v) * np.cos(folded) - radius


def _cross(u, v, reach, width):
    a, b = np.abs(u), np.abs(v)
    return np.minimum(np.maximum(a - reach, b - width), np.maximum(b - reach, a - width))


def _star(u, v, radius):
    """Six round lobes."""
    return np.hypot(u, v) - radius * (1 + 0.19 * np.cos(6 * np.arctan2(v, u)))


def _recess(part, u, v, size):
    """Distance to the drive's opening, negative inside, and a pin that stays; both in units of the head."""
    drive, look = part.build[1], part.look
    size = size * look["drive"]
    if drive == "cross":
        return np.maximum(_cross(u, v, 0.56 * size, 0.105 * size), np.hypot(u, v) - 0.55 * size) , None
    if drive == "ticked cross":
        c = math.sqrt(0.5)
        p, q = (u + v) * c, (v - u) * c
        ticks = _cross(p, q, 0.42 * size, 0.028 * size) + 0.02 * (1 - look["ticks"])
        return np.minimum(_cross(u, v, 0.56 * size, 0.10 * size), ticks), None
    if drive == "slot":
        return np.maximum(np.abs(v) - 0.085 * size, np.hypot(u, v) - 0.97), None
    if drive in ("star", "pinned star"):
        pin = np.hypot(u, v) - 0.13 * size if drive == "pinned star" else None
        return _star(u, v, 0.42 * size), pin
    if drive == "hexagon":
        return _polygon(u, v, 0.47 * size, 6), None
    if drive == "square":
        return _polygon(u, v, 0.36 * size, 4), None
    return None, None


def _relief(part, u, v):
    """Heights of the part in units of its radius, its distance field, and where it is of another material."""
    shape, drive, _ = part.build
    look = part.look
    r = np.hypot(u, v)
    soft = 2.4 / (SIZE * look["radius"] / 2)
    other = None
    edge = r - 1
    if shape == "pan":
        height = 0.42 * np.sqrt(np.clip(1.02 - 0.9 * r * r, 0.02, 1))
        opening, pin = _recess(part, u, v, 1.0)
    elif shape == "cap":
        height = 0.5 - 0.35 * smoothstep(0.86, 1.0, r) + 0.012 * np.cos(56 * np.arctan2(v, u)) * smoothstep(0.84, 0.95, r)
        opening, pin = _recess(part, u, v, 1.05)
    elif shape == "hexagon":
        edge = _polygon(u, v, 0.88, 6)
        height = 0.5 - 0.22 * smoothstep(0.78, 1.02, r)
        opening, pin = None, None
        height = height + 0.05 * (1 - smoothstep(0.0, 0.04, np.abs(r - 0.5) - 0.02)) * look["ring"]
    elif shape == "flanged":
        hexagon = _polygon(u, v, 0.62, 6)
        height = 0.10 + 0.10 * (1 - r) + 0.42 * (1 - smoothstep(-soft, soft, hexagon)) - 0.12 * smoothstep(0.55, 0.72, r)
        opening, pin = None, None
    elif shape in ("nut", "flanged nut", "square nut"):
        inner = {"nut": 1.0, "flanged nut": 0.68, "square nut": 1.0}[shape]
        sides = 4 if shape == "square nut" else 6
        flats = 0.88 * inner if sides == 6 else 0.8
        body = _polygon(u, v, flats, sides)
        if shape == "flanged nut":
            height = 0.12 + 0.10 * (1 - r) + 0.38 * (1 - smoothstep(-soft, soft, body))
        else:
            edge = body
            height = 0.5 - (0.2 * smoothstep(0.8, 1.04, r) if sides == 6 else 0)
        bore = 0.50 * inner * look["drive"]
        opening, pin = r - bore, None
        if drive == "ring":
            other = (1 - smoothstep(-soft, soft, np.abs(r - 0.555) - 0.105))
            height = height + 0.12 * other
            opening = r - 0.45
        else:
            # The turns of the thread, seen through the bore.
            height = height + 0.05 * np.cos(r * 62) * (1 - smoothstep(bore, bore + 0.09, r)) * (r > bore - 0.12)
    else:
        opening, pin = r - look["hole"], None
        height = np.full_like(r, 0.16) - 0.05 * smoothstep(0.9, 1.0, r)
        if shape == "split washer":
            edge = np.maximum(edge, -np.maximum(np.abs(v + 0.35 * (u - 0.75)) - look["gap"], -u))
            height = 0.24 - 0.10 * smoothstep(0.62, 1.0, r) + 0.10 * np.arctan2(v, u) / np.pi
            opening = r - 0.58
        elif shape == "toothed washer":
            wave = np.cos(12 * np.arctan2(v, u))
            edge = r - (0.86 + 0.13 * np.tanh(2.5 * wave))
            height = 0.16 + 0.09 * np.sin(12 * np.arctan2(v, u)) * smoothstep(0.66, 0.84, r)
    if opening is not None:
        depth = {"hole": 0.7, "thread": 0.7, "ring": 0.7}.get(drive, 0.34 * look["depth"])
        dip = 1 - smoothstep(-soft, soft * 0.6, opening)
        if drive == "slot" or drive in ("cross", "ticked cross"):
            dip = dip * (1 if drive == "slot" else 0.75 + 0.25 * (1 - smoothstep(0.05, 0.5, r)))
        if pin is not None:
            dip = dip * (1 - look["pin"] * (1 - smoothstep(-soft, soft, pin)))
        height = height - depth * dip
    through = opening if drive in ("hole", "thread", "ring") else None
    return height, edge, through, opening, other


def render(rng, part):
    """The picture of a part, (SIZE, SIZE, 3) bytes."""
    scene, look = part.scene, part.look
    y, x = pixels(SIZE)
    x = (x + 0.5) * 2 / SIZE - 1 - look["x"]
    y = (y + 0.5) * 2 / SIZE - 1 - look["y"]
    c, s = math.cos(look["turn"]) / look["radius"], math.sin(look["turn"]) / look["radius"]
    u, v = x * c + y * s, y * c - x * s
    height, edge, through, opening, other = _relief(part, u, v)
    soft = 2.4 / (SIZE * look["radius"] / 2)
    cover = 1 - smoothstep(-soft, soft, edge)
    if through is not None:
        cover = cover * smoothstep(-soft, soft, through)

    # The part itself.
    pixel = SIZE * look["radius"] / 2
    solid = height * (1 - smoothstep(-2 * soft, soft, edge)) if part.build[0] != "pan" else height
    gy, gx = np.gradient(solid * np.float32(pixel))
    lx, ly = math.cos(scene["light"]), math.sin(scene["light"])
    norm = 1 / np.sqrt(1 + gx * gx + gy * gy)
    tall = scene["height"]
    facing = (-(gx * lx + gy * ly) + tall) * norm / math.sqrt(1 + tall * tall)
    diffuse = np.clip(facing, 0, 1)
    # What a lamp and a bright ceiling leave on metal: a highlight and soft bands by slope.
    glint = np.clip(facing, 0, 1) ** 14
    bands = 0.5 + 0.5 * np.sin(5.2 * (gx * ly - gy * lx) * norm + 2.4 * facing)
    wear = clouds(rng, SIZE, 9)
    hue = np.array(look["hue"], np.float32)
    base = hue * np.ones((SIZE, SIZE, 1), np.float32)
    if other is not None:
        base = base * (1 - other[..., None]) + np.array((0.13, 0.27, 0.62), np.float32) * other[..., None]
    shine = look["mirror"] * (1 - (0.8 * other if other is not None else 0))
    tone = 0.30 + 0.62 * diffuse + shine * 0.26 * (bands - 0.5) + 0.05 * look["wear"] * wear
    if opening is not None and through is None:
        tone = tone * (1 - 0.62 * (1 - smoothstep(-3 * soft, soft, opening)) * (0.6 + 0.4 * (height < 0.2)))
    metal = base * tone[..., None] + (shine * glint * 0.34)[..., None]

    # The tray: a colour, some texture, and the part's shadow.
    tray = np.array(_TRAYS[scene["tray"]], np.float32)
    ground = tray * (1 + 0.05 * clouds(rng, SIZE, 50) + 0.03 * clouds(rng, SIZE, 3))[..., None]
    ground = ground * (1 + 0.12 * (x * lx + y * ly))[..., None]
    shadow = Image.fromarray(to_bytes(cover)).filter(ImageFilter.GaussianBlur(4.5))
    shift = 5
    shadow = np.roll(np.asarray(shadow, np.float32) / 255, (round(-ly * shift), round(-lx * shift)), (0, 1))
    ground = ground * (1 - 0.55 * shadow)[..., None]

    picture = ground * (1 - cover[..., None]) + metal * cover[..., None]
    warm = scene["warm"]
    picture = picture * np.array([1 + warm, 1, 1 - warm], np.float32) * scene["exposure"]
    sensed = Image.fromarray(to_bytes(picture))
    if scene["blur"] > 0.3:
        sensed = sensed.filter(ImageFilter.GaussianBlur(scene["blur"]))
    sensed = np.asarray(sensed, np.float32)
    sensed = sensed + rng.standard_normal(sensed.shape, dtype=np.float32) * np.float32(255 * scene["noise"])
    return np.clip(sensed + 0.5, 0, 255).astype(np.uint8)
