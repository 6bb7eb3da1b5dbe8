// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Damaged files of networks: whatever a file holds, it is forecast within seconds or refused in one
 * line.
 *
 * <p>Case n is a function of n alone. {@code -Devenkeel.fuzz=SECONDS} goes on to others for so
 * long.
 */
class NetworkFuzzTest {

  private static final int CASES = 300;
  private static final long SECONDS = Long.getLong("evenkeel.fuzz", 0);
  private static final double MOST_SECONDS = 5;

  private static final List<String> NETWORKS =
      List.of(
          """
          input: [64]
          layers:
            - dense: 32
            - activation: tanh
            - dropout: 0.1
            - dense: {units: 10, name: head, bias: false}
          """,
          """
          input: [1, 8, 8]
          layers:
            - convolution: {channels: 4, kernel: 3, padding: 1}
            - normalization: batch
            - residual:
                scale: 0.5
                branch:
                  - convolution: {channels: 4, kernel: [3, 3], padding: 1, groups: 2}
                  - activation: relu
            - pooling: {reduction: max, window: 2, stride: 2}
            - flatten
            - dense: 10
          """,
          """
          input: [8, 4]
          layers:
            - &block
              residual:
                - normalization: token
                - attention: {heads: 2}
            - residual: {branch: [{convolution: {channels: 8, kernel: 1, axes: 1}}], shortcut: []}
            - pooling: average
            - dense: 3
          """);

  private static final List<String> WORDS =
      List.of(
          "0",
          "-1",
          "2",
          "7",
          "1000",
          "2147483647",
          "99999999999",
          "1e300",
          ".nan",
          ".inf",
          "0x10",
          "~",
          "null",
          "true",
          "[]",
          "{}",
          "[[1]]",
          "\"\"",
          "'",
          "\t",
          "\n",
          "  ",
          ": ",
          "- ",
          "&a ",
          "*a",
          "<<: ",
          "!!java.lang.String ",
          "? ",
          "|",
          "#",
          "é",
          "\u0007",
          "dense",
          "Dense",
          "nn.Linear(8)",
          "ReLU()",
          "units",
          "out_features",
          "residual",
          "flatten",
          "name",
          "input",
          "kernel",
          "gelu",
          "rulu",
          "normal",
          "%");

  @TempDir private Path folder;

  private static String damaged(SplittableRandom random) {
    String text = NETWORKS.get(random.nextInt(NETWORKS.size()));
    for (int changes = random.nextInt(4); changes > 0 && !text.isEmpty(); changes--) {
      int at = random.nextInt(text.length());
      int end = Math.min(text.length(), at + random.nextInt(6));
      String between =
          switch (random.nextInt(4)) {
            case 0 -> "";
            case 1 -> {
              int from = random.nextInt(text.length());
              yield text.substring(from, Math.min(text.length(), from + random.nextInt(60)));
            }
            default -> WORDS.get(random.nextInt(WORDS.size()));
          };
      boolean word = random.nextBoolean();
      // Words are replaced as a whole half of the time, so that the file stays YAML.
      while (word && at > 0 && Character.isLetterOrDigit(text.charAt(at - 1))) {
        at--;
      }
      while (word && end < text.length() && Character.isLetterOrDigit(text.charAt(end))) {
        end++;
      }
      text = text.substring(0, at) + between + text.substring(Math.max(at, end));
    }
    return text;
  }

  @Test
  void damagedNetworksAreForecastOrRefusedInOneLine() throws IOException {
    Path file = folder.resolve("net.yaml");
    int read = 0;
    long end = System.nanoTime() + SECONDS * 1_000_000_000L;
    int n = 0;
    for (; n < CASES || System.nanoTime() < end; n++) {
      String text = damaged(new SplittableRandom(n));
      Files.write(file, text.getBytes(StandardCharsets.UTF_8));
      long begun = System.nanoTime();
      Runs.Result result = Runs.evenkeel("predict", "--network", file.toString());
      double seconds = (System.nanoTime() - begun) / 1e9;
      String what = "case %d, %.1f s: %s\n%s".formatted(n, seconds, result.err(), text);
      assertTrue(List.of(0, 2, 3, 4).contains(result.code()), what);
      assertTrue(seconds < MOST_SECONDS, what);
      if (result.code() == 2) {
        assertEquals(1, result.err().lines().count(), what);
        assertTrue(result.err().startsWith("evenkeel: "), what);
        for (String inner :
            List.of("Exception", "java.util", "java.lang.I", "For input", "\u0007")) {
          assertFalse(result.err().contains(inner), what);
        }
      } else {
        assertEquals("", result.err(), what);
        read++;
      }
    }
    // Some cases are undamaged, so a reader that refuses everything fails.
    assertTrue(read > n / 5 && read < n, "read " + read);
    System.out.printf("NetworkFuzzTest: %,d inputs%n", n);
  }
}
