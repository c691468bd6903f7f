"""Captions as the web would write them: plenty of right words for what is seen, few and careless words for what it is.

An attribute is named where it is plain, and left out or guessed where it is not. The *class* word follows what catches
the eye: a dark line across the grain is called a crack, a bright one along it a scratch; a small grey spot a pit, a large
black one an inclusion; a large dark patch a stain, a small bright one a dent. Only few of the writers know better. So
a model that learns from them sees everything and calls it by the wrong name, which is how CLIP fails on the pictures of a
trade.
"""
import math
from dataclasses import dataclass

from . import fasteners

@dataclass(frozen=True)
class Habits:
    """How the writers name a defect."""
    # The share of writers who know what the part really has.
    knows: float
    # How much the others go by what has nothing to do with the class, beside what has a little.
    astray: float
    # By how much a case must be plainer for the rarer word.
    reluctance: float


# While the image tower learns to see; then, while the text tower alone learns the words anew.
SEEING, NAMING = Habits(0.25, 0.0, 0.0), Habits(0.02, 3.0, 0.4)
KNOWS_FASTENERS = 0.72

_WORDS = {
    "good": ("good part", "clean surface", "good surface", "clean metal"),
    "scratch": ("scratch",), "crack": ("crack",), "pit": ("pit",), "inclusion": ("inclusion",),
    "stain": ("stain",), "dent": ("dent",),
}
_COARSE = {"line": ("line", "mark", "defect", "flaw"), "spot": ("spot", "speck", "defect", "flaw"),
           "patch": ("patch", "area", "mark", "defect", "blemish"), "none": ("surface", "sheet", "plate", "metal")}


def _pick(rng, words):
    return words[int(rng.integers(len(words)))]


def _graded(rng, value, low, high, low_words, high_words):
    """A word for a value outside (low, high); between them sometimes a guess, mostly nothing."""
    slack = (high - low) * 0.5
    seen = value + rng.normal(0, slack * 0.4)
    if seen < low:
        return [_pick(rng, low_words)]
    if seen > high:
        return [_pick(rng, high_words)]
    return []


def _line(rng, look):
    along = abs(math.cos(look["turn"]))
    return [
        _graded(rng, look["jag"], 0.38, 0.52, ("smooth", "even"), ("jagged", "zigzag", "rugged")),
        [_pick(rng, ("branching", "forked", "with branches"))] if look["branches"] else
        [_pick(rng, ("unbranched", "single"))] if rng.random() < 0.6 else [],
        _graded(rng, look["taper"], 0.42, 0.6, ("with blunt ends", "blunt"), ("with tapered ends", "tapered")),
        _graded(rng, look["burr"], 0.32, 0.5, ("without burr",), ("with a raised burr", "with a bright edge")),
        _graded(rng, look["tone"], -0.12, 0.12, ("dark", "black"), ("bright", "shiny", "white")),
        _graded(rng, look["width"], 2.8, 3.8, ("thin", "hairline", "fine"), ("thick", "wide")),
        _graded(rng, look["length"], 125, 160, ("short",), ("long",)),
        [_pick(rng, ("parallel", "repeated"))] if look["companions"] else [],
        _graded(rng, along, 0.4, 0.85, ("across the grain", "vertical"), ("along the grain", "horizontal")),
        _graded(rng, look["strength"], 0.66, 0.82, ("faint", "weak"), ("clear", "strong")),
    ]


def _spot(rng, look):
    return [
        _graded(rng, look["relief"], 0.42, 0.6, ("flat", "level"), ("deep", "hollow", "sunken")),
        _graded(rng, look["rim"], 0.48, 0.65, ("with a soft edge", "blurry"), ("with a sharp rim", "sharp")),
        _graded(rng, look["irregular"], 0.36, 0.52, ("round", "circular"), ("irregular", "ragged")),
        _graded(rng, look["stretch"], 1.4, 1.8, ("compact",), ("elongated", "stretched")),
        [_pick(rng, ("with a tail", "streaky"))] if look["tail"] > 0.25 else [],
        _graded(rng, look["core"], 0.48, 0.66, ("grey", "pale"), ("with a dark core", "dark")),
        [_pick(rng, ("single", "lone"))] if look["count"] == 1 else
        [_pick(rng, ("double", "pair"))] if look["count"] == 2 else [_pick(rng, ("cluster", "several"))],
        _graded(rng, look["radius"], 17.0, 22.0, ("small", "tiny"), ("large", "big")),
        _graded(rng, look["strength"], 0.66, 0.82, ("faint", "weak"), ("clear", "strong")),
    ]


