# SPDX-License-Identifier: Apache-2.0
"""Prints models of a library: the word "model", a name, a configuration or nothing, names and shapes."""

import sys


def say(name, config, model):
    shapes = {n: ",".join(map(str, p.shape)) for n, p in model.named_parameters()}
    print("model", name, config, "; ".join(f"{n} {shapes[n]}" for n in sorted(shapes)), sep="\t")


def transformers():
    import transformers as t

    gpt2 = dict(n_layer=2, n_embd=16, n_head=4, vocab_size=11, n_positions=8)
    llama = dict(
        num_hidden_layers=2,
        hidden_size=16,
        num_attention_heads=4,
        num_key_value_heads=2,
        intermediate_size=24,
        vocab_size=11,
        pad_token_id=0,
    )
    bert = dict(
        num_hidden_layers=2,
        hidden_size=16,
        num_attention_heads=4,
        intermediate_size=24,
        vocab_size=11,
        max_position_embeddings=8,
    )
    vit = dict(
        num_hidden_layers=2,
        hidden_size=16,
        num_attention_heads=4,
        intermediate_size=24,
        image_size=16,
        patch_size=4,
        num_labels=3,
    )
    mixtral = dict(llama, num_local_experts=3)
    rows = [
        (t.GPT2LMHeadModel, t.GPT2Config(**gpt2)),
        (t.GPT2LMHeadModel, t.GPT2Config(**gpt2, n_inner=24)),
        (t.GPT2ForSequenceClassification, t.GPT2Config(**gpt2, num_labels=3)),
        (t.LlamaForCausalLM, t.LlamaConfig(**llama)),
        (t.LlamaForCausalLM, t.LlamaConfig(**llama, attention_bias=True)),
        (t.LlamaForSequenceClassification, t.LlamaConfig(**llama)),
        (t.MixtralForCausalLM, t.MixtralConfig(**mixtral)),
        (t.MixtralForSequenceClassification, t.MixtralConfig(**mixtral)),
        (t.BertForMaskedLM, t.BertConfig(**bert)),
        (t.BertForSequenceClassification, t.BertConfig(**bert, num_labels=3)),
        (t.ViTForImageClassification, t.ViTConfig(**vit)),
        (t.ViTForImageClassification, t.ViTConfig(**vit, qkv_bias=False)),
    ]
    for number, (model, config) in enumerate(rows):
        file = f"config{number}.json"
        config.architectures = [model.__name__]
        config.to_json_file(file, use_diff=True)
        say(model.__name__, file, model(config))
    del mixtral["pad_token_id"]
    sizes = "layers=2,width=16,heads=4,key-heads=2,inner=24,vocabulary=11,experts=3"
    say(f"llama({sizes})", "", t.MixtralForCausalLM(t.MixtralConfig(**mixtral)))


def timm():
    from timm.models.vision_transformer import VisionTransformer

    model = VisionTransformer(
        img_size=16, patch_size=4, embed_dim=16, depth=2, num_heads=4, num_classes=3
    )
    name = "vit(names=timm,image=16,patch=4,width=16,layers=2,heads=4,classes=3)"
    say(name, "", model)


def torchvision():
    import torch
    import torchvision as v

    with torch.no_grad():
        say("resnet50(classes=7)", "", v.models.resnet50(num_classes=7))
        say("vgg16(classes=7)", "", v.models.vgg16(num_classes=7, init_weights=False))


def torch():
    """U-Net by the modules' names of milesial's Pytorch-UNet, which is no package, and PyTorch's own LSTM."""
    from torch import nn

    class DoubleConv(nn.Module):
        def __init__(self, i, o):
            super().__init__()
            first, second = nn.Conv2d(i, o, 3, bias=False), nn.Conv2d(o, o, 3, bias=False)
            parts = first, nn.BatchNorm2d(o), nn.ReLU(), second, nn.BatchNorm2d(o), nn.ReLU()
            self.double_conv = nn.Sequential(*parts)

    class Down(nn.Module):
        def __init__(self, i):
            super().__init__()
            self.maxpool_conv = nn.Sequential(nn.MaxPool2d(2), DoubleConv(i, 2 * i))

    class Up(nn.Module):
        def __init__(self, o):
            super().__init__()
            self.up = nn.ConvTranspose2d(2 * o, o, 2, stride=2)
            self.conv = DoubleConv(2 * o, o)

    class UNet(nn.Module):
        def __init__(self, width, depth, classes):
            super().__init__()
            self.inc = DoubleConv(3, width)
            for n in range(depth):
                setattr(self, f"down{n + 1}", Down(width << n))
                setattr(self, f"up{depth - n}", Up(width << n))
            self.outc = nn.Module()
            self.outc.conv = nn.Conv2d(width, classes, 1)

    say("unet(layers=3,width=4,image=16,classes=5)", "", UNet(4, 3, 5))

    class Classifier(nn.Module):
        def __init__(self, layers, ways):
            super().__init__()
            self.embedding = nn.Embedding(11, 6)
            self.lstm = nn.LSTM(6, 5, layers, bidirectional=ways == 2)
            self.fc = nn.Linear(5 * ways, 3)

    sizes = "width=6,units=5,vocabulary=11,tokens=4,classes=3"
    say(f"lstm-classifier({sizes},layers=1)", "", Classifier(1, 1))
    say(f"lstm-classifier({sizes},layers=2,bidirectional=true)", "", Classifier(2, 2))


{"torch": torch, "transformers": transformers, "timm": timm, "torchvision": torchvision}[sys.argv[1]]()
