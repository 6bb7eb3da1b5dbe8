# SPDX-License-Identifier: Apache-2.0
"""Models as their libraries initialize them.

    models.py make LIBRARY     saves each in a folder and prints its preset and the folder
    models.py check LIBRARY    loads each, drawn anew, and compares its tensors with three models of the library's own
"""
import math
import os
import sys

import torch
from safetensors.torch import load_file, save_file

WIDE = dict(hidden_size=64, intermediate_size=96, num_hidden_layers=3, num_attention_heads=4)


def transformers_models():
    import transformers as t
    t.logging.set_verbosity_error()
    words = dict(WIDE, vocab_size=211)
    gpt2 = t.GPT2Config(n_embd=64, n_layer=3, n_head=2, vocab_size=211, n_positions=32, add_cross_attention=True)
    yield "gpt2", "gpt2", lambda: t.GPT2LMHeadModel(gpt2)
    yield "gpt2", "gpt2-double", lambda: t.GPT2DoubleHeadsModel(t.GPT2Config(n_embd=64, n_layer=3, n_head=2, vocab_size=211, num_labels=3))
    yield "llama", "llama", lambda: t.LlamaForCausalLM(t.LlamaConfig(**words))
    yield "llama(pad=5)", "mistral", lambda: t.MistralForCausalLM(t.MistralConfig(**words, num_key_value_heads=2, pad_token_id=5))
    yield "llama", "mixtral", lambda: t.MixtralForCausalLM(t.MixtralConfig(**words, num_key_value_heads=2, num_local_experts=3))
    yield "bert", "bert", lambda: t.BertForPreTraining(t.BertConfig(**words))
    yield "bert", "bert-classifier", lambda: t.BertForSequenceClassification(t.BertConfig(**words, num_labels=5))
    yield "bert", "roberta", lambda: t.RobertaForMaskedLM(t.RobertaConfig(**words))
    yield "bert", "roberta-classifier", lambda: t.RobertaForSequenceClassification(t.RobertaConfig(**words, num_labels=5))
    t5 = dict(d_model=64, d_kv=16, d_ff=96, num_layers=2, num_heads=3, vocab_size=211)
    yield "t5(d_model=64, d_kv=16)", "t5", lambda: t.T5ForConditionalGeneration(t.T5Config(**t5))
    yield "t5(d_model=64, d_kv=16)", "t5-gated", lambda: t.T5ForConditionalGeneration(
        t.T5Config(**t5, feed_forward_proj="gated-gelu", tie_word_embeddings=False))
    yield "t5(d_model=64, d_kv=16)", "t5-classifier", lambda: t.T5ForSequenceClassification(t.T5Config(**t5, num_labels=5))
    vit = t.ViTConfig(**WIDE, image_size=32, patch_size=8, num_labels=5)
    yield "vit-hf", "vit", lambda: t.ViTForImageClassification(vit)
    yield "vit-hf", "vit-masked", lambda: t.ViTForMaskedImageModeling(vit)


def timm_models():
    import timm
    vit = dict(img_size=32, patch_size=8, embed_dim=64, depth=3, num_heads=4, num_classes=5)
    make = lambda name, **more: lambda: timm.create_model(name, **more)
    yield "vit-timm", "vit", make("vit_tiny_patch16_224", **vit)
    yield "vit-timm(init_values=0.1)", "vit-registers", make(
        "vit_tiny_patch16_224", **vit, init_values=0.1, reg_tokens=4, global_pool="avg", qk_norm=True, pre_norm=True)
    yield "vit-timm", "vit-map", make("vit_tiny_patch16_224", **vit, global_pool="map", class_token=False)
    yield "vit-timm", "vit-swiglu", make("vit_tiny_patch16_224", **vit, mlp_layer=timm.layers.SwiGLU)
    yield "vit-timm", "deit", make("deit_tiny_distilled_patch16_224", **vit)
    small = dict(num_classes=5, channels=(8, 16, 24, 32))
    yield "resnet-timm", "resnet18", make("resnet18", **small)
    yield "resnet-timm(zero_init_last=0)", "resnet26", make("resnet26", **small, zero_init_last=False)
    yield "resnet-timm", "resnet26d", make("resnet26d", **small)
    yield "resnet-timm", "seresnext26d", make("seresnext26d_32x4d", **small, cardinality=2, base_width=16)
    yield "resnet-timm", "ecaresnet26t", make("ecaresnet26t", **small)
    yield "resnet-timm", "resnetrs", make("resnetrs50", **small, layers=(1, 1, 1, 1))


