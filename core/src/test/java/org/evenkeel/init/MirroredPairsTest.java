package org.evenkeel.init;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.evenkeel.initializer.FixedNormal;
import org.evenkeel.initializer.StructuredScaling;
import org.evenkeel.parameter.Part;
import org.evenkeel.parameter.WeightShape;
import org.evenkeel.random.Key;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The pairs of opposite sign of {@link StructuredScaling.Mirrored}, for every kind of layer. */
class MirroredPairsTest {

  private static final double SCALE = 1.7;

  private static final Key KEY = Key.of(4, "mirrored");

  static Stream<Arguments> table() {
    return Samples.shapes()
        .filter(shape -> shape.parts().get(0).fans() != null)
        .flatMap(
            shape ->
                Stream.of(
                        new StructuredScaling.Mirrored(SCALE, false, true),
                        new StructuredScaling.Mirrored(SCALE, true, false),
                        new StructuredScaling.Mirrored(SCALE, true, true),
                        new StructuredScaling.Mirrored(SCALE, true, true, true))
                    .map(initializer -> Arguments.of(initializer, shape)));
  }

  /** The second half of units is the first one negated, and so is what they take of a pair. */
  @ParameterizedTest
  @MethodSource("table")
  void halvesAreOpposite(StructuredScaling.Mirrored initializer, WeightShape shape) {
    float[] w = initializer.draw(shape, KEY);
    int from = 0;
    for (Part part : shape.parts()) {
      for (int matrix = 0; matrix < part.count(); matrix++) {
        int start = from + matrix * (int) part.matrixSize();
        for (int unit = 0; unit < part.outputs(); unit++) {
          for (int input = 0; input < part.inputs(); input++) {
            for (int tap = 0; tap < part.taps(); tap++) {
              float one = w[start + index(part, unit, input, tap)];
              if (initializer.outputs() && unit + part.outputs() / 2 < part.outputs() / 2 * 2) {
                int other = unit + (int) part.outputs() / 2;
                assertEquals(-one, w[start + index(part, other, input, tap)], part.label());
              }
              if (initializer.inputs() && input < part.inputs() / 2) {
                int other = input + (int) part.inputs() / 2;
                assertEquals(-one, w[start + index(part, unit, other, tap)], part.label());
              }
              if (initializer.inputs() && part.inputs() > 1 && input == part.inputs() / 2 * 2) {
                assertEquals(0, one, part.label());
              }
            }
          }
        }
      }
      from += (int) part.size();
    }
  }

  private static int index(Part part, int unit, int input, int tap) {
    long row = part.inputsFirst() ? input : unit;
    long column = part.inputsFirst() ? unit : input;
    long columns = part.inputsFirst() ? part.outputs() : part.inputs();
    return (int) ((row * columns + column) * part.taps() + tap);
  }

  /** Of pairs of opposite sign, a square matrix keeps the length up to a factor. */
  @ParameterizedTest
  @CsvSource({"48, 48, true, true", "48, 48, false, true", "48, 96, true, true"})
  void keepsLengths(int in, int out, boolean inputs, boolean outputs) {
    float[] w =
        new StructuredScaling.Mirrored(SCALE, inputs, outputs)
            .draw(WeightShape.dense(in, out), KEY);
    double[] x = IntStream.range(0, in).mapToDouble(i -> Math.sin(i)).toArray();
    for (int i = in / 2; inputs && i < in; i++) {
      x[i] = -x[i - in / 2];
    }
    double length = Arrays.stream(x).map(one -> one * one).sum();
    double image = Arrays.stream(Matrix.of(w, 0, out).times(x)).map(one -> one * one).sum();
    boolean all = !outputs || inputs || out / 2 >= in;
    if (all) {
      assertEquals(SCALE * (inputs ? 2 : 1) * length * out / in, image, 1e-6 * image);
    } else { // half as many dimensions as data have: on average alone
      assertEquals(SCALE * length * out / in, image, 0.6 * image);
    }
  }

  /** Normal values, the second half of them the first one negated, whatever the slice. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 64})
  void biasesArePaired(int units) {
    WeightShape shape = WeightShape.bias(units);
    float[] b = new FixedNormal.Paired(0.3).draw(shape, KEY);
    float[] normal = new FixedNormal(0.3).draw(shape, KEY);
    for (int i = 0; i < units; i++) {
      int pairs = units / 2;
      assertEquals(i >= pairs && i < 2 * pairs ? -normal[i - pairs] : normal[i], b[i]);
      float[] slice = new float[units - i];
      new FixedNormal.Paired(0.3).fill(shape, KEY, i, FloatBuffer.wrap(slice));
      assertArrayEquals(Arrays.copyOfRange(b, i, units), slice);
    }
  }
}
