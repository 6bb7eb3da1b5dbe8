package org.evenkeel.init;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.evenkeel.activation.Activation;
import org.evenkeel.activation.Activations;
import org.evenkeel.network.Layer;
import org.evenkeel.network.Merge;
import org.evenkeel.network.Network;
import org.evenkeel.random.Key;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The draws of {@code auto}, which no version changes any more. */
class FrozenAutoTest {

  private static float[] drawn(Start start, Network.Parameter parameter) {
    return start
        .assign(
            parameter.name(), parameter.shape().kind(), parameter.following(), parameter.entering())
        .initializer()
        .draw(parameter.shape(), Key.of(start.seed(), parameter.name()));
  }

  /** The CRC-32 of all weights and biases as a safetensors file has them. */
  private static String checksum(Network network) {
    CRC32 sum = new CRC32();
    for (Network.Parameter parameter : network.parameters()) {
      float[] w = drawn(Start.of("auto"), parameter);
      ByteBuffer bytes = ByteBuffer.allocate(4 * w.length).order(ByteOrder.LITTLE_ENDIAN);
      bytes.asFloatBuffer().put(w);
      sum.update(bytes.array());
    }
    return "%08x".formatted(sum.getValue());
  }

  /** {@code evenkeel draw --layers 6,8x3,3 --activation NAME --seed 0 -o FILE}. */
  @ParameterizedTest
  @CsvSource({
    "relu, d734e548",
    "leaky-relu, e69f0388",
    "gelu, d734e548",
    "silu, d734e548",
    "softplus, 13144895",
    "sigmoid, 27462f15",
    "mish, 024e5266",
    "elu, 4ac5e17e",
    "selu, 2724f37e",
    "tanh, 503c2116",
    "softsign, 718f5d74",
    "hard-tanh, 610c9e36",
    "erf, e0ccd96f",
    "identity, ec0ab23f"
  })
  void chains(String activation, String bits) {
    assertEquals(
        bits, checksum(Network.perceptron("6,8x3,3", Activations.named(activation))), activation);
  }

  @Test
  void everyActivationIsFrozen() throws ReflectiveOperationException {
    CsvSource rows =
        FrozenAutoTest.class
            .getDeclaredMethod("chains", String.class, String.class)
            .getAnnotation(CsvSource.class);
    assertEquals(
        Activations.all().stream().map(Activation::name).collect(Collectors.toSet()),
        Stream.of(rows.value())
            .map(row -> row.substring(0, row.indexOf(",")))
            .collect(Collectors.toSet()));
  }

  /** Convolutions between equal and odd numbers of channels, pooling, and dropout in a chain. */
  @ParameterizedTest
  @CsvSource({"relu, 10e6e8a6", "gelu, 6b2b4e68", "sigmoid, 85b575f8", "tanh, 709a56db"})
  void images(String activation, String bits) {
    Activation f = Activations.named(activation);
    Network network =
        new Network(
            List.of(2, 6, 6),
            List.of(
                new Layer.Convolution("c1", 6, List.of(3, 3), 1, 1, 1, true),
                new Layer.Nonlinearity("a1", f),
                new Layer.Pooling("pool", Layer.Pooling.Reduction.AVERAGE, List.of(2, 2), 2, 0),
                new Layer.Convolution("c2", 6, List.of(3, 3), 1, 1, 1, true),
                new Layer.Nonlinearity("a2", f),
                new Layer.Convolution("c3", 5, List.of(3, 3), 1, 1, 1, true),
                new Layer.Nonlinearity("a3", f),
                new Layer.Flatten("flat"),
                new Layer.Dense("d4", 8, true),
                new Layer.Nonlinearity("a4", f),
                new Layer.Dropout("drop", 0.5),
                new Layer.Dense("d5", 3, true)));
    assertEquals(bits, checksum(network), activation);
  }

  static Stream<Arguments> otherPlaces() {
    Layer f = new Layer.Nonlinearity("f", Activations.GELU);
    Layer first = new Layer.Dense("d1", 8, true);
    Layer second = new Layer.Dense("d2", 8, true);
    Layer norm = new Layer.Normalization("norm", Layer.Normalization.Over.LAYER);
    Layer.Residual branch = new Layer.Residual("r", 1, List.of(first, f, second), List.of());
    Layer third = new Layer.Dense("d3", 8, true);
    Layer other = new Layer.Nonlinearity("g", Activations.SIGMOID);
    Layer fourth = new Layer.Dense("d4", 8, true);
    return Stream.of(
        Arguments.of("e77ae625", List.of(first, norm, f, second)),
        Arguments.of("3b0d583f", List.of(first, f, norm, second, other, third)),
        Arguments.of("0fc667d5", List.of(branch)),
        Arguments.of(
            "183b4df1",
            List.of(new Layer.Residual("q", 0.5, List.of(norm, first, f), List.of()), second)),
        Arguments.of(
            "603f0837",
            List.of(
                branch,
                new Layer.Residual("s", 1, List.of(norm, third, other, fourth), List.of()))),
        Arguments.of(
            "304cfdc4", List.of(third, other, branch, new Layer.Dropout("drop", 0.5), fourth)));
  }

  /** Layers behind normalizations, in branches and behind them. */
  @ParameterizedTest
  @MethodSource("otherPlaces")
  void beyondChains(String bits, List<Layer> layers) {
    assertEquals(bits, checksum(new Network(List.of(8), layers)));
  }

  static Stream<List<Layer>> unknownPlaces() {
    Layer f = new Layer.Nonlinearity("f", Activations.GELU);
    Layer first = new Layer.Dense("d1", 8, true);
    Layer second = new Layer.Dense("d2", 8, true);
    Layer norm = new Layer.Normalization("norm", Layer.Normalization.Over.LAYER);
    Layer gate = new Merge("gate", Merge.How.PRODUCT, List.of(List.of(first, f), List.of(second)));
    return Stream.of(
        List.of(norm, f, first, new Layer.Normalization("end", Layer.Normalization.Over.RMS)),
        List.of(gate, new Layer.Dense("d3", 8, true)));
  }

  /** Where the scale is of no consequence or not known, auto is what it was before chains. */
  @ParameterizedTest
  @MethodSource("unknownPlaces")
  void unknownPlacesHaveTheBitsOfActivation(List<Layer> layers) {
    Network network = new Network(List.of(8), layers);
    assertFalse(network.parameters().isEmpty());
    for (Network.Parameter parameter : network.parameters()) {
      assertArrayEquals(
          drawn(Start.of("activation"), parameter),
          drawn(Start.of("auto"), parameter),
          parameter.name());
    }
  }
}
