// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.weights.lora;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.evenkeel.naming.Glob;
import org.evenkeel.weights.Python;
import org.evenkeel.weights.draw.WeightsOutput;
import org.evenkeel.weights.format.Checkpoint;
import org.evenkeel.weights.format.DType;
import org.evenkeel.weights.format.FloatValues;
import org.evenkeel.weights.format.Tensor;
import org.evenkeel.weights.rules.RuleFile;
import org.evenkeel.weights.rules.TensorRules;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LoraTest {

  static final TensorRules GPT2 = RuleFile.named("gpt2");
  private static final String BLOCK = "transformer.h.0.";
  private static final String PREFIX = "base_model.model.transformer.h.0.";

  @TempDir Path folder;

  static List<Tensor> gpt2(DType dtype) {
    return List.of(
        new Tensor("transformer.wte.weight", dtype, List.of(50L, 40L)),
        new Tensor(BLOCK + "ln_1.weight", dtype, List.of(40L)),
        new Tensor(BLOCK + "attn.c_attn.weight", dtype, List.of(40L, 120L)),
        new Tensor(BLOCK + "attn.c_attn.bias", dtype, List.of(120L)),
        new Tensor(BLOCK + "mlp.c_proj.weight", dtype, List.of(160L, 40L)));
  }

  static float[] values(Checkpoint checkpoint, String name) throws IOException {
    Tensor tensor = checkpoint.tensor(name).orElseThrow();
    float[] values = new float[(int) tensor.elements()];
    FloatValues.read(checkpoint, tensor, 0, values, values.length);
    return values;
  }

  @Test
  void theFirstIsKaimingsAndTheSecondZero() throws Exception {
    Lora lora = Lora.of(gpt2(DType.F16), GPT2, 4, 8, Optional.empty());
    new LoraFolder(lora, 3, DType.F32, "gpt2", null)
        .write(folder, WeightsOutput.to(folder), bytes -> {});
    try (Checkpoint adapter = Checkpoint.open(folder.resolve("adapter_model.safetensors"))) {
      assertEquals(
          List.of(
              new Tensor(PREFIX + "attn.c_attn.lora_A.weight", DType.F32, List.of(4L, 40L)),
              new Tensor(PREFIX + "attn.c_attn.lora_B.weight", DType.F32, List.of(120L, 4L)),
              new Tensor(PREFIX + "mlp.c_proj.lora_A.weight", DType.F32, List.of(4L, 160L)),
              new Tensor(PREFIX + "mlp.c_proj.lora_B.weight", DType.F32, List.of(40L, 4L))),
          adapter.tensors());
      float[] a = values(adapter, PREFIX + "mlp.c_proj.lora_A.weight");
      double most = 0;
      double sum = 0;
      for (float value : a) {
        most = Math.max(most, Math.abs(value));
        sum += value * value;
      }
      assertTrue(most <= 1 / Math.sqrt(160) && most > 0.95 / Math.sqrt(160), "most " + most);
      // The mean square of 640 uniform numbers has a relative standard error of 3.5 %.
      assertEquals(1 / 3.0 / 160, sum / a.length, 0.14 / 3.0 / 160);
      assertArrayEquals(new float[160], values(adapter, PREFIX + "mlp.c_proj.lora_B.weight"));
    }
    JsonObject config =
        JsonParser.parseString(Files.readString(folder.resolve("adapter_config.json")))
            .getAsJsonObject();
    assertEquals("LORA", config.get("peft_type").getAsString());
    assertEquals(4, config.get("r").getAsInt());
    assertEquals("8", config.get("lora_alpha").toString());
    assertTrue(config.get("fan_in_fan_out").getAsBoolean());
    assertEquals(
        "[\"transformer.h.0.attn.c_attn\",\"transformer.h.0.mlp.c_proj\"]",
        config.get("target_modules").toString());
  }

  /** A patterned target of another kind, and a pattern that names nothing, are refused. */
  @ParameterizedTest
  @CsvSource({
    "transformer.h.0.gate.*, not of transformer.h.0.gate.weight (no rule)",
    "*.ln_1.*, no layer has a name",
    "nothing, no layer has a name"
  })
  void targetsAreLayers(String name, String message) {
    List<Tensor> tensors = new ArrayList<>(gpt2(DType.F32));
    tensors.add(new Tensor(BLOCK + "gate.weight", DType.F32, List.of(4L, 4L)));
    String thrown =
        assertThrows(
                IllegalArgumentException.class,
                () -> Lora.of(tensors, GPT2, 4, 4, Optional.of(new Glob(name)::matches)))
            .getMessage();
    assertTrue(thrown.contains(message), thrown);
  }

  /** Experts and convolutions of one dimension have no adapter in PEFT. */
  @ParameterizedTest
  @CsvSource({"experts, 3", "convolution, 3", "embedding, 3"})
  void otherFormsAreRefused(String kind, int axes) throws Exception {
    Path rules = folder.resolve("rules.yaml");
    Files.writeString(rules, "rules: [{name: '*', kind: %s, rule: normal(1)}]".formatted(kind));
    List<Tensor> tensors =
        List.of(new Tensor("a.0.weight", DType.F32, Collections.nCopies(axes, 3L)));
    TensorRules named = RuleFile.named(rules.toString());
    String thrown =
        assertThrows(
                IllegalArgumentException.class,
                () -> Lora.of(tensors, named, 2, 2, Optional.of(any -> true)))
            .getMessage();
    assertTrue(thrown.contains("not of a.0.weight (" + kind + ")"), thrown);
  }

  @Test
  void embeddingsAndConvolutionsHaveThePeftsLayout() throws Exception {
    Path rules = folder.resolve("rules.yaml");
    Files.writeString(
        rules,
        """
        rules:
          - {name: "table.weight", kind: embedding, rule: normal(1)}
          - {name: "grouped.weight", kind: convolution, groups: 2, rule: he}
          - {name: "conv.weight", kind: convolution, rule: he}
        """);
    List<Tensor> tensors =
        List.of(
            new Tensor("table.weight", DType.F32, List.of(50L, 6L)),
            new Tensor("conv.weight", DType.F32, List.of(8L, 5L, 3L, 2L)),
            new Tensor("grouped.weight", DType.F32, List.of(8L, 5L, 3L, 2L)));
    Lora lora = Lora.of(tensors, RuleFile.named(rules.toString()), 4, 4, Optional.of(x -> true));
    new LoraFolder(lora, 3, DType.F32, null, null)
        .write(folder, WeightsOutput.to(folder), bytes -> {});
    String at = "base_model.model.";
    try (Checkpoint adapter = Checkpoint.open(folder.resolve("adapter_model.safetensors"))) {
      assertEquals(
          List.of(
              new Tensor(at + "table.lora_embedding_A", DType.F32, List.of(4L, 50L)),
              new Tensor(at + "table.lora_embedding_B", DType.F32, List.of(6L, 4L)),
              new Tensor(at + "conv.lora_A.weight", DType.F32, List.of(4L, 5L, 3L, 2L)),
              new Tensor(at + "conv.lora_B.weight", DType.F32, List.of(8L, 4L, 1L, 1L)),
              new Tensor(at + "grouped.lora_A.weight", DType.F32, List.of(4L, 10L, 3L, 2L)),
              new Tensor(at + "grouped.lora_B.weight", DType.F32, List.of(8L, 4L, 1L, 1L))),
          adapter.tensors());
      assertArrayEquals(new float[200], values(adapter, at + "table.lora_embedding_A"));
      assertArrayEquals(new float[32], values(adapter, at + "conv.lora_B.weight"));
      double bound = 1 / Math.sqrt(30);
      float most = 0;
      for (float value : values(adapter, at + "conv.lora_A.weight")) {
        most = Math.max(most, Math.abs(value));
      }
      // The largest of 120 uniform magnitudes is below 0.9 times the bound once in 300,000.
      assertTrue(most <= bound && most > 0.9 * bound, "most " + most);
    }
    String thrown =
        assertThrows(
                IllegalArgumentException.class,
                () -> lora.principal(0, DType.F32, Checkpoint.open(folder)))
            .getMessage();
    assertTrue(thrown.contains("of dense layers"), thrown);
  }

  @Test
  void numbersAreChecked() {
    assertThrows(IllegalArgumentException.class, () -> new Lora(List.of(), 0, 1, ""));
    assertThrows(IllegalArgumentException.class, () -> new Lora(List.of(), 1, 0, ""));
    assertThrows(IllegalArgumentException.class, () -> new Lora(List.of(), 1, Double.NaN, ""));
  }

  /** PEFT loads the folder, and the model computes at first what it computed without adapters. */
  @Test
  void peftLoadsTheAdapters() throws Exception {
    Python.require("torch", "transformers", "peft");
    Python.run(
        folder,
        """
        import torch
        from transformers import GPT2Config, GPT2LMHeadModel, LlamaConfig, LlamaForCausalLM
        torch.manual_seed(0)
        GPT2LMHeadModel(GPT2Config(n_layer=2, n_head=2, n_embd=32, vocab_size=100, n_positions=16)
            ).save_pretrained("gpt2", safe_serialization=True)
        LlamaForCausalLM(LlamaConfig(hidden_size=32, intermediate_size=48, num_hidden_layers=2,
            num_attention_heads=2, vocab_size=100)).save_pretrained("llama", safe_serialization=True)
        """);
    for (String model : List.of("gpt2", "llama")) {
      try (Checkpoint base = Checkpoint.open(folder.resolve(model))) {
        Lora lora = Lora.of(base.tensors(), RuleFile.named(model), 4, 8, Optional.empty());
        Path plain = folder.resolve(model + "-lora");
        new LoraFolder(lora, 0, DType.F32, folder.resolve(model).toString(), null)
            .write(plain, WeightsOutput.to(plain), bytes -> {});
        Path pissa = folder.resolve(model + "-pissa");
        new LoraFolder(lora, 0, DType.F32, null, base)
            .write(pissa, WeightsOutput.to(pissa), bytes -> {});
      }
    }
    String printed =
        Python.run(
            folder,
            """
            import json, torch
            from peft import PeftModel
            from transformers import AutoModelForCausalLM
            tokens = torch.arange(12).reshape(1, 12)
            for model in "gpt2", "llama":
                base = AutoModelForCausalLM.from_pretrained(model).eval()
                expected = base(tokens).logits
                for kind in "lora", "pissa":
                    folder = f"{model}-{kind}"
                    config = json.load(open(f"{folder}/adapter_config.json"))
                    under = AutoModelForCausalLM.from_pretrained(config["base_model_name_or_path"])
                    adapted = PeftModel.from_pretrained(under, folder, is_trainable=True).eval()
                    names = {n for n, p in adapted.named_parameters() if "lora_" in n}
                    trained = {n for n, p in adapted.named_parameters() if p.requires_grad}
                    far = (adapted(tokens).logits - expected).abs().max().item()
                    merged = adapted.merge_and_unload()(tokens).logits
                    apart = (merged - expected).abs().max().item()
                    print(model, kind, len(names), names == trained, far < 1e-5, apart < 1e-5)
            """);
    for (String line :
        List.of(
            "gpt2 lora 16 True True True",
            "gpt2 pissa 16 True True True",
            "llama lora 28 True True True",
            "llama pissa 28 True True True")) {
      assertTrue(printed.contains(line), printed);
    }
  }

  /** PEFT loads adapters of embeddings and convolutions, and draws its own by the same law. */
  @Test
  void peftLoadsAdaptersOfEmbeddingsAndConvolutions() throws Exception {
    Python.require("torch", "transformers", "torchvision", "peft");
    String models =
        """
        import torch, torchvision, transformers, sys
        from safetensors.torch import save_file
        def gpt2():
            return transformers.GPT2LMHeadModel(transformers.GPT2Config(
                n_layer=1, n_head=2, n_embd=32, vocab_size=100, n_positions=16)).eval()
        def resnet():
            return torchvision.models.resnet.ResNet(
                torchvision.models.resnet.BasicBlock, [1, 1, 1, 1], num_classes=5).eval()
        """;
    Python.run(
        folder,
        models
            + """
            torch.manual_seed(0)
            for name, make in ("gpt2", gpt2), ("resnet", resnet):
                state = {k: v for k, v in make().state_dict().items() if k != "lm_head.weight"}
                save_file(state, name + ".safetensors")
            """);
    List<String> kinds =
        List.of("gpt2 gpt2 *wte.weight", "resnet resnet-torchvision layer?.*.conv?.*");
    for (String kind : kinds) {
      List<String> words = List.of(kind.split(" ", -1));
      try (Checkpoint base = Checkpoint.open(folder.resolve(words.get(0) + ".safetensors"))) {
        Lora lora =
            Lora.of(
                base.tensors(),
                RuleFile.named(words.get(1)),
                4,
                8,
                Optional.of(new Glob(words.get(2))::matches));
        Path out = folder.resolve(words.get(0) + "-lora");
        new LoraFolder(lora, 0, DType.F32, null, null)
            .write(out, WeightsOutput.to(out), bytes -> {});
      }
    }
    String printed =
        Python.run(
            folder,
            models
                + """
                from peft import LoraConfig, PeftModel, get_peft_model
                from safetensors.torch import load_file
                for name, make, x in (
                        ("gpt2", gpt2, torch.arange(12).reshape(1, 12)),
                        ("resnet", resnet, torch.randn(2, 3, 32, 32, generator=torch.Generator().manual_seed(0)))):
                    base = make()
                    base.load_state_dict(load_file(name + ".safetensors"), strict=False)
                    out = lambda y: y.logits if hasattr(y, "logits") else y
                    with torch.no_grad():
                        expected = out(base(x)).clone()
                    adapted = PeftModel.from_pretrained(base, name + "-lora", is_trainable=True).eval()
                    ours = {n: p for n, p in adapted.named_parameters() if "lora_" in n}
                    saved = load_file(name + "-lora/adapter_model.safetensors")
                    same = all(any(torch.equal(p, s) for s in saved.values()) for p in ours.values())
                    far = (out(adapted(x)) - expected).abs().max().item()
                    own = get_peft_model(make(), LoraConfig(r=4, lora_alpha=8, target_modules=adapted.peft_config["default"].target_modules))
                    own = {n: p for n, p in own.named_parameters() if "lora_" in n}
                    square = lambda p: p.detach().double().pow(2).mean().item()
                    # Relative standard errors of mean squares, below 0.13 each, 5 of the difference.
                    near = all(abs(square(p) - square(own[n])) <= 0.9 * square(own[n]) for n, p in ours.items())
                    print(name, len(ours), ours.keys() == own.keys(), same, far < 1e-6, near)
                """);
    for (String line : List.of("gpt2 2 True True True True", "resnet 16 True True True True")) {
      assertTrue(printed.contains(line), printed);
    }
  }
}
