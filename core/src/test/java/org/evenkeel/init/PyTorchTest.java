package org.evenkeel.init;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.evenkeel.activation.Activations;
import org.evenkeel.activation.Gains;
import org.evenkeel.initializer.Distribution;
import org.evenkeel.initializer.Identity;
import org.evenkeel.initializer.Initializer;
import org.evenkeel.initializer.Orthogonal;
import org.evenkeel.initializer.Sparse;
import org.evenkeel.initializer.TruncatedNormal;
import org.evenkeel.initializer.VarianceScaling;
import org.evenkeel.parameter.FanMode;
import org.evenkeel.parameter.Part;
import org.evenkeel.parameter.WeightShape;
import org.evenkeel.random.Key;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What PyTorch's {@code torch.nn.init} does, row by row, from src/test/resources: {@code python3
 * pytorch.py}. Ours is the same wherever PyTorch is right; where it is wrong, the row says by which
 * factor on the variance, and why.
 */
class PyTorchTest {

  record Row(
      String function,
      String layer,
      List<String> arguments,
      String statistic,
      String text,
      double error,
      double factor,
      String verdict,
      String note) {

    double value() {
      return Double.parseDouble(text);
    }

    double argument(int i) {
      return Double.parseDouble(arguments.get(i));
    }
  }

  private static final List<Row> ROWS = read();

