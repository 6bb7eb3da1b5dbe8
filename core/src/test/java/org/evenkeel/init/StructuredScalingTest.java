package org.evenkeel.init;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.FloatBuffer;
import java.nio.ShortBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.evenkeel.initializer.HalfPrecision;
import org.evenkeel.initializer.Initializer;
import org.evenkeel.initializer.StructuredScaling;
import org.evenkeel.parameter.Kind;
import org.evenkeel.parameter.Part;
import org.evenkeel.parameter.Structure;
import org.evenkeel.parameter.WeightShape;
import org.evenkeel.random.Key;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Centered, orthogonal and mirrored weights of one variance by fan-in, for every kind of layer;
 * what is theirs alone is in {@link MirroredPairsTest} and {@link DeltaOrthogonalTest}.
 */
class StructuredScalingTest {

  private static final double SCALE = 1.7;

  private static final Key KEY = Key.of(4, "structured");

  static Stream<Arguments> table() {
    return Samples.shapes()
        .filter(shape -> shape.parts().get(0).fans() != null)
        .flatMap(
            shape ->
                Stream.of(
                        new StructuredScaling(SCALE, false, true),
                        new StructuredScaling(SCALE, true, false),
                        new StructuredScaling(SCALE, true, true),
                        new StructuredScaling(SCALE, false, true, true),
                        new StructuredScaling(SCALE, true, true, true),
                        new StructuredScaling.Mirrored(SCALE, false, true),
                        new StructuredScaling.Mirrored(SCALE, true, false),
                        new StructuredScaling.Mirrored(SCALE, true, true),
                        new StructuredScaling.Mirrored(SCALE, true, true, true))
                    .map(initializer -> Arguments.of(initializer, shape)));
  }

  /**
   * The mean of w² is exact for orthogonal weights, but where an odd number of units leaves one
   * without a partner, whose row counts once; for independent ones it is within 6 standard errors,
   * a false alarm in 60 cells with probability 1e-7.
   */
  @ParameterizedTest
  @MethodSource("table")
  void meanSquareIsScaleOverFanIn(Initializer initializer, WeightShape shape) {
    float[] w = initializer.draw(shape, KEY);
    int from = 0;
    for (Part part : shape.parts()) {
      double variance = SCALE / part.fans().in();
      assertEquals(variance, initializer.variance(part), 1e-12 * variance);
      double squares = 0;
      for (int i = 0; i < part.size(); i++) {
        squares += (double) w[from + i] * w[from + i];
      }
      boolean independent = initializer.structure() == Structure.CENTERED;
      double chance =
          independent
              ? 6 * Math.sqrt(2.2 / part.size())
              : isLeftOver(initializer, part) ? 0.5 : 1e-6;
      assertEquals(variance, squares / part.size(), chance * variance, part.label());
      from += (int) part.size();
    }
  }

  private static boolean isLeftOver(Initializer initializer, Part part) {
    return initializer instanceof StructuredScaling.Mirrored mirrored
        && mirrored.outputs()
        && part.outputs() > 1
        && part.outputs() % 2 == 1;
  }

  /** Slices have the bits of the whole, and 16 bits are those rounded once. */
  @ParameterizedTest
  @MethodSource("table")
  void slicesAndHalvesAreThoseOfTheWhole(Initializer initializer, WeightShape shape) {
    float[] w = initializer.draw(shape, KEY);
    int from = w.length / 3;
    float[] slice = new float[Math.min(100, w.length - from)];
    initializer.fill(shape, KEY, from, FloatBuffer.wrap(slice));
    assertArrayEquals(Arrays.copyOfRange(w, from, from + slice.length), slice);
    ShortBuffer halves = ShortBuffer.allocate(slice.length);
    initializer.fill(shape, KEY, from, halves, HalfPrecision.FLOAT16);
    for (int i = 0; i < slice.length; i++) {
      assertEquals(HalfPrecision.FLOAT16.round(slice[i]), halves.get(i));
    }
  }

