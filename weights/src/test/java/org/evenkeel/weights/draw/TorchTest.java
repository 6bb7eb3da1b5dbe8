// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.weights.draw;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.Optional;
import org.evenkeel.weights.Python;
import org.evenkeel.weights.format.DType;
import org.evenkeel.weights.rules.RuleFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** PyTorch loads what is drawn. */
class TorchTest {

  @TempDir Path folder;

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
