// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.weights.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import org.evenkeel.initializer.Initializer;
import org.evenkeel.parameter.Part;
import org.evenkeel.random.Formula;
import org.evenkeel.random.Key;
import org.evenkeel.weights.format.DType;
import org.evenkeel.weights.format.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/**
 * The presets beside names of published checkpoints: each row of published.csv is a tensor as the
 * checkpoint names it, and the distribution that the sources of its library give it, whose formula
 * the last column quotes. Numbers are that formula's, computed without Evenkeel.
 */
class PresetTest {

  private static List<Long> axes(String shape) {
    return Arrays.stream(shape.split("x", -1)).map(Long::valueOf).toList();
  }

  /** The tensor, the last block's tensor of the same kind, and what the row says stands beside. */
  private static List<Tensor> tensors(String name, String shape, Integer blocks, String beside) {
    List<Tensor> tensors = new ArrayList<>(List.of(new Tensor(name, DType.F32, axes(shape))));
    if (blocks != null) {
      String last =
          name.replaceFirst("(?<=[._])" + Blocks.block(name) + "(?=\\.)", "" + (blocks - 1));
      if (!last.equals(name)) {
        tensors.add(new Tensor(last, DType.F32, axes(shape)));
      }
    }
    if (beside != null) {
      for (String one : beside.split(";", -1)) {
        String[] parts = one.split(":", -1);
        tensors.add(new Tensor(parts[0], DType.F32, axes(parts[1])));
      }
    }
    return tensors;
  }

  @ParameterizedTest(name = "{0}: {1} {2}")
  @CsvFileSource(resources = "published.csv", delimiter = '|', numLinesToSkip = 1)
  void aPublishedTensorHasTheDistributionOfItsLibrary(
      String preset,
      String checkpoint,
      String name,
      String shape,
      Integer blocks,
      String beside,
      String law,
      double mean,
      double std,
      Double bound,
      Integer zeroRow) {
    RuledTensor ruled =
        RuleFile.named(preset).assign(tensors(name, shape, blocks, beside)).require(preset).get(0);
    Initializer initializer = ruled.initializer();
    for (Part part : ruled.shape().parts()) {
      assertEquals(law, initializer.formula(part).map(Formula::law).orElse("?"));
      double most = bound == null ? Double.POSITIVE_INFINITY : bound;
      assertEquals(most, initializer.range(part).high(), 1e-6 * most);
      assertEquals(-most, initializer.range(part).low(), 1e-6 * most);
    }
    assertEquals(mean, initializer.mean(), 1e-6 * mean);
    assertEquals(std, Math.sqrt(initializer.variance(ruled.shape())), 1e-5 * std);
    if (shape.contains("x") && !law.equals("constant")) {
      long width = axes(shape).get(axes(shape).size() - 1);
      for (int row = 0; row < Math.min(2, ruled.shape().size() / width); row++) {
        float[] values = values(ruled, row * width, (int) Math.min(64, width));
        boolean zeros = zeroRow != null && zeroRow == row;
        assertEquals(zeros, values.length > 1 && allZero(values), "row " + row);
      }
    }
  }

  private static float[] values(RuledTensor ruled, long from, int count) {
    FloatBuffer out = FloatBuffer.allocate(count);
    ruled.initializer().fill(ruled.shape(), Key.of(0, ruled.name()), from, out);
    return out.array();
  }

  private static boolean allZero(float[] values) {
    for (float value : values) {
      if (value != 0) {
        return false;
      }
    }
    return true;
  }

  @Test
  void everyPresetHasRows() throws Exception {
    TreeSet<String> presets = new TreeSet<>();
    try (var in = getClass().getResourceAsStream("published.csv")) {
      new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .skip(1)
          .forEach(line -> presets.add(line.split("\\|", -1)[0].strip()));
    }
    assertEquals(new TreeSet<>(RuleFile.PRESETS), presets);
    assertFalse(presets.isEmpty());
  }
}
