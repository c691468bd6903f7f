"""Byte-pair encoding in CLIP's format, learnt from captions.

Sennrich, Haddow, Birch, "Neural machine translation of rare words with subword units", 2016; byte-level as in GPT-2, with
CLIP's `</w>` on the last symbol of a word. Captions here are lower case letters and spaces, so words are split at spaces.
"""
import json
from collections import Counter

START, END = "<|startoftext|>", "<|endoftext|>"
_WORD_END = "</w>"


def byte_characters():
    """The character that stands for each byte in vocabulary files (GPT-2's `bytes_to_unicode`), printable ones first."""
    plain = list(range(0x21, 0x7F)) + list(range(0xA1, 0xAD)) + list(range(0xAE, 0x100))
    others = [b for b in range(256) if b not in plain]
    return [chr(b) for b in plain] + [chr(0x100 + n) for n in range(len(others))]


def learnt_merges(texts, most, rarest=20):
    """Merges, most frequent pair first, as long as a pair occurs `rarest` times."""
    counts = Counter(word for text in texts for word in text.split())
    words = {word: list(word[:-1]) + [word[-1] + _WORD_END] for word in counts}
    merges = []
    while len(merges) < most:
        pairs = Counter()
        for word, symbols in words.items():
            for pair in zip(symbols, symbols[1:]):
                pairs[pair] += counts[word]
        if not pairs:
            break
        # Ties are settled by the symbols, so that the list depends on the captions alone.
        (first, second), count = min(pairs.items(), key=lambda item: (-item[1], item[0]))
        if count < rarest:
            break
        merges.append((first, second))
        for word, symbols in words.items():
            index = 0
            while index < len(symbols) - 1:
                if symbols[index] == first and symbols[index + 1] == second:
                    symbols[index:index + 2] = [first + second]
                index += 1
    return merges


class Vocabulary:
    """Tokens and merges; the end mark has the highest id, as in CLIP."""

    def __init__(self, merges):
        symbols = byte_characters()
        self.merges = merges
        self.tokens = symbols + [s + _WORD_END for s in symbols] + [a + b for a, b in merges] + [START, END]
        self.ids = {token: index for index, token in enumerate(self.tokens)}
        self._ranks = {pair: rank for rank, pair in enumerate(merges)}
        self._words = {}

    @property
    def start(self):
        return self.ids[START]

    @property
    def end(self):
        return self.ids[END]

    def _word(self, word):
        symbols = list(word[:-1]) + [word[-1] + _WORD_END]
        while len(symbols) > 1:
            rank, at = min((self._ranks.get(pair, 1 << 30), i) for i, pair in enumerate(zip(symbols, symbols[1:])))
            if rank == 1 << 30:
                break
            symbols[at:at + 2] = [symbols[at] + symbols[at + 1]]
        return [self.ids[s] for s in symbols]

    def encode(self, text, context):
        """Start mark, text, end mark, filled up with end marks."""
        ids = []
        for word in text.lower().split():
            if word not in self._words:
                self._words[word] = self._word(word)
            ids += self._words[word]
        ids = [self.start] + ids[:context - 2] + [self.end]
        return ids + [self.end] * (context - len(ids))

    def save(self, folder):
        (folder / "vocab.json").write_text(json.dumps(self.ids, ensure_ascii=False), encoding="utf-8")
        lines = ["#version: 0.2"] + [" ".join(pair) for pair in self.merges]
        (folder / "merges.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")

    @classmethod
    def load(cls, folder):
        lines = (folder / "merges.txt").read_text(encoding="utf-8").split("\n")[1:]
        return cls([tuple(line.split(" ")) for line in lines if line])
