"""A small CLIP whose parameters bear the names of Hugging Face's `CLIPModel`, so that its state is a checkpoint.

Radford et al., "Learning transferable visual models from natural language supervision", 2021.
"""
import json
import math

import torch
import torch.nn.functional as F
from torch import nn

RESOLUTION, PATCH = 72, 18
WIDTH, BLOCKS, HEADS = 128, 6, 4
TEXT_WIDTH, TEXT_BLOCKS, TEXT_HEADS, CONTEXT = 128, 2, 4, 32
EMBEDDING = 128
MLP = 4
# CLIP starts its temperature at 1/14.
FIRST_SCALE = 14.0
MEAN, DEVIATION = (0.48145466, 0.4578275, 0.40821073), (0.26862954, 0.26130258, 0.27577711)


class Attention(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.q_proj, self.k_proj, self.v_proj, self.out_proj = (nn.Linear(width, width) for _ in range(4))

    def forward(self, x, causal):
        n, t, w = x.shape
        # One product for the three projections.
        weight = torch.cat((self.q_proj.weight, self.k_proj.weight, self.v_proj.weight))
        bias = torch.cat((self.q_proj.bias, self.k_proj.bias, self.v_proj.bias))
        q, k, v = F.linear(x, weight, bias).view(n, t, 3, self.heads, w // self.heads).permute(2, 0, 3, 1, 4)
        mixed = F.scaled_dot_product_attention(q, k, v, is_causal=causal)
        return self.out_proj(mixed.transpose(1, 2).reshape(n, t, w))


class Hidden(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.fc1, self.fc2 = nn.Linear(width, MLP * width), nn.Linear(MLP * width, width)

    def forward(self, x):
        return self.fc2(F.gelu(self.fc1(x)))


class Block(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.layer_norm1, self.self_attn = nn.LayerNorm(width), Attention(width, heads)
        self.layer_norm2, self.mlp = nn.LayerNorm(width), Hidden(width)

    def forward(self, x, causal):
        x = x + self.self_attn(self.layer_norm1(x), causal)
        return x + self.mlp(self.layer_norm2(x))


class Encoder(nn.Module):
    def __init__(self, width, heads, blocks):
        super().__init__()
        self.layers = nn.ModuleList(Block(width, heads) for _ in range(blocks))

    def forward(self, x, causal):
        for block in self.layers:
            x = block(x, causal)
        return x


class VisionEmbeddings(nn.Module):
    def __init__(self):
        super().__init__()
        self.class_embedding = nn.Parameter(torch.randn(WIDTH) * 0.3)
        self.patch_embedding = nn.Conv2d(3, WIDTH, PATCH, PATCH, bias=False)
        self.position_embedding = nn.Embedding((RESOLUTION // PATCH) ** 2 + 1, WIDTH)

    def forward(self, pixels):
        n, grid = len(pixels), RESOLUTION // PATCH
        # A convolution that does not overlap is a product with the patches: faster here.
        patches = pixels.view(n, 3, grid, PATCH, grid, PATCH).permute(0, 2, 4, 1, 3, 5).reshape(n, grid * grid, -1)
        x = F.linear(patches, self.patch_embedding.weight.flatten(1))
        return torch.cat((self.class_embedding.expand(n, 1, -1), x), 1) + self.position_embedding.weight


class VisionModel(nn.Module):
    def __init__(self):
        super().__init__()
        self.embeddings = VisionEmbeddings()
        self.pre_layrnorm = nn.LayerNorm(WIDTH)
        self.encoder = Encoder(WIDTH, HEADS, BLOCKS)
        self.post_layernorm = nn.LayerNorm(WIDTH)

    def forward(self, pixels):
        x = self.encoder(self.pre_layrnorm(self.embeddings(pixels)), False)
        return self.post_layernorm(x[:, 0])


class TextEmbeddings(nn.Module):
    def __init__(self, vocabulary):
        super().__init__()
        self.token_embedding = nn.Embedding(vocabulary, TEXT_WIDTH)
        self.position_embedding = nn.Embedding(CONTEXT, TEXT_WIDTH)

    def forward(self, ids):
        return self.token_embedding(ids) + self.position_embedding.weight[:ids.shape[1]]


class TextModel(nn.Module):
    def __init__(self, vocabulary):
        super().__init__()
        self.end = vocabulary - 1
        self.embeddings = TextEmbeddings(vocabulary)
        self.encoder = Encoder(TEXT_WIDTH, TEXT_HEADS, TEXT_BLOCKS)
        self.final_layer_norm = nn.LayerNorm(TEXT_WIDTH)

    def forward(self, ids):
        x = self.final_layer_norm(self.encoder(self.embeddings(ids), True))
        ends = (ids == self.end).int().argmax(1)
        return x[torch.arange(len(ids)), ends]


def imitate_trained(attention, query=(0.7, 0.7), value=(0.4, 0.4)):
    """Starts attention as trained vision transformers have it: tokens look at their like, and subtract themselves.

    Trockman, Kolter, "Mimetic initialization of self-attention layers", 2023: W_q W_kᵀ ≈ 0.7 Z + 0.7 I a head,
    W_v W_o ≈ 0.4 Z − 0.4 I. It makes small transformers learn from fewer pictures.
    """
    width, heads = attention.out_proj.weight.shape[0], attention.heads
    size = width // heads
    eye = torch.eye(width)
    with torch.no_grad():
        for head in range(heads):
            u, s, v = torch.linalg.svd(query[0] * torch.randn(width, width) / math.sqrt(width) + query[1] * eye)
            rows = slice(head * size, (head + 1) * size)
            attention.q_proj.weight[rows] = (u[:, :size] * s[:size].sqrt()).T
            attention.k_proj.weight[rows] = v[:size] * s[:size].sqrt()[:, None]
        u, s, v = torch.linalg.svd(value[0] * torch.randn(width, width) / math.sqrt(width) - value[1] * eye)
        attention.v_proj.weight.copy_(s.sqrt()[:, None] * v)
        attention.out_proj.weight.copy_(u * s.sqrt())
        for layer in (attention.q_proj, attention.k_proj, attention.v_proj, attention.out_proj):
            layer.bias.zero_()


class SmallCLIP(nn.Module):
    def __init__(self, vocabulary):
        super().__init__()
        self.logit_scale = nn.Parameter(torch.tensor(math.log(FIRST_SCALE)))
        self.vision_model = VisionModel()
        self.text_model = TextModel(vocabulary)
        self.visual_projection = nn.Linear(WIDTH, EMBEDDING, bias=False)
        self.text_projection = nn.Linear(TEXT_WIDTH, EMBEDDING, bias=False)
        for module in self.modules():
            if isinstance(module, nn.Embedding):
                nn.init.normal_(module.weight, std=0.05)
        for block in self.vision_model.encoder.layers:
            imitate_trained(block.self_attn)

    def images(self, pixels):
        """Unit embeddings of normalised pictures, (n, EMBEDDING)."""
        return F.normalize(self.visual_projection(self.vision_model(pixels)), dim=-1)

    def texts(self, ids):
        """Unit embeddings of token ids, (n, EMBEDDING)."""
        return F.normalize(self.text_projection(self.text_model(ids)), dim=-1)


def normalised(pictures):
    """(n, side, side, 3) bytes as the image tower reads them, (n, 3, side, side)."""
    x = pictures.permute(0, 3, 1, 2).float() / 255
    return ((x - torch.tensor(MEAN).view(1, 3, 1, 1)) / torch.tensor(DEVIATION).view(1, 3, 1, 1)).contiguous()


def save(model, vocabulary, folder):
    """Writes the checkpoint in Hugging Face's layout, 16 bits a weight."""
    from safetensors.torch import save_file

    folder.mkdir(parents=True, exist_ok=True)
    state = {name: tensor.detach().half().contiguous() for name, tensor in model.state_dict().items()}
    save_file(state, folder / "model.safetensors", metadata={"format": "pt"})
    vocabulary.save(folder)

    def tower(width, blocks, heads, **more):
        return {"hidden_size": width, "intermediate_size": MLP * width, "num_hidden_layers": blocks,
                "num_attention_heads": heads, "hidden_act": "gelu", "layer_norm_eps": 1e-5, "attention_dropout": 0.0,
                "projection_dim": EMBEDDING, **more}

    config = {
        "architectures": ["CLIPModel"], "model_type": "clip", "projection_dim": EMBEDDING, "logit_scale_init_value": 2.6592,
        "torch_dtype": "float16",
        "text_config": tower(
            TEXT_WIDTH, TEXT_BLOCKS, TEXT_HEADS, model_type="clip_text_model", vocab_size=len(vocabulary.tokens),
            max_position_embeddings=CONTEXT, bos_token_id=vocabulary.start, eos_token_id=vocabulary.end,
            pad_token_id=vocabulary.end),
        "vision_config": tower(
            WIDTH, BLOCKS, HEADS, model_type="clip_vision_model", image_size=RESOLUTION, patch_size=PATCH, num_channels=3),
    }
    preprocessor = {
        "crop_size": {"height": RESOLUTION, "width": RESOLUTION}, "do_center_crop": True, "do_convert_rgb": True,
        "do_normalize": True, "do_rescale": True, "do_resize": True, "image_mean": MEAN, "image_std": DEVIATION,
        "image_processor_type": "CLIPImageProcessor", "resample": 3, "rescale_factor": 1 / 255,
        "size": {"shortest_edge": RESOLUTION},
    }
    for name, content in (("config.json", config), ("preprocessor_config.json", preprocessor)):
        (folder / name).write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
