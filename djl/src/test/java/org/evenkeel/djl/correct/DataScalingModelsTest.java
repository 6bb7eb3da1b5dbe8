// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.correct;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.basicmodelzoo.cv.classification.ResNetV1;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.nn.core.LinearCollection;
import ai.djl.nn.core.Multiplication;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.norm.Dropout;
import ai.djl.nn.transformer.IdEmbedding;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.evenkeel.activation.Activations;
import org.evenkeel.djl.OpenManager;
import org.evenkeel.djl.Transformers;
import org.evenkeel.djl.build.NetworkBlock;
import org.evenkeel.djl.draw.FirstWeights;
import org.evenkeel.djl.observe.Probe;
import org.evenkeel.init.Start;
import org.evenkeel.network.Layer;
import org.evenkeel.network.Network;
import org.evenkeel.signal.LayerSignal;
import org.evenkeel.signal.SignalProfile;
import org.evenkeel.signal.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every layer of any model is brought to its second moment: a row for each kind of model. */
class DataScalingModelsTest {

  @RegisterExtension static final OpenManager MANAGER = new OpenManager();

  /**
   * A model, what it is started by, and its batch.
   *
   * @param name what it is called in the report of a test
   * @param start rule*multiplier
   * @param biasVariance variance of the biases
   * @param type type of the weights and of the batch
   * @param tokens how many whole numbers the batch is drawn from; 0 for normal numbers
   */
  private record Row(
      String name,
      Supplier<Block> model,
      String start,
      double biasVariance,
      DataType type,
      int tokens,
      List<Shape> inputs) {

    Row(String name, Supplier<Block> model, String start, Shape... inputs) {
      this(name, model, start, 0, DataType.FLOAT32, 0, inputs);
    }

    Row(
        String name,
        Supplier<Block> model,
        String start,
        double biasVariance,
        DataType type,
        int tokens,
        Shape... inputs) {
      this(name, model, start, biasVariance, type, tokens, List.of(inputs));
    }

    Block started() {
      Block block = model.get();
      FirstWeights.of(Start.of(start).withBiasVariance(biasVariance).withSeed(5)).applyTo(block);
      block.initialize(MANAGER.get(), type, inputs.toArray(Shape[]::new));
      return block;
    }

    NDList batch() {
      Engine.getInstance().setRandomSeed(1);
      NDList batch = new NDList();
      for (Shape shape : inputs) {
        batch.add(
            tokens == 0
                ? MANAGER.get().randomNormal(0.5f, 2, shape, DataType.FLOAT32).toType(type, false)
                : MANAGER.get().randomInteger(0, tokens, shape, DataType.INT64));
      }
      return batch;
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Row> models() {
    Stream<Row> activations =
        Activations.all().stream()
            .map(
                f ->
                    new Row(
                        "perceptron " + f.name(),
                        perceptron("30,40x12,7", f.name()),
                        "normal(0.3)",
                        new Shape(32, 30)));
    return Stream.concat(
        activations,
        Stream.of(
            new Row(
                "biases",
                perceptron("30,40x12,7", "tanh"),
                "he*3",
                0.4,
                DataType.FLOAT32,
                0,
                new Shape(32, 30)),
            new Row(
                "doubles",
                perceptron("30,40x5,7", "relu"),
                "he",
                0.1,
                DataType.FLOAT64,
                0,
                new Shape(32, 30)),
            new Row(
                "one example",
                perceptron("30,40x5,7", "relu"),
                "uniform(-0.3,0.3)",
                new Shape(1, 30)),
            new Row(
                "convolutions with biases",
                () -> NetworkBlock.of(convolutions()),
                "lecun",
                0.3,
                DataType.FLOAT32,
                0,
                new Shape(6, 3, 12, 12)),
            new Row(
                "residual branches", () -> NetworkBlock.of(residual()), "he", new Shape(32, 30)),
            new Row(
                "dropout before a BatchNorm",
                () ->
                    new SequentialBlock()
                        .add(Linear.builder().setUnits(40).build())
                        .add(BatchNorm.builder().build())
                        .add(Activation.reluBlock())
                        .add(Dropout.builder().optRate(0).build())
                        .add(Linear.builder().setUnits(5).build()),
                "lecun",
                new Shape(16, 30)),
            new Row(
                "ResNetV1 with 20 layers",
                () ->
                    ResNetV1.builder()
                        .setNumLayers(20)
                        .setOutSize(10)
                        .setImageShape(new Shape(3, 28, 28))
                        .build(),
                "auto",
                new Shape(4, 3, 28, 28)),
            new Row("twelve encoders by Evenkeel", () -> encoders(0), "auto", new Shape(4, 8, 32)),
            new Row("twelve encoders, too large", () -> encoders(0), "he*9", new Shape(4, 8, 32)),
            new Row(
                "an embedding, a collection, a multiplication",
                () ->
                    new SequentialBlock()
                        .add(
                            new IdEmbedding.Builder()
                                .setDictionarySize(9)
                                .setEmbeddingSize(16)
                                .build())
                        .add(LinearCollection.builder().setUnits(16).build())
                        .add(Activation.tanhBlock())
                        .add(Multiplication.builder().setUnits(3).build()),
                "lecun",
                0.2,
                DataType.FLOAT32,
                9,
                new Shape(4, 5))));
  }

  private static Supplier<Block> perceptron(String layers, String activation) {
    return () -> NetworkBlock.of(Network.perceptron(layers, Activations.named(activation)));
  }

  private static SequentialBlock encoders(float dropout) {
    return Transformers.encoders(12, 32, 4, 64, dropout);
  }

  private static Network convolutions() {
    return new Network(
        List.of(3, 12, 12),
        List.of(
            new Layer.Convolution("one", 8, List.of(3, 3), 1, 1, 1, true),
            new Layer.Nonlinearity("relu", Activations.RELU),
            new Layer.Convolution("two", 8, List.of(3, 3), 2, 1, 4, true),
            new Layer.Nonlinearity("gelu", Activations.GELU),
            new Layer.Pooling("pool", Layer.Pooling.Reduction.MAX, List.of(2, 2), 2, 0),
            new Layer.Flatten("flatten"),
            new Layer.Dense("head", 10, true)));
  }

  private static Network residual() {
    return new Network(
        List.of(30),
        Stream.concat(
                Stream.of(new Layer.Dense("first", 40, true)),
                IntStream.range(0, 20)
                    .mapToObj(
                        l ->
                            (Layer)
                                new Layer.Residual(
                                    "block" + l,
                                    1,
                                    List.of(
                                        new Layer.Nonlinearity("a" + l, Activations.RELU),
                                        new Layer.Dense("inner" + l, 40, true),
                                        new Layer.Nonlinearity("b" + l, Activations.RELU),
                                        new Layer.Dense("outer" + l, 40, true)),
                                    List.of())))
            .toList());
  }

  /**
   * The scale is rounded to 8 binary digits, 0.8 % in the second moment; half precision adds its
   * own 2⁻¹¹ of a value in every layer. A {@link Probe} is the judge: it measures on its own.
   */
  @ParameterizedTest
  @MethodSource("models")
  void everyLayerHasTheSecondMomentThatIsWanted(Row row) {
    for (double target : new double[] {1, 2.5}) {
      Block block = row.started();
      NDList batch = row.batch();
      DataScaling.Report report = DataScaling.on(batch).target(target).applyTo(block);
      assertEquals(List.of(), report.notScaled(), report.toString());
      SignalProfile profile = Probe.of(block).measure(batch);
      assertEquals(
          profile.layers().stream().map(LayerSignal::name).toList(),
          report.layers().stream().map(DataScaling.Layer::name).toList());
      for (LayerSignal layer : profile.layers()) {
        assertEquals(target, layer.forward().measured(), 0.02 * target, layer.toString());
      }
      block.clear();
    }
  }

  /** A second correction finds nothing to do; that judges where dropout leaves it to chance. */
  @ParameterizedTest
  @MethodSource({"models", "otherModels"})
  void aSecondCorrectionFindsWhatIsWanted(Row row) {
    Block block = row.started();
    NDList batch = row.batch();
    DataScaling.on(batch).applyTo(block);
    for (DataScaling.Layer layer : DataScaling.on(batch).applyTo(block).layers()) {
      assertEquals(1, layer.before(), 0.02, layer.toString());
    }
    block.clear();
  }

  static Stream<Row> otherModels() {
    return Stream.of(
        new Row(
            "halves",
            perceptron("30,40x5,7", "relu"),
            "he*16",
            0.1,
            DataType.FLOAT16,
            0,
            new Shape(32, 30)),
        new Row("encoders with dropout", () -> encoders(0.3f), "auto", new Shape(4, 8, 32)),
        new Row(
            "a BERT",
            () -> Transformers.bert(90, 32, 4, 2).build(),
            "auto",
            0,
            DataType.FLOAT32,
            2,
            new Shape(3, 6),
            new Shape(3, 6),
            new Shape(3, 6)));
  }

  /** Whatever else draws numbers from the engine, and dropout too, has no part in it. */
  @Test
  void theSameBatchAndSeedGiveTheSameBits() {
    Row row =
        new Row("", () -> encoders(0.3f).add(Dropout.builder().build()), "he", new Shape(4, 8, 32));
    float[][] one = weightsOf(row, 1);
    float[][] other = weightsOf(row, 2);
    for (int i = 0; i < one.length; i++) {
      assertArrayEquals(one[i], other[i]);
    }
  }

  private static float[][] weightsOf(Row row, int engineSeed) {
    Block block = row.started();
    NDList batch = row.batch();
    Engine.getInstance().setRandomSeed(engineSeed);
    DataScaling.on(batch).applyTo(block);
    float[][] weights =
        block.getParameters().values().stream()
            .map(parameter -> parameter.getArray().toFloatArray())
            .toArray(float[][]::new);
    block.clear();
    return weights;
  }

  /**
   * GELU with He's gain has an unstable fixed point: the signal falls to nothing within 50 layers,
   * and no gain keeps it. A correction by data does.
   */
  @Test
  void fiftyLayersOfGeluBecomeEven() {
    Row row = new Row("", perceptron("64,256x50,10", "gelu"), "he", new Shape(64, 64));
    Block block = row.started();
    NDArray batch = row.batch().head().sub(0.5).div(2);
    Verdict before = Probe.of(block).measure(new NDList(batch)).verdict();
    assertEquals(Verdict.State.VANISHING, before.state(), before.toString());
    DataScaling.on(new NDList(batch)).applyTo(block);
    Verdict after = Probe.of(block).measure(new NDList(batch)).verdict();
    assertTrue(after.healthy(), after.toString());
  }
}
