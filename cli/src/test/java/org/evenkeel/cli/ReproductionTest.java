// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same output of the same command, while garbage is collected again and again. */
class ReproductionTest {

  private static final int RUNS = 3;

  /** Milliseconds; a forward and backward pass takes about as long. */
  private static final int PAUSE = 20;

  private static Thread collector;

  @BeforeAll
  static void collect() {
    collector =
        new Thread(
            () -> {
              try {
                while (true) {
                  System.gc();
                  Thread.sleep(PAUSE);
                }
              } catch (InterruptedException e) {
                // all commands have run
              }
            },
            "garbage collections");
    collector.setDaemon(true);
    collector.start();
  }

  @AfterAll
  static void stop() throws InterruptedException {
    collector.interrupt();
    collector.join();
  }

  private static String same(String command) {
    String[] args = (command + " --format json").split(" ");
    String first = Runs.evenkeel(args).out();
    for (int run = 1; run < RUNS; run++) {
      assertEquals(first, Runs.evenkeel(args).out());
    }
    return first;
  }

  /**
   * The figure of PyTorch with the same weights, batch and loss; processors differ in its last
   * digits.
   */
  @Test
  void aCheckOfSilu() {
    assertEquals(
        36.7047187,
        JsonParser.parseString(
                same("check --layers 64,64x12,10 --activation silu --rule activation"))
            .getAsJsonObject()
            .getAsJsonArray("layers")
            .get(0)
            .getAsJsonObject()
            .getAsJsonObject("gradient")
            .get("measured")
            .getAsDouble(),
        1e-5);
  }

  @Test
  void aTrainingOfScaledBranches(@TempDir Path folder) throws IOException {
    Path network = folder.resolve("scaled.yaml");
    Files.writeString(
        network,
        """
        input: [64]
        layers:
        %s  - dense: 10
        """
            .formatted(
                """
                  - residual:
                      scale: 0.1768
                      branch:
                        - activation: silu
                        - dense: 64
                """
                    .repeat(4)));
    same("train --network " + network + " --epochs 1 --examples 100");
  }

  @Test
  void aComparisonOfAttention(@TempDir Path folder) throws IOException {
    Path network = folder.resolve("attention.yaml");
    Files.writeString(
        network,
        """
        input: [8, 8]
        layers:
          - residual:
              - normalization: token
              - attention: {heads: 2}
          - residual:
              - normalization: token
              - convolution: {channels: 16, kernel: 1, axes: 1}
              - activation: silu
              - convolution: {channels: 8, kernel: 1, axes: 1}
          - flatten
          - dense: 10
        """);
    same("compare --network " + network + " --starts auto,he --epochs 1 --examples 100");
  }
}