  private static List<Row> read() {
    try (InputStream csv = PyTorchTest.class.getResourceAsStream("pytorch.csv")) {
      return new String(csv.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .skip(2) // the command and the header
          .map(line -> line.split("\\|", -1))
          .map(
              w ->
                  new Row(
                      w[0],
                      w[1],
                      List.of(w[2].split(" ", -1)),
                      w[3],
                      w[4],
                      Double.parseDouble(w[5]),
                      Double.parseDouble(w[6]),
                      w[7],
                      w[8]))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Stream<Row> rows(String... functions) {
    return ROWS.stream().filter(row -> List.of(functions).contains(row.function()));
  }

  static Stream<Row> gains() {
    return rows("calculate_gain");
  }

  static Stream<Row> scaled() {
    return rows("kaiming_normal_", "kaiming_uniform_", "xavier_normal_", "xavier_uniform_");
  }

  static Stream<Row> truncated() {
    return rows("trunc_normal_");
  }

  static Stream<Row> identities() {
    return rows("dirac_", "eye_");
  }

  static Stream<Row> orthogonal() {
    return rows("orthogonal_");
  }

  static Stream<Row> sparse() {
    return rows("sparse_");
  }

  @Test
  void everyRowIsHeldByATest() {
    Set<String> held = new TreeSet<>(Set.of("float16", "bfloat16")); // these in HalfPrecisionTest
    Stream.of(gains(), scaled(), truncated(), identities(), orthogonal(), sparse())
        .forEach(rows -> held.add(rows.findFirst().orElseThrow().function()));
    held.addAll(
        Set.of("kaiming_uniform_", "xavier_normal_", "xavier_uniform_", "eye_")); // with the first
    assertEquals(
        held, ROWS.stream().map(Row::function).collect(Collectors.toCollection(TreeSet::new)));
    for (Row row : ROWS) {
      boolean right = row.factor() == 1;
      assertTrue(right || List.of("wrong", "differs").contains(row.verdict()), row.toString());
      assertEquals(
          row.verdict().equals("wrong"),
          !right && row.note().startsWith("pytorch#"),
          row.toString());
    }
  }

  /** Ours is 1/√E[f(z)²] for every f. */
  @ParameterizedTest
  @MethodSource("gains")
  void gain(Row row) {
    String name = row.arguments().get(0);
    String ours =
        name.startsWith("conv")
            ? "linear"
            : name + (row.arguments().size() > 1 ? "(" + row.arguments().get(1) + ")" : "");
    Gains f = Gains.named(ours);
    if (row.verdict().equals("none")) {
      assertTrue(f.forwardGain() > 0 && f.backwardGain() > 0);
      return;
    }
    assertEquals(
        row.value() * row.value(), row.factor() * f.forwardVariance(), 1e-9 * f.forwardVariance());
  }

  @ParameterizedTest
  @MethodSource("scaled")
  void standardDeviationOrBound(Row row) {
    boolean normal = row.function().contains("normal");
    Distribution distribution = normal ? Distribution.NORMAL : Distribution.UNIFORM;
    Initializer ours;
    if (row.function().startsWith("xavier")) {
      double gain = row.argument(0);
      ours = new VarianceScaling(1, FanMode.AVERAGE, distribution, gain * gain);
    } else {
      Gains f =
          switch (row.arguments().get(1)) {
            case "relu" -> Activations.RELU;
            case "linear" -> Activations.IDENTITY;
            default -> Activations.leakyRelu(row.argument(2));
          };
      FanMode fan = FanMode.named(row.arguments().get(0));
      ours = Rules.AUTO.initializer(new RuleOptions(f, fan, distribution, 1));
    }
    for (Part part : shape(row.layer()).parts()) {
      double theirs = row.value() * row.value() / (normal ? 1 : 3);
      double variance = row.factor() * ours.variance(part);
      assertEquals(theirs, variance, 1e-12 * theirs, row.note());
      if (!normal && row.factor() == 1) {
        assertEquals(row.value(), ours.range(part).high(), 1e-7 * row.value());
      }
    }
  }

  /** 1e7 draws of PyTorch's, 5 standard errors: a false alarm in 14 rows with probability 1e-5. */
  @ParameterizedTest
  @MethodSource("truncated")
  void truncatedNormal(Row row) {
    double std = row.argument(0);
    double low = row.argument(1);
    double high = row.argument(2);
    TruncatedNormal ours = TruncatedNormal.ofParent(std, low, high);
    Part part = WeightShape.dense(1, 1).parts().get(0);
    double rounding = 1e-6 * std;
    switch (row.statistic()) {
      case "mean" -> assertEquals(row.value(), ours.mean(), 5 * row.error());
      case "variance" -> assertEquals(row.value(), ours.variance(part), 5 * row.error());
      case "min" -> {
        assertEquals(low, ours.range(part).low(), rounding * Math.max(1, -low / std));
        assertTrue(row.value() >= low - rounding);
      }
      case "max" -> {
        assertEquals(high, ours.range(part).high(), rounding * Math.max(1, high / std));
        assertTrue(row.value() <= high + rounding);
      }
      default -> throw new AssertionError(row);
    }
  }

  @ParameterizedTest
  @MethodSource("identities")
  void identity(Row row) {
    float[] w = new Identity(1).draw(shape(row.layer()), Key.of(0, "w"));
    float[] expected = new float[w.length];
    String[] numbers = row.text().split(" ", -1);
    for (int i = 0; i < expected.length; i++) {
      expected[i] = Float.parseFloat(numbers[i]);
    }
    assertEquals(numbers.length, w.length);
    assertArrayEquals(expected, w);
  }

  /** Which side is orthonormal, all axes but the first flattened. */
  @ParameterizedTest
  @MethodSource("orthogonal")
  void orthogonal(Row row) {
    double gain = row.argument(0);
    WeightShape shape = shape(row.layer());
    int rows = (int) (long) shape.dimensions().get(0);
    Matrix w = Matrix.of(new Orthogonal(gain).draw(shape, Key.of(0, "w")), 0, rows);
    List<String> sides =
        Stream.of("rows", "columns")
            .filter(side -> (side.equals("rows") ? w : w.transposed()).defect(gain) < 1e-6)
            .toList();
    assertEquals(Arrays.asList(row.text().split(" ", -1)), sides);
  }

  /** PyTorch leaves as many units of an input; ours, as in the paper, as many inputs of a unit. */
  @ParameterizedTest
  @MethodSource("sparse")
  void sparse(Row row) {
    String[] word = row.layer().split(" ", -1);
    int units = Integer.parseInt(word[1]);
    int inputs = Integer.parseInt(word[2]);
    assertEquals(Math.ceil(row.argument(0) * units), row.value());
    int k = 3;
    Matrix w =
        Matrix.of(
            new Sparse(k, 1).draw(WeightShape.dense(inputs, units), Key.of(0, "w")), 0, units);
    assertEquals(Set.of(inputs - k), w.zerosOfRows());
    assertFalse(w.transposed().zerosOfRows().size() == 1);
  }

  /** The layer that a row says. */
  private static WeightShape shape(String layer) {
    String[] word = layer.split(" ", -1);
    List<Integer> n = Stream.of(word).skip(1).map(Integer::valueOf).toList();
    return switch (word[0]) {
      case "dense" -> WeightShape.dense(n.get(0), n.get(1));
      case "convolution" ->
          WeightShape.convolution(
              n.get(0),
              n.get(1),
              n.get(2),
              n.stream().skip(3).mapToInt(Integer::intValue).toArray());
      case "transposed" -> {
        List<Integer> kernel = n.subList(4, n.size());
        yield WeightShape.transposedConvolution(
            n.get(0), n.get(1), n.get(2), kernel, kernel.stream().map(k -> n.get(3)).toList());
      }
      case "fused" -> {
        List<Long> outs = n.stream().skip(1).map(Integer::longValue).toList();
        yield WeightShape.fused(n.get(0), List.of("query", "key", "value"), outs);
      }
      default -> throw new AssertionError(layer);
    };
  }
}
