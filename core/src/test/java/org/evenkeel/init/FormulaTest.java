// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.init;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.evenkeel.initializer.Initializer;
import org.evenkeel.initializer.TruncatedNormal;
import org.evenkeel.parameter.Kind;
import org.evenkeel.parameter.Part;
import org.evenkeel.parameter.WeightShape;
import org.evenkeel.random.Formula;
import org.evenkeel.random.Key;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A formula computes the bits of the initializer that has it. */
class FormulaTest {

  private static final Key KEY = Key.of(7, "w");

  static Stream<Samples.Sample> samples() {
    return Samples.all();
  }

  @ParameterizedTest
  @MethodSource("samples")
  void aFormulaDrawsTheInitializersBits(Samples.Sample sample) {
    Initializer initializer = sample.rule().initializer(RuleOptions.DEFAULT);
    for (Kind kind : Kind.values()) {
      for (WeightShape shape : Samples.shapes(kind)) {
        if (sample.refusal(shape) != null || sample.needs() == Samples.Needs.TABLE) {
          continue;
        }
        float[] whole = initializer.draw(shape, KEY);
        int start = 0;
        for (Part part : shape.parts()) {
          Optional<Formula> formula = initializer.formula(part);
          boolean single =
              switch (sample.law()) {
                case ORTHOGONAL, SPARSE, FIXED, AROUND_IDENTITY, TIME_STEP -> false;
                case CONSTANT -> sample.needs() == Samples.Needs.NOTHING;
                default -> true;
              };
          assertEquals(single, formula.isPresent(), sample + " " + kind);
          if (single) {
            float[] alone = new float[(int) part.size()];
            formula.orElseThrow().fill(KEY, start, FloatBuffer.wrap(alone));
            assertArrayEquals(Arrays.copyOfRange(whole, start, start + alone.length), alone);
          }
          start += (int) part.size();
        }
      }
    }
  }

  @Test
  void aTailHasNoFormula() {
    Part part = WeightShape.dense(4, 4).parts().get(0);
    assertEquals(Optional.empty(), new TruncatedNormal(1, 3, 9).formula(part));
  }

  @Test
  void anUnknownFormulaIsRefused() {
    FloatBuffer out = FloatBuffer.allocate(1);
    Formula cauchy = new Formula("cauchy", Map.of());
    assertThrows(IllegalArgumentException.class, () -> cauchy.fill(KEY, 0, out));
    Formula bare = new Formula("normal", Map.of());
    assertThrows(IllegalArgumentException.class, () -> bare.fill(KEY, 0, out));
  }
}