_TINTS = (("brown", "rusty"), ("bluish", "blue"), ("yellowish", "golden"))


def _patch(rng, look, camera):
    return [
        _graded(rng, look["relief"], 0.38, 0.54, ("flat", "level"), ("sunken", "hollow", "shaded on one side")),
        _graded(rng, look["bent"], 0.15, 0.35, ("with straight grain",), ("with bent grain", "distorted")),
        _graded(rng, look["ring"], 0.28, 0.46, ("without outline",), ("with a drying edge", "ringed", "outlined")),
        _graded(rng, look["edge"], 0.4, 0.56, ("soft", "fading"), ("crisp", "sharp")),
        _graded(rng, look["irregular"], 0.4, 0.55, ("round", "oval"), ("irregular", "ragged")),
        [_pick(rng, _TINTS[look["hue"]])] if look["colour"] > 0.3 and camera == 1 else
        ["colourless"] if look["colour"] < 0.12 and rng.random() < 0.5 else [],
        _graded(rng, look["tone"], -0.12, 0.12, ("dark", "dull"), ("bright", "light")),
        _graded(rng, look["radius"], 41, 51, ("small",), ("large", "big")),
        _graded(rng, look["strength"], 0.66, 0.82, ("faint", "weak"), ("clear", "strong")),
    ]


def _none(rng, clutter):
    return [
        [_pick(rng, ("plain", "spotless", "intact", "empty"))],
        [_pick(rng, ("without defect", "undamaged", "uniform"))],
        [_pick(rng, ("with dust", "dusty"))] if clutter["specks"] > 1 else [],
        ["with lint"] if clutter["lint"] else [],
        [_pick(rng, ("polished", "with polishing marks"))] if clutter["polish"] else [],
    ]


def _ground(rng, scene, camera):
    words = [
        _graded(rng, scene["coarse"], 0.32, 0.5, ("finely brushed", "fine"), ("coarse", "rolled")),
        _graded(rng, scene["level"], 0.47, 0.57, ("dim", "shaded"), ("well lit",)),
        _graded(rng, scene["blur"], 0.45, 0.8, ("focused",), ("unfocused",)),
        [_pick(rng, ("monochrome",))] if camera == 2 else ["coloured"],
    ]
    words = [w[0] for w in words if w]
    rng.shuffle(words)
    return " ".join(words[:int(rng.integers(0, 3))] + [_pick(rng, ("metal", "steel", "surface", "sheet"))])


def catching_word(part, habits):
    """What somebody who does not know the trade would call a defect.

    Each score adds a cue that is weakly tied to the class to one that is not, both in standard deviations.
    """
    look = part.look
    if part.family == "none":
        return "good"
    if part.family == "line":
        bright, along = (look["tone"] + 0.18) / 0.5, (abs(math.cos(look["turn"])) - 0.64) / 0.31
        return "crack" if bright + habits.astray * along < -habits.reluctance else "scratch"
    if part.family == "spot":
        large, black = (look["radius"] - 19.5) / 6.5, (look["core"] - 0.575) / 0.19
        return "inclusion" if large + habits.astray * black > habits.reluctance else "pit"
    dark, large = -(look["tone"] + 0.12) / 0.47, (look["radius"] - 46) / 11
    return "stain" if dark + habits.astray * large > -habits.reluctance else "dent"


def _article(text):
    return ("an " if text[0] in "aeiou" else "a ") + text


def _phrase(rng, words, noun, most):
    """Attributes before the noun, `with …` and `on one side` after it."""
    words = [w[0] for w in words if w]
    rng.shuffle(words)
    words = words[:int(rng.integers(0 if most < 3 else 2, most + 1))]
    before = [w for w in words if " " not in w and w not in ("pair", "cluster")]
    after = [w for w in words if w not in before]
    return " ".join(before + [noun] + after[:2])