def torchvision_models():
    from torchvision.models import resnet, vision_transformer as v
    vit = dict(image_size=32, patch_size=8, num_layers=3, num_heads=4, hidden_dim=64, mlp_dim=96, num_classes=5)
    yield "vit-torchvision", "vit", lambda: v.VisionTransformer(**vit)
    yield "vit-torchvision", "vit-logits", lambda: v.VisionTransformer(**vit, representation_size=48)
    stem = [v.ConvStemConfig(out_channels=16, kernel_size=3, stride=2), v.ConvStemConfig(out_channels=24, kernel_size=3, stride=4)]
    yield "vit-torchvision", "vit-stem", lambda: v.VisionTransformer(**vit, conv_stem_configs=stem)
    yield "resnet-torchvision", "resnet18", lambda: resnet.ResNet(resnet.BasicBlock, [1, 1, 2, 1], num_classes=5)
    yield "resnet-torchvision(zero_init_residual=1)", "resnext", lambda: resnet.ResNet(
        resnet.Bottleneck, [1, 1, 1, 1], groups=4, width_per_group=8, num_classes=5, zero_init_residual=True)
    from torchvision.models import vgg
    for bn in (False, True):
        yield "vgg-torchvision", "vgg%d" % bn, lambda bn=bn: vgg.VGG(vgg.make_layers([16, "M", 24, "M"], batch_norm=bn), num_classes=5)
    yield "resnet-torchvision", "bottleneck", lambda: resnet.ResNet(resnet.Bottleneck, [1, 1, 1, 1], num_classes=5)


def torch_models():
    from torch import nn
    def layers(recurrent):
        return nn.ModuleDict(dict(
            linear=nn.Linear(30, 40), proj=nn.Linear(7, 5, bias=False), conv1=nn.Conv2d(8, 24, 3), conv_grouped=nn.Conv1d(8, 24, 5, groups=4),
            conv3d=nn.Conv3d(2, 30, 2), conv_transposed=nn.ConvTranspose2d(6, 20, 3), embedding=nn.Embedding(50, 20), rnn=recurrent,
            attn=nn.MultiheadAttention(32, 4, add_bias_kv=True), attention=nn.MultiheadAttention(32, 4, kdim=24, vdim=16),
            encoder=nn.TransformerEncoderLayer(32, 4, 64), bn=nn.BatchNorm2d(9), norm=nn.LayerNorm((3, 9)), groupnorm=nn.GroupNorm(3, 9),
            prelu=nn.PReLU(4)))
    yield "pytorch", "lstm", lambda: layers(nn.LSTM(12, 16, 2, bidirectional=True, proj_size=10))
    yield "pytorch(gates=3)", "gru", lambda: layers(nn.GRU(12, 16))
    yield "pytorch(gates=1, pad=3)", "rnn", lambda: nn.ModuleDict(dict(rnn=nn.RNNCell(12, 16), embedding=nn.Embedding(50, 20, padding_idx=3)))


def load(library, folder, make):
    if library == "transformers":
        torch.manual_seed(4)
        model, info = type(make()).from_pretrained(folder, output_loading_info=True)
        assert not info["missing_keys"] and not info["unexpected_keys"] and not info["mismatched_keys"], (folder, info)
        return model
    model = make()
    model.load_state_dict(load_file(os.path.join(folder, "model.safetensors")), strict=True)
    return model


def check(library, folder, make):
    """The mean square of each tensor beside that of three of the library's own: 6 standard errors of the difference for kurtosis 3."""
    drawn, own = load(library, folder, make).state_dict(), []
    for seed in (1, 2, 3):
        torch.manual_seed(seed)
        own.append(make().state_dict())
    for key, value in drawn.items():
        if "position_ids" in key or "token_type_ids" in key or "attn.bias" in key or "attn.masked_bias" in key or "crossattention.bias" in key:
            continue
        square = lambda state: state[key].double().pow(2).mean().item()
        ours, theirs, n = square(drawn), sum(map(square, own)) / 3, value.numel()
        error = 6 * math.sqrt(2 / n + 2 / (3 * n))
        assert abs(ours - theirs) <= error * theirs, (folder, key, ours, theirs, error)
        assert (ours == 0) == (theirs == 0), (folder, key, ours, theirs)
        constant = own[0][key].double().std(unbiased=False).item() == 0
        assert (value.double().std(unbiased=False).item() == 0) == constant, (folder, key)
        if constant:
            assert torch.equal(value, own[0][key]), (folder, key)
        elif value.ndim == 2:
            zero = lambda state: (state[key] == 0).all(1).nonzero().flatten().tolist()
            assert zero(drawn) == zero(own[0]), (folder, key, "rows of zeros")
    print("checked", folder, len(drawn))


if __name__ == "__main__":
    action, library = sys.argv[1:]
    for preset, name, make in globals()[library + "_models"]():
        folder = library + "-" + name
        if action == "make":
            torch.manual_seed(7)
            if library == "transformers":
                make().save_pretrained(folder, safe_serialization=True)
            else:
                os.makedirs(folder, exist_ok=True)
                save_file(make().state_dict(), os.path.join(folder, "model.safetensors"))
            print("made", preset, folder, sep="\t")
        else:
            check(library, folder, make)