  /** Sums over the input channels at each place of each unit's kernel. */
  @ParameterizedTest
  @MethodSource("table")
  void centeredUnitsSumToZero(Initializer initializer, WeightShape shape) {
    float[] w = initializer.draw(shape, KEY);
    int from = 0;
    for (Part part : shape.parts()) {
      double deviation = Math.sqrt(initializer.variance(part));
      for (int matrix = 0; matrix < part.count(); matrix++) {
        if (initializer.structure().isCentered()) {
          double[][] sums = sums(part, w, from + matrix * (int) part.matrixSize());
          Arrays.stream(sums)
              .flatMapToDouble(Arrays::stream)
              .forEach(
                  sum ->
                      assertEquals(
                          0, sum, 1e-6 * Math.max(1, deviation * part.inputs()), part.label()));
        }
      }
      from += (int) part.size();
    }
  }

  /**
   * In 16 bits each weight is off by half a unit in its last place at most, and so are the sums of
   * centered units and the mean of w²; opposite weights stay exactly opposite.
   */
  @ParameterizedTest
  @MethodSource("table")
  void halvesKeepSumsPairsAndVariance(Initializer initializer, WeightShape shape) {
    float[] w = initializer.draw(shape, KEY);
    for (HalfPrecision format : HalfPrecision.values()) {
      ShortBuffer halves = ShortBuffer.allocate(w.length);
      initializer.fill(shape, KEY, 0, halves, format);
      double half = format == HalfPrecision.FLOAT16 ? 0x1p-11 : 0x1p-8;
      float[] rounded = new float[w.length];
      float[] error = new float[w.length];
      double squares = 0;
      double roundedSquares = 0;
      for (int i = 0; i < w.length; i++) {
        rounded[i] = format.value(halves.get(i));
        assertEquals(-rounded[i], format.value(format.round(-w[i])), 0);
        error[i] = (float) (half * Math.abs(w[i]) + 0x1p-25);
        squares += (double) w[i] * w[i];
        roundedSquares += (double) rounded[i] * rounded[i];
      }
      assertEquals(squares, roundedSquares, 2.01 * half * squares);
      int from = 0;
      for (Part part : shape.parts()) {
        for (int matrix = 0; matrix < part.count() && isCentered(initializer); matrix++) {
          int start = from + matrix * (int) part.matrixSize();
          double[][] sums = sums(part, rounded, start);
          double[][] errors = sums(part, error, start);
          for (int unit = 0; unit < sums.length; unit++) {
            for (int place = 0; place < sums[unit].length; place++) {
              assertEquals(0, sums[unit][place], 1e-6 + errors[unit][place], part.label());
            }
          }
        }
        from += (int) part.size();
      }
    }
  }

  private static boolean isCentered(Initializer initializer) {
    return initializer.structure().isCentered();
  }

  /** By unit and place; of depthwise kernels over all places, of single values none. */
  private static double[][] sums(Part part, float[] w, int from) {
    int taps = (int) part.taps();
    int inputs = (int) part.inputs();
    if (inputs * taps == 1) {
      return new double[0][];
    }
    double[][] sums = new double[(int) part.outputs()][inputs == 1 ? 1 : taps];
    int columns = (int) (part.inputsFirst() ? part.outputs() : part.inputs());
    for (int i = 0; i < part.matrixSize(); i++) {
      int row = i / taps / columns;
      int column = i / taps % columns;
      int unit = part.inputsFirst() ? column : row;
      sums[unit][inputs == 1 ? 0 : i % taps] += w[from + i];
    }
    return sums;
  }

