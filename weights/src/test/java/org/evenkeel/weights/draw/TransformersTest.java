// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.weights.draw;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.evenkeel.weights.Python;
import org.evenkeel.weights.format.Checkpoint;
import org.evenkeel.weights.format.DType;
import org.evenkeel.weights.rules.RuleFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** PyTorch, transformers and timm load what is drawn. */
class TransformersTest {

  @TempDir Path folder;

  /**
   * Small models that the library itself initializes are saved, drawn anew like what was saved, and
   * loaded again. The mean of each tensor's squares is compared with that of three models of the
   * library: the tolerance is 6 standard errors of the difference of normals, kurtosis 3, plus the
   * share that one model of three varies by; the false-alarm probability of the test is below 1e-6.
   */
  @Test
  void transformersLoadsItsModelsDrawnAnew() throws Exception {
    Python.require("torch", "transformers", "safetensors");
    String script =
        """
        import sys, math, torch, transformers as t
        t.logging.set_verbosity_error()
        def models():
            yield "gpt2", t.GPT2LMHeadModel, t.GPT2Config(n_embd=64, n_layer=3, n_head=2, vocab_size=211, n_positions=32)
            yield "llama", t.LlamaForCausalLM, t.LlamaConfig(hidden_size=64, intermediate_size=96, num_hidden_layers=3,
                num_attention_heads=4, vocab_size=211)
            yield "bert", t.BertForMaskedLM, t.BertConfig(hidden_size=64, intermediate_size=96, num_hidden_layers=3,
                num_attention_heads=4, vocab_size=211)
            yield "t5", t.T5ForConditionalGeneration, t.T5Config(d_model=64, d_kv=16, d_ff=96, num_layers=2, num_heads=4,
                vocab_size=211)
            yield "vit-hf", t.ViTForImageClassification, t.ViTConfig(hidden_size=64, intermediate_size=96,
                num_hidden_layers=3, num_attention_heads=4, image_size=32, patch_size=8)
        if sys.argv[1] == "make":
            for name, kind, config in models():
                torch.manual_seed(1)
                kind(config).save_pretrained(name, safe_serialization=True)
        else:
            for name, kind, config in models():
                drawn, info = kind.from_pretrained(name, output_loading_info=True)
                assert not info["missing_keys"] and not info["unexpected_keys"] and not info["mismatched_keys"], info
                own = []
                for seed in (1, 2, 3):
                    torch.manual_seed(seed)
                    own.append(kind(config).state_dict())
                for key, value in drawn.state_dict().items():
                    ours = value.double().pow(2).mean().item()
                    theirs = sum(o[key].double().pow(2).mean().item() for o in own) / 3
                    n = value.numel()
                    error = 6 * math.sqrt(2 / n + 2 / (3 * n))
                    assert abs(ours - theirs) <= error * theirs + 1e-12, (name, key, ours, theirs, error)
                    assert (ours == 0) == (theirs == 0), (name, key)
                print("checked", name, len(drawn.state_dict()))
        """;
    Python.run(folder, script, "make");
    String[][] rules = {
      {"gpt2", "gpt2"},
      {"llama", "llama"},
      {"bert", "bert"},
      {"t5", "t5(d_model=64, d_kv=16)"},
      {"vit-hf", "vit-hf"}
    };
    for (String[] one : rules) {
      Path model = folder.resolve(one[0]);
      try (Checkpoint like = Checkpoint.open(model)) {
        DrawPlan plan =
            DrawPlan.of(like.tensors(), RuleFile.named(one[1]), 42, false, Optional.empty());
        WeightsOutput.to(model).replacing().withShardBytes(100_000).write(plan, bytes -> {});
      }
      Files.deleteIfExists(model.resolve("model.safetensors"));
    }
    String checked = Python.run(folder, script, "check");
    assertEquals(5, checked.lines().filter(line -> line.startsWith("checked ")).count(), checked);
  }

  /** PyTorch reads every type that it knows, from one file, with the values of Java. */
  @Test
  void pyTorchReadsAllTypes() throws Exception {
    Python.require("torch", "safetensors");
    for (DType dtype : DType.DRAWN) {
      DrawPlan plan =
          DrawPlan.of(
              WeightsOutputTest.gpt2(DType.F32, 2, 32),
              RuleFile.named("gpt2"),
              9,
              false,
              Optional.of(dtype));
      WeightsOutput.to(folder.resolve(dtype + ".safetensors")).write(plan, bytes -> {});
    }
    String printed =
        Python.run(
            folder,
            """
            import torch
            from safetensors.torch import load_file
            wide = load_file("F32.safetensors")
            for name, dtype in [("F16", torch.float16), ("BF16", torch.bfloat16), ("F64", torch.float64),
                                ("F8_E4M3", getattr(torch, "float8_e4m3fn", None)),
                                ("F8_E5M2", getattr(torch, "float8_e5m2", None))]:
                if dtype is None:
                    continue
                narrow = load_file(name + ".safetensors")
                for key, value in wide.items():
                    assert narrow[key].dtype == dtype
                    assert torch.equal(narrow[key].double(), value.to(dtype).double()), (name, key)
                print(name)
            """);
    assertEquals("F16\nBF16\nF64", printed.strip().replaceAll("\nF8.*", ""));
  }
}
