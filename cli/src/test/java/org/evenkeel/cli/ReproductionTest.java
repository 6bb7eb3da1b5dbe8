// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

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

  /** More of them with {@code -Devenkeel.runs=20}. */
  private static final int RUNS = Integer.getInteger("evenkeel.runs", 2);

  /** Milliseconds; the passes of a command take longer. */
  private static final int PAUSE = 50;

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
    Runs.Result result = Runs.evenkeel(args);
    assertNotEquals("", result.out(), result.err());
    String first = result.out();
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

  /** Layers of images, with an activation of each shape between them. */
  @Test
  void everyCommandOnLayersOfImages(@TempDir Path folder) throws IOException {
    Path network = folder.resolve("images.yaml");
    Files.writeString(
        network,
        """
        input: [1, 8, 8]
        layers:
          - convolution: {channels: 8, kernel: 3, padding: 1}
          - normalization: batch
          - activation: relu
          - residual:
              scale: 0.1768
              branch:
                - convolution: {channels: 8, kernel: 3, padding: 1, groups: 2}
                - normalization: {over: group, groups: 2}
                - activation: silu
          - product:
              branches:
                - []
                - [{convolution: {channels: 8, kernel: 1}}, {activation: sigmoid}]
          - concatenation:
              branches:
                - [{pooling: {reduction: max, window: 2}}]
                - [{pooling: {reduction: average, window: 2}}]
          - transposed-convolution: {channels: 8, kernel: 2, stride: 2}
          - normalization: layer
          - activation: mish
          - dropout: 0.1
          - pooling: {reduction: max, window: 2}
          - flatten
          - dense: 32
          - activation: softplus
          - gated-sum:
              branches:
                - [{dense: 32}, {activation: hard-tanh}]
                - [{dense: 32}, {activation: elu}]
                - []
          - dense: 10
        """);
    String options = "--network " + network;
    trained(options);
    same("tune --trials 1 --seeds 1 --workers 1 --epochs 1 --examples 100 " + options);
  }

  /** Layers of tokens. */
  @Test
  void everyCommandOnLayersOfTokens(@TempDir Path folder) throws IOException {
    Path network = folder.resolve("tokens.yaml");
    Files.writeString(
        network,
        """
        input: 16
        layers:
          - memory:
              name: source
              tokens: 10
              layers:
                - embedding: {vocabulary: 4, units: 16}
                - positions: learned
                - residual:
                    - normalization: token
                    - attention: {heads: 4}
          - embedding: {vocabulary: 4, units: 16}
          - positions: sinusoidal
          - residual:
              - normalization: rms
              - attention: {heads: 4, key-heads: 2, causal: true, rotary: 10000}
          - residual:
              - normalization: token
              - attention: {heads: 4, memory: source}
          - residual:
              - normalization: rms
              - gated: {units: 32, function: gelu}
          - residual:
              - layer-scale: 0.5
              - experts: {count: 3, units: 32, function: silu}
          - recurrent: {cell: rnn, units: 8}
          - recurrent: {cell: gru, units: 8}
          - recurrent: {cell: lstm, units: 8, bidirectional: true}
          - token: last
          - dense: 4
        """);
    trained("--data brackets --network " + network);
  }

  private static void trained(String options) {
    same("check " + options);
    same("train --epochs 1 --examples 100 " + options);
    same("compare --starts auto,he --epochs 1 --examples 100 " + options);
  }
}