  /** A square matrix keeps lengths: all of them, or those of vectors that sum to zero. */
  @ParameterizedTest
  @CsvSource({"48, 48, false", "48, 48, true", "20, 48, true", "48, 20, false", "48, 20, true"})
  void squareMatrixKeepsLengths(int in, int out, boolean centered) {
    float[] w = new StructuredScaling(1, centered, true).draw(WeightShape.dense(in, out), KEY);
    int dimensions = centered ? in - 1 : in;
    Matrix rows = Matrix.of(w, 0, out);
    if (out <= dimensions) {
      assertEquals(0, rows.defect(1), 1e-6);
      return;
    }
    // The projection onto centered vectors, times out/dimensions
    double[] x = IntStream.range(0, in).mapToDouble(i -> Math.sin(i)).toArray();
    double mean = centered ? Arrays.stream(x).average().orElseThrow() : 0;
    double length = Arrays.stream(x).map(one -> (one - mean) * (one - mean)).sum();
    double image = Arrays.stream(rows.times(x)).map(one -> one * one).sum();
    assertEquals(length * out / dimensions, image, 1e-6 * image);
  }

  @Test
  void largeMatricesAreIndependent() {
    WeightShape large = WeightShape.dense(1100, 1100);
    float[] w = new float[3];
    new StructuredScaling(1, false, true).fill(large, KEY, 5, FloatBuffer.wrap(w));
    float[] normal = new float[3];
    new StructuredScaling(1, false, false).fill(large, KEY, 5, FloatBuffer.wrap(normal));
    assertArrayEquals(normal, w);
    assertEquals(Kind.DENSE, large.kind());
  }

  /** Independent pairs, with a mean of w² within 6 standard errors: a false alarm in 1e9. */
  @Test
  void largePairsAreIndependent() {
    WeightShape large = WeightShape.dense(1200, 1200);
    StructuredScaling.Mirrored initializer = new StructuredScaling.Mirrored(2, true, true);
    float[] w = initializer.draw(large, KEY);
    double squares = IntStream.range(0, w.length).mapToDouble(i -> (double) w[i] * w[i]).sum();
    assertEquals(2.0 / 1200, squares / w.length, 6 * Math.sqrt(2.0 / 360_000) * 2 / 1200);
    float[] slice = new float[3];
    initializer.fill(large, KEY, 700_001, FloatBuffer.wrap(slice));
    assertArrayEquals(Arrays.copyOfRange(w, 700_001, 700_004), slice);
    assertEquals(-w[5], w[600 * 1200 + 5]);
    assertEquals(-w[5], w[605]);
  }

  @Test
  void isOneSequenceWhateverTheThreads() throws Exception {
    WeightShape shape = WeightShape.dense(600, 500);
    for (Initializer initializer :
        List.of(
            new StructuredScaling(1, true, true), new StructuredScaling.Mirrored(1, true, true))) {
      Callable<float[]> draw = () -> initializer.draw(shape, KEY);
      try (var pools = new Pools()) {
        assertArrayEquals(pools.one.submit(draw).get(), pools.four.submit(draw).get());
      }
    }
  }

  private static final class Pools implements AutoCloseable {
    private final ForkJoinPool one = new ForkJoinPool(1);
    private final ForkJoinPool four = new ForkJoinPool(4);

    @Override
    public void close() {
      one.shutdown();
      four.shutdown();
    }
  }

  @Test
  void structureIsNamed() {
    assertEquals(Structure.ORTHOGONAL, new StructuredScaling(1, false, true).structure());
    assertEquals(Structure.CENTERED, new StructuredScaling(1, true, false).structure());
    assertEquals(
        "centered-orthogonal", new StructuredScaling(1, true, true).structure().toString());
    assertEquals(Structure.MIRRORED, new StructuredScaling.Mirrored(1, true, false).structure());
    assertEquals(Structure.ORTHOGONAL, new StructuredScaling.Mirrored(1, false, true).structure());
    assertEquals(2, Structure.MIRRORED.pairing());
    for (Structure structure : Structure.values()) {
      assertEquals(structure, Structure.named(structure.toString()));
    }
    assertThrows(IllegalArgumentException.class, () -> new StructuredScaling(0, true, true));
    assertThrows(
        IllegalArgumentException.class, () -> new StructuredScaling.Mirrored(0, true, true));
  }

