// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.read;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.evenkeel.djl.build.DjlBlock;
import org.evenkeel.djl.draw.FirstWeights;
import org.evenkeel.djl.observe.OutputStatistics;
import org.evenkeel.init.Assignment;
import org.evenkeel.init.Start;
import org.evenkeel.parameter.Kind;
import org.evenkeel.parameter.Part;
import org.evenkeel.parameter.WeightShape;
import org.evenkeel.random.Key;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every block of DJL that holds parameters: what each is for, and what is drawn. */
class ParameterRoleTest {

  private static String text(FirstWeights.Planned planned) {
    Assignment assignment = planned.assignment();
    WeightShape shape = planned.shape().orElseThrow();
    String text = assignment.parameter() + " " + assignment.kind() + " " + shape.dimensions();
    if (shape.parts().get(0).fans() != null) {
      text += " %.0f/%.0f".formatted(shape.fans().in(), shape.fans().out());
    }
    if (shape.parts().size() > 1) {
      text += " " + shape.parts().stream().map(Part::label).collect(Collectors.joining(","));
    }
    return assignment.kind().isWeight() ? text + " " + assignment.why() : text;
  }

  @ParameterizedTest
  @MethodSource("org.evenkeel.djl.build.DjlBlock#rows")
  void everyParameterHasItsKindAndFans(DjlBlock row) {
    Block block = row.block().get();
    Shape[] inputs = row.inputs().toArray(new Shape[0]);
    FirstWeights weights = FirstWeights.of(Start.of("lecun")).applyTo(block);
    assertEquals(List.of(), weights.untouched());
    List<FirstWeights.Planned> ahead = weights.plan(inputs);
    assertEquals(row.parameters(), ahead.stream().map(ParameterRoleTest::text).toList());
    assertTrue(block.getParameters().values().stream().noneMatch(Parameter::isInitialized));
    try (NDManager manager = NDManager.newBaseManager()) {
      block.initialize(manager, DataType.FLOAT32, inputs);
      assertEquals(ahead, weights.plan());
    }
  }

  /**
   * The values are core's own, and their second moment is 1/n_in: relative standard deviation
   * √(2/n) for n of them; 6 of those are a false alarm once in 500 million.
   */
  @ParameterizedTest
  @MethodSource("org.evenkeel.djl.build.DjlBlock#rows")
  void everyParameterIsDrawnByItsRule(DjlBlock row) {
    Block block = row.block().get();
    FirstWeights weights =
        FirstWeights.of(Start.of("lecun").withBiasVariance(0.25).withSeed(3)).applyTo(block);
    try (NDManager manager = NDManager.newBaseManager()) {
      block.initialize(manager, DataType.FLOAT32, row.inputs().toArray(new Shape[0]));
      Map<String, Parameter> byName = new TreeMap<>();
      block
          .getParameters()
          .forEach(
              pair -> {
                Parameter parameter = pair.getValue();
                String end = "_" + parameter.getName();
                byName.put(pair.getKey(), parameter);
                assertTrue(("_" + pair.getKey()).endsWith(end));
              });
      for (FirstWeights.Planned planned : weights.plan()) {
        String name = planned.assignment().parameter();
        WeightShape shape = planned.shape().orElseThrow();
        float[] values = byName.get(name).getArray().toFloatArray();
        assertArrayEquals(
            planned.assignment().initializer().draw(shape, Key.of(3, name)), values, name);
        double expected =
            switch (planned.assignment().kind()) {
              case SCALE -> 1;
              case SHIFT -> 0;
              case SLOPE -> 0.0625;
              case BIAS, GATE_BIAS -> 0.25;
              default -> 1 / shape.fans().in();
            };
        double tolerance = expected * 6 * Math.sqrt(2.0 / values.length);
        assertEquals(
            expected, OutputStatistics.secondMoment(byName.get(name).getArray()), tolerance, name);
      }
    }
  }

  /** The table names every kind that a block of DJL's can have: all but the fused one. */
  @Test
  void everyKindHasARow() {
    List<String> kinds =
        DjlBlock.rows()
            .flatMap(row -> row.parameters().stream())
            .map(text -> text.split(" ", -1)[1])
            .distinct()
            .toList();
    assertEquals(
        Arrays.stream(Kind.values())
            .filter(kind -> kind != Kind.FUSED)
            .map(Kind::toString)
            .sorted()
            .toList(),
        kinds.stream().sorted().toList());
  }
}