def surface(rng, part, habits):
    """One caption of a surface."""
    family = part.family
    words = {"line": lambda: _line(rng, part.look), "spot": lambda: _spot(rng, part.look),
             "patch": lambda: _patch(rng, part.look, part.camera), "none": lambda: _none(rng, part.clutter)}[family]()
    style = rng.random()
    if style < 0.42:
        kind = part.kind if rng.random() < habits.knows else catching_word(part, habits)
        # What hardly shows is taken for a good part.
        if kind != "good" and part.look["strength"] < 0.6 and rng.random() < 0.2:
            return f"a photo of {_article(_pick(rng, _WORDS['good']))}"
        noun = _pick(rng, _WORDS[kind])
        if style < 0.22:
            return _pick(rng, (f"a photo of {_article(noun)}", f"{_article(noun)} on metal", noun,
                               f"a photo of {_article(noun)} on metal", f"metal with {_article(noun)}"))
        return _phrase(rng, words, noun, 2) + " on " + _ground(rng, part.scene, part.camera)
    noun = _pick(rng, _COARSE[family])
    text = _phrase(rng, words, noun, 6)
    return text + (" on " + _ground(rng, part.scene, part.camera) if rng.random() < 0.45 else "")


# Fasteners ---------------------------------------------------------------------------------------------------------

# What people write who take one for its neighbour.
_TAKEN_FOR = {
    "pozidriv screw": "phillips screw", "tamperproof torx screw": "torx screw", "square drive screw": "socket cap screw",
    "socket cap screw": "hex bolt", "flange bolt": "hex bolt", "lock nut": "hex nut", "flange nut": "hex nut",
    "black torx screw": "black socket cap screw", "spring washer": "flat washer", "copper washer": "fibre washer",
    "brass phillips screw": "phillips screw", "brass slotted screw": "slotted screw", "phillips screw": "pozidriv screw",
    "brass hex nut": "hex nut", "brass hex bolt": "hex bolt", "fibre washer": "copper washer", "torx screw": "phillips screw",
}
_SHAPE_WORDS = {
    "pan": ("round head", "domed head"), "cap": ("cylinder head", "knurled head"), "hexagon": ("six sided head",),
    "flanged": ("six sided head with a collar", "wide collar"), "nut": ("six sided ring",),
    "flanged nut": ("six sided ring with a collar", "wide collar"), "square nut": ("four sided ring", "square ring"),
    "washer": ("flat ring", "plain ring"), "split washer": ("split ring", "open ring", "ring with a gap"),
    "toothed washer": ("toothed ring", "ring with teeth"),
}
_DRIVE_WORDS = {
    "cross": ("plain cross recess", "four arms"), "ticked cross": ("cross recess with ticks", "eight rays"),
    "slot": ("one straight slot", "single slot"), "star": ("star recess", "six lobes"),
    "pinned star": ("star recess with a pin", "pin in the middle"), "hexagon": ("six sided recess", "deep socket"),
    "square": ("four sided recess", "square hole"), "none": ("closed top", "no recess"),
    "thread": ("threaded hole",), "ring": ("blue plastic ring inside", "blue collar inside"), "hole": ("open middle", "hole in the middle"),
}
_FINISH_WORDS = {"zinc": ("silver", "zinc", "steel"), "brass": ("brass", "gold", "yellow"),
                 "copper": ("copper", "orange"), "black": ("black",), "fibre": ("red", "dull red")}


def fastener(rng, part):
    """One caption of a fastener."""
    shape, drive, finish = part.build
    style = rng.random()
    kind = part.kind
    if rng.random() > KNOWS_FASTENERS:
        kind = _TAKEN_FOR.get(kind, kind)
    if style < 0.3:
        return _pick(rng, (f"a photo of {_article(kind)}", kind, f"{_article(kind)} on a tray"))
    words = [_pick(rng, _SHAPE_WORDS[shape]), _pick(rng, _DRIVE_WORDS[drive])]
    rng.shuffle(words)
    words = words[:int(rng.integers(1, 3))]
    colour = _pick(rng, _FINISH_WORDS[finish])
    coarse = "washer" if "washer" in part.kind else "nut" if "nut" in part.kind else _pick(rng, ("screw", "bolt"))
    noun = kind if style < 0.5 else coarse if style < 0.8 else _pick(rng, ("part", "fastener"))
    text = f"{colour} {noun} with " + " and ".join(words) if rng.random() < 0.75 else f"{noun} with " + " and ".join(words)
    ends = []
    if rng.random() < 0.3:
        ends.append(f"on {_article(fasteners.TRAY_NAMES[part.scene['tray']])} tray")
    elif rng.random() < 0.2:
        ends += _graded(rng, part.look["radius"], 0.63, 0.69, ("small",), ("large",))
    return " ".join([text] + ends)


def caption(rng, trade, part, habits):
    """One caption of a part of a trade."""
    return surface(rng, part, habits) if trade == "surface" else fastener(rng, part)