  /** What is drawn of a shape, where that is not what its size or kernel allow. */
  @Test
  void structureOfAPartDependsOnItsShape() {
    Part square = WeightShape.convolution(8, 8, 1, 3, 3).parts().get(0);
    Part wide = WeightShape.convolution(8, 16, 1, 3, 3).parts().get(0);
    Part dense = WeightShape.dense(8, 8).parts().get(0);
    Part large = WeightShape.dense(1200, 1200).parts().get(0);
    StructuredScaling delta = new StructuredScaling(1, false, true, true);
    assertEquals(Structure.DELTA_ORTHOGONAL, delta.structure(square));
    assertEquals(Structure.ORTHOGONAL, delta.structure(wide));
    assertEquals(Structure.ORTHOGONAL, delta.structure(dense));
    assertEquals(Structure.INDEPENDENT, delta.structure(large));
    StructuredScaling centered = new StructuredScaling(1, true, true, true);
    assertEquals(Structure.DELTA_CENTERED, centered.structure(square));
    assertEquals(Structure.CENTERED_ORTHOGONAL, centered.structure(wide));
    assertEquals(Structure.CENTERED, centered.structure(large));
    Initializer pairs = new StructuredScaling.Mirrored(1, true, true, true);
    assertEquals(Structure.DELTA_MIRRORED, pairs.structure(square));
    assertEquals(Structure.MIRRORED, pairs.structure(wide));
    assertEquals(Structure.MIRRORED_INDEPENDENT, pairs.structure(large));
    Initializer first = new StructuredScaling.Mirrored(1, false, true, true);
    assertEquals(Structure.ORTHOGONAL, first.structure(square));
    assertEquals(Structure.INDEPENDENT, first.structure(large));
  }

  /**
   * The bits of (5, 4), and of (6, 4) in pairs, from seed 0 and the name dense1.weight: the draw of
   * this version, held so that no later one changes it.
   */
  @ParameterizedTest
  @MethodSource("bits")
  void keepsItsBitsForEver(Initializer initializer, WeightShape shape, int[] at, String bits) {
    float[] w = initializer.draw(shape, Key.of(0, "dense1.weight"));
    String found =
        IntStream.of(at)
            .mapToObj(i -> "%08x".formatted(Float.floatToRawIntBits(w[i])))
            .collect(Collectors.joining(" "));
    assertEquals(bits, found);
  }

  static Stream<Arguments> bits() {
    WeightShape five = WeightShape.dense(4, 5);
    WeightShape six = WeightShape.dense(4, 6);
    WeightShape kernel = WeightShape.convolution(4, 4, 1, 3);
    int[] ofFive = {0, 7, 19};
    int[] ofSix = {0, 7, 23};
    int[] ofKernel = {1, 16, 46};
    return Stream.of(
        Arguments.of(
            new StructuredScaling(1, false, true), five, ofFive, "bef8d81a bea49810 3ede4910"),
        Arguments.of(
            new StructuredScaling(1, true, false), five, ofFive, "be7eea4e 3ed1c62a 3eacf188"),
        Arguments.of(
            new StructuredScaling(1, true, true), five, ofFive, "3e69cf36 bf471fd5 bdba2e52"),
        Arguments.of(
            new StructuredScaling.Mirrored(1, false, true),
            six,
            ofSix,
            "beea9645 3f513ed5 3f0c8c17"),
        Arguments.of(
            new StructuredScaling.Mirrored(1, true, false),
            six,
            ofSix,
            "beed16c9 be99d381 3eab88ec"),
        Arguments.of(
            new StructuredScaling.Mirrored(1, true, true),
            six,
            ofSix,
            "becb7256 bf081180 3ef7b78c"),
        Arguments.of(
            new StructuredScaling(1, false, true, true),
            kernel,
            ofKernel,
            "beea9645 3e9fc000 3e2a538a"),
        Arguments.of(
            new StructuredScaling(1, true, true, true),
            kernel,
            ofKernel,
            "3f75e25f bed2ff7c bf32220e"),
        Arguments.of(
            new StructuredScaling.Mirrored(1, true, true, true),
            kernel,
            ofKernel,
            "bf12865a 3f12865a 3f12865a"));
  }
}
