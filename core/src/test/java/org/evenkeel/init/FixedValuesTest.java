package org.evenkeel.init;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ShortBuffer;
import java.util.List;
import org.evenkeel.initializer.Embedding;
import org.evenkeel.initializer.FixedUniform;
import org.evenkeel.initializer.ForgetBias;
import org.evenkeel.initializer.HalfPrecision;
import org.evenkeel.initializer.Initializer;
import org.evenkeel.parameter.Part;
import org.evenkeel.parameter.WeightRange;
import org.evenkeel.parameter.WeightShape;
import org.evenkeel.random.Key;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Constants, uniforms with bounds of their own, biases of gates, and rows of padding. */
class FixedValuesTest {

  private static final Key KEY = Key.of(0, "w");

  @ParameterizedTest
  @CsvSource({
    "zeros, 0, 0, 0",
    "ones, 1, 0x3c00, 0x3f80",
    "rezero, 0, 0, 0",
    "skipinit, 0, 0, 0",
    "constant(0.25), 0.25, 0x3400, 0x3e80",
    "constant(-0.3), -0.3, 0xb4cd, 0xbe9a",
    "constant(1e-8), 1e-8, 0, 0x322c",
  })
  void constantsAreTheirValue(String rule, float value, String float16, String bfloat16) {
    WeightShape shape = WeightShape.bias(10_000); // longer than one run
    Initializer initializer = Rules.named(rule).initializer(RuleOptions.DEFAULT.withMultiplier(9));
    for (float w : initializer.draw(shape, KEY)) {
      assertEquals(value, w);
    }
    for (HalfPrecision format : HalfPrecision.values()) {
      String bits = format == HalfPrecision.FLOAT16 ? float16 : bfloat16;
      ShortBuffer halves = ShortBuffer.allocate(3);
      initializer.fill(shape, KEY, 0, halves, format);
      assertEquals((short) (int) Integer.decode(bits), halves.get(2));
    }
    assertEquals(0, initializer.variance(shape));
  }

  /** All within the bounds, though the nearest floats of these bounds are beyond them. */
  @ParameterizedTest
  @CsvSource({"0.1, 0.4", "-0.1, 0.3", "0.1, 0.100001", "-0.7, -0.1", "-0.1, 0.1", "-1e38, 3e38"})
  void uniformsStayWithinTheirBounds(double low, double high) {
    WeightShape shape = WeightShape.bias(100_000);
    FixedUniform uniform = new FixedUniform(low, high);
    Part part = shape.parts().get(0);
    assertEquals(new WeightRange(low, high), uniform.range(part));
    double sum = 0;
    for (float w : uniform.draw(shape, KEY)) {
      assertTrue(low <= w && w <= high, "beyond the bounds: " + w);
      sum += w;
    }
    double variance = (high - low) * (high - low) / 12;
    assertEquals(variance, uniform.variance(part));
    // 5 standard errors: 6e-7
    assertEquals((low + high) / 2, sum / 1e5, 5 * Math.sqrt(variance / 1e5));
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "2, 1", "NaN, 1", "0, NaN", "0, Infinity", "-Infinity, 0", "0, 1e39"})
  void uniformsNeedAnInterval(double low, double high) {
    assertEquals(
        "a uniform interval must be finite, its lower end first: ["
            + low
            + ", "
            + high
            + "]; as in uniform(-0.05, 0.05)",
        assertThrows(IllegalArgumentException.class, () -> new FixedUniform(low, high))
            .getMessage());
  }

  /** Jozefowicz et al. 2015: 1 for the forget gate, which is the second of the four. */
  @ParameterizedTest
  @ValueSource(doubles = {1, -2.5})
  void forgetGatesAloneAreBiased(double value) {
    WeightShape shape = WeightShape.gateBias(3, WeightShape.LSTM);
    float[] b = new ForgetBias(value).draw(shape, KEY);
    assertEquals(12, b.length);
    for (int i = 0; i < b.length; i++) {
      assertEquals(i / 3 == 1 ? (float) value : 0, b[i]);
    }
    WeightShape other = WeightShape.gateBias(2, List.of("forget", "input"));
    assertEquals((float) value, new ForgetBias(value).draw(other, KEY)[1]);
    assertEquals(0f, new ForgetBias(value).draw(other, KEY)[2]);
  }

  @Test
  void forgetBiasesAreForTheBiasesOfAnLstm() {
    assertForgetRefused(
        "gate-bias of reset, update, new", WeightShape.gateBias(3, WeightShape.GRU));
    assertForgetRefused("recurrent", WeightShape.recurrent(3, WeightShape.LSTM));
    assertForgetRefused("bias", WeightShape.bias(3));
  }

  private static void assertForgetRefused(String found, WeightShape shape) {
    assertEquals(
        "forget-bias needs the biases of an LSTM: " + found + "; choose another rule",
        assertThrows(IllegalArgumentException.class, () -> new ForgetBias(1).draw(shape, KEY))
            .getMessage());
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 3, 9})
  void paddingIsZeroAndAllElseUntouched(long padding) {
    WeightShape shape = WeightShape.embedding(10, 7);
    Initializer others = Initializers.lecunNormal();
    float[] plain = others.draw(shape, KEY);
    float[] padded = new Embedding(others, padding).draw(shape, KEY);
    for (int i = 0; i < plain.length; i++) {
      assertEquals(i / 7 == padding ? 0 : plain[i], padded[i]);
    }
    assertEquals(1, new Embedding(others, padding).variance(shape));
  }

  @Test
  void paddingMustBeARow() {
    WeightShape shape = WeightShape.embedding(10, 7);
    Initializer others = Initializers.lecunNormal();
    assertEquals(
        "a padding row must be one of the table's: 10 of 10 rows; count rows from 0",
        assertThrows(
                IllegalArgumentException.class, () -> new Embedding(others, 10).draw(shape, KEY))
            .getMessage());
    assertEquals(
        "a padding row must be at least 0: -1; count rows from 0",
        assertThrows(IllegalArgumentException.class, () -> new Embedding(others, -1)).getMessage());
    assertEquals(
        "a padding row needs an embedding: dense; choose another rule",
        assertThrows(
                IllegalArgumentException.class,
                () -> new Embedding(others, 0).draw(WeightShape.dense(7, 10), KEY))
            .getMessage());
  }
}
