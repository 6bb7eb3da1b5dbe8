// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.weights.draw;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.evenkeel.weights.Python;
import org.evenkeel.weights.format.DType;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The headers of drawn files, read by the JavaScript package {@code @huggingface/hub}. */
class HubTest {

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"F32, 1000000000", "BF16, 30000", "F8_E4M3, 20000"})
  void theHubReadsOurHeaders(DType dtype, long most) throws Exception {
    DrawPlan plan = WeightsOutputTest.plan(1, dtype);
    Path model = folder.resolve("model");
    List<Path> written = WeightsOutput.to(model).withShardBytes(most).write(plan).files();
    long shards = written.stream().filter(file -> file.toString().endsWith(".safetensors")).count();
    assertEquals(dtype == DType.F32, shards == 1);
    List<String> printed = node(model).lines().toList();
    assertEquals(
        plan.tensors().stream()
            .map(DrawPlan.Planned::tensor)
            .map(
                tensor ->
                    "tensor %s %s %s"
                        .formatted(
                            tensor.name(),
                            dtype,
                            tensor.shape().stream()
                                .map(Object::toString)
                                .collect(Collectors.joining("x"))))
            .sorted()
            .toList(),
        printed.stream().filter(line -> line.startsWith("tensor ")).sorted().toList());
    long values = plan.tensors().stream().mapToLong(one -> one.tensor().elements()).sum();
    assertEquals(
        "parameters {\"%s\":%d} %d".formatted(dtype, values, shards),
        printed.get(printed.size() - 1));
  }

  /** The output of the package; skipped without it, in CI a failure. */
  private String node(Path model) throws IOException, InterruptedException {
    String node = System.getenv("EVENKEEL_NODE");
    String packages = System.getenv("EVENKEEL_NODE_PACKAGES");
    boolean there = node != null && !node.isEmpty() && packages != null;
    String missing =
        "EVENKEEL_NODE must name node, EVENKEEL_NODE_PACKAGES the folder with @huggingface/hub";
    assertTrue(there || !"required".equals(System.getenv("CI_NODE")), missing);
    Assumptions.assumeTrue(there, missing);
    Path script = folder.resolve("hub.cjs");
    try (InputStream in = Python.class.getResourceAsStream("hub.cjs")) {
      Files.write(script, in.readAllBytes());
    }
    Path out = folder.resolve("out");
    Process process =
        new ProcessBuilder(node, script.toString(), packages, model.toString())
            .redirectErrorStream(true)
            .redirectOutput(out.toFile())
            .start();
    assertTrue(process.waitFor(60, TimeUnit.SECONDS), "node takes too long");
    String printed = Files.readString(out);
    assertEquals(0, process.exitValue(), printed);
    return printed;
  }
}
