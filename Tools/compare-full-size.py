"""Makes full-size CLIP checkpoints with random weights and what open_clip says about them, for `FullSizeTests`.

    python compare-full-size.py FOLDER [ViT-B-32-quickgelu ViT-B-16-quickgelu RN50-quickgelu …]
    MIWAKE_FULL_SIZE=FOLDER swift test --filter FullSizeTests

Needs torch, open_clip_torch and safetensors; about 600 MB a model. Not part of continuous integration. The same folders serve
`miwake-bench encode --checkpoint FOLDER/NAME`.
"""

import json
import os
import shutil
import sys

import open_clip
import torch
from safetensors.torch import save_file

MODELS = ["ViT-B-32-quickgelu", "ViT-B-16-quickgelu", "RN50-quickgelu"]
PICTURES = 3


def make(name, folder):
    torch.manual_seed(0)
    model = open_clip.create_model(name, pretrained=None).eval()
    with torch.no_grad():
        # Fresh batch norms are the identity: statistics as trained ones have make folding them a test.
        for module in model.modules():
            if isinstance(module, torch.nn.BatchNorm2d):
                module.running_mean.uniform_(-0.1, 0.1)
                module.running_var.uniform_(0.5, 1.5)
        pixels = torch.randn(PICTURES, 3, 224, 224)
        embeddings = model.encode_image(pixels)
    os.makedirs(folder, exist_ok=True)
    tensors = {k: v.contiguous() for k, v in model.state_dict().items() if not k.endswith(("num_batches_tracked", "attn_mask"))}
    save_file(tensors, folder + "/open_clip_model.safetensors")
    with open(folder + "/open_clip_config.json", "w") as file:
        json.dump({"model_cfg": open_clip.get_model_config(name)}, file)
    shutil.copy(os.path.dirname(open_clip.__file__) + "/bpe_simple_vocab_16e6.txt.gz", folder)
    save_file({"pixels": pixels, "embeddings": embeddings}, folder + "/expected.safetensors")
    print(name, "written", flush=True)


if __name__ == "__main__":
    for name in sys.argv[2:] or MODELS:
        make(name, os.path.join(sys.argv[1], name))
