// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.observe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.ParallelBlock;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.nn.core.LinearCollection;
import ai.djl.nn.core.Multiplication;
import ai.djl.nn.norm.Dropout;
import ai.djl.nn.recurrent.GRU;
import ai.djl.nn.transformer.BertBlock;
import ai.djl.nn.transformer.IdEmbedding;
import ai.djl.nn.transformer.TransformerEncoderBlock;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import java.util.Arrays;
import java.util.List;
import org.evenkeel.activation.Activations;
import org.evenkeel.djl.OpenManager;
import org.evenkeel.djl.Transformers;
import org.evenkeel.djl.build.NetworkBlock;
import org.evenkeel.djl.draw.FirstWeights;
import org.evenkeel.init.Start;
import org.evenkeel.network.Network;
import org.evenkeel.signal.Cause;
import org.evenkeel.signal.LayerSignal;
import org.evenkeel.signal.Reason;
import org.evenkeel.signal.SignalProfile;
import org.evenkeel.signal.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProbeTest {

  @RegisterExtension static final OpenManager MANAGER = new OpenManager();

  private static SignalProfile profile(String layers, String activation, Start start, int batch) {
    NetworkBlock block = NetworkBlock.of(Network.perceptron(layers, Activations.named(activation)));
    FirstWeights weights = FirstWeights.of(start).applyTo(block);
    block.initialize(MANAGER.get(), DataType.FLOAT32, block.inputShape(batch));
    try {
      return Probe.of(block, weights)
          .measure(new NDList(MANAGER.noise(block.inputShape(batch).getShape())));
    } finally {
      block.clear();
    }
  }

  private static double medianOver(int seeds, java.util.function.LongToDoubleFunction value) {
    double[] values = new double[seeds];
    Arrays.setAll(values, seed -> value.applyAsDouble(seed));
    Arrays.sort(values);
    return values[seeds / 2];
  }

  /**
   * z = W·x with Var(w) = 1/n and E[x²] = 1: E[z²] = 1; 64 × 4,096 values, 5 standard deviations.
   */
  @Test
  void oneLayerOfNeuronsKeepsTheScale() {
    SignalProfile profile = profile("256,4096", "relu", Start.of("lecun"), 64);
    assertEquals(1, profile.layers().get(0).forward().measured(), 0.06);
  }

  /**
   * He et al. 2015: 2/n keeps E[z²] over ReLU layers, 1/n halves it and 4/n doubles it a layer. At
   * width 256 and 50 layers ln E[z²] scatters by √(5·50/256) ≈ 1 around a median lower by half its
   * variance; the median of 9 seeds by about 0.42. The bounds are 4 of those.
   */
  @ParameterizedTest
  @CsvSource({"he, 1", "lecun, 0.5", "he*2, 2"})
  void fiftyReluLayers(String rule, double factor) {
    double logRatio =
        medianOver(
            9,
            seed -> {
              List<LayerSignal> layers =
                  profile("256,256x50,10", "relu", Start.of(rule).withSeed(seed), 16).layers();
              return Math.log(
                  layers.get(49).forward().measured() / layers.get(0).forward().measured());
            });
    assertEquals(49 * Math.log(factor) - 0.5 * 5 * 49 / 256, logRatio, 1.7);
  }

  /**
   * Multiples of the identity: 1.5^L and 0.5^L exactly, in powers that a float holds exactly. 2^-6
   * ends at a second moment of 2^-144, which no float holds.
   */
  @ParameterizedTest
  @CsvSource({"1.5", "0.5", "0.015625"})
  void chainsOfScaledIdentitiesAreExact(float factor) {
    int depth = 12;
    SequentialBlock model = new SequentialBlock();
    for (int l = 0; l < depth; l++) {
      model.add(Linear.builder().setUnits(4).optBias(false).build());
    }
    model.initialize(MANAGER.get(), DataType.FLOAT32, new Shape(1, 4));
    for (Parameter parameter : model.getParameters().values()) {
      MANAGER.get().eye(4).mul(factor).copyTo(parameter.getArray());
    }
    List<LayerSignal> layers =
        Probe.of(model).measure(new NDList(MANAGER.get().ones(new Shape(3, 4)))).layers();
    for (int l = 0; l < depth; l++) {
      assertEquals(
          Math.pow(factor, 2.0 * (l + 1)),
          layers.get(l).forward().measured(),
          1e-12 * Math.pow(factor, 2.0 * (l + 1)));
      assertEquals(
          Math.pow(factor, 2.0 * (depth - 1 - l)),
          layers.get(l).gradient().measured(),
          1e-6 * Math.pow(factor, 2.0 * (depth - 1 - l)));
    }
  }

  /** The zero leaf's gradient is dLoss/dz: checked against the chain rule done by hand. */
  @Test
  void gradientsAreThoseOfThePreActivations() {
    SequentialBlock model =
        new SequentialBlock()
            .add(Linear.builder().setUnits(3).build())
            .add(Activation.tanhBlock())
            .add(Linear.builder().setUnits(2).build());
    model.initialize(MANAGER.get(), DataType.FLOAT32, new Shape(1, 4));
    NDArray x = MANAGER.noise(5, 4);
    NDList parameters = new NDList();
    model.getParameters().values().forEach(p -> parameters.add(p.getArray()));
    NDArray z = x.dot(parameters.get(0).transpose()).add(parameters.get(1));
    NDArray slope = z.tanh().square().neg().add(1);
    NDArray dy = MANAGER.get().ones(new Shape(5, 2));
    NDArray dz = dy.dot(parameters.get(2)).mul(slope);
    double ratio = OutputStatistics.secondMoment(dy) / OutputStatistics.secondMoment(dz);
    SignalProfile profile = Probe.of(model).measure(new NDList(x), outputs -> outputs.head().sum());
    assertEquals(1, profile.layers().get(0).gradient().measured());
    assertEquals(ratio, profile.layers().get(1).gradient().measured(), 1e-5 * ratio);
  }

  @Test
  void residualBranchesOfAParallelBlockAreSeen() {
    Block branch =
        new SequentialBlock()
            .add(Linear.builder().setUnits(8).build())
            .add(Activation.reluBlock())
            .add(Linear.builder().setUnits(8).build());
    SequentialBlock model =
        new SequentialBlock()
            .add(
                new ParallelBlock(
                    ends -> new NDList(ends.get(0).head().add(ends.get(1).head())),
                    List.of(branch, Blocks.identityBlock())))
            .add(Linear.builder().setUnits(2).build());
    model.initialize(MANAGER.get(), DataType.FLOAT32, new Shape(1, 8));
    SignalProfile profile = Probe.of(model).measure(new NDList(MANAGER.noise(16, 8)));
    assertEquals(
        List.of(
            "01ParallelBlock_01SequentialBlock_01Linear",
            "01ParallelBlock_01SequentialBlock_03Linear",
            "02Linear"),
        profile.layers().stream().map(LayerSignal::name).toList());
    profile.layers().forEach(layer -> assertTrue(layer.gradient().measured() > 0));
  }

  @Test
  void everyLinearInsideATransformerEncoderIsSeen() {
    TransformerEncoderBlock model = new TransformerEncoderBlock(16, 2, 32, 0, Activation::relu);
    FirstWeights weights = FirstWeights.of(Start.of("auto")).applyTo(model);
    model.initialize(MANAGER.get(), DataType.FLOAT32, new Shape(4, 6, 16));
    Probe probe = Probe.of(model, weights);
    SignalProfile profile = probe.measure(new NDList(MANAGER.noise(4, 6, 16)));
    assertTrue(probe.seesLayers());
    assertEquals(6, profile.layers().size());
    for (LayerSignal layer : profile.layers()) {
      assertTrue(layer.forward().measured() > 0, layer.toString());
      assertTrue(layer.gradient().measured() > 0, layer.toString());
      assertEquals("auto", layer.start().rule());
    }
  }

  /** What the start did is said only where it is known. */
  @Test
  void aCauseClaimsNothingOfAStartThatIsNotKnown() {
    NetworkBlock block = NetworkBlock.of(Network.perceptron("16,16x12,4", Activations.RELU));
    FirstWeights drawn = FirstWeights.of(Start.of("he*9")).applyTo(block);
    block.initialize(MANAGER.get(), DataType.FLOAT32, block.inputShape(8));
    NDList batch = new NDList(MANAGER.noise(8, 16));
    assertEquals(new Reason.Unknown(), reason(Probe.of(block).measure(batch)));
    assertEquals(new Reason.Gain(18, 2, "relu"), reason(Probe.of(block, drawn).measure(batch)));
    FirstWeights kept = FirstWeights.of(Start.of("djl")).applyTo(block);
    SignalProfile profile = Probe.of(block, kept).measure(batch);
    assertEquals(new Reason.NotDrawn(profile.verdict().layer()), reason(profile));
    assertNull(profile.seed());
  }

  private static Reason reason(SignalProfile profile) {
    return ((Cause.ForwardTrend) profile.verdict().cause()).reason();
  }

  /** Layers of other kinds are seen at their outputs, each once, with the fans of their kind. */
  @Test
  void layersOfEveryKindAreSeen() {
    SequentialBlock model =
        new SequentialBlock()
            .add(new IdEmbedding.Builder().setDictionarySize(9).setEmbeddingSize(64).build())
            .add(GRU.builder().setStateSize(32).setNumLayers(2).build())
            .add(LinearCollection.builder().setUnits(16).build())
            .add(Activation.tanhBlock());
    FirstWeights weights = FirstWeights.of(Start.of("lecun")).applyTo(model);
    model.initialize(MANAGER.get(), DataType.FLOAT32, new Shape(4, 5));
    NDArray tokens = MANAGER.get().arange(20).toType(DataType.INT64, false).mod(9).reshape(4, 5);
    List<LayerSignal> layers = Probe.of(model, weights).measure(new NDList(tokens)).layers();
    assertEquals(
        List.of("embedding 1/64", "input-gates 64/32", "experts 32/16"),
        layers.stream()
            .map(l -> "%s %.0f/%.0f".formatted(l.kind(), l.fans().in(), l.fans().out()))
            .toList());
    assertEquals("tanh", layers.get(2).activation());
    assertEquals(1.0 / 64, layers.get(1).start().variance());
    // 9 rows of 64: relative standard deviation 0.06, 5 of them.
    assertEquals(1, layers.get(0).forward().measured(), 0.3);
    layers.forEach(layer -> assertTrue(layer.gradient().measured() > 0, layer.toString()));
  }

  /** Its own code closes arrays on the way, and applies the pooler's tanh. */
  @Test
  void aBertIsSeen() {
    BertBlock model = Transformers.bert(90, 32, 4, 2).build();
    FirstWeights weights = FirstWeights.of(Start.of("auto")).applyTo(model);
    Shape shape = new Shape(2, 6);
    model.initialize(MANAGER.get(), DataType.FLOAT32, shape, shape, shape);
    NDArray tokens = MANAGER.get().arange(12).toType(DataType.INT64, false).reshape(shape);
    NDList batch = new NDList(tokens, tokens.mod(2), MANAGER.get().ones(shape));
    List<LayerSignal> layers = Probe.of(model, weights).measure(batch).layers();
    assertEquals(2 + 2 * 6 + 1, layers.size());
    assertEquals("tanh", layers.get(layers.size() - 1).activation());
    for (LayerSignal layer : layers) {
      assertTrue(layer.forward().measured() > 0, layer.toString());
      assertEquals("auto", layer.start().rule());
    }
  }

  /** DJL puts the copies before the examples; two examples x and -x have correlation -1. */
  @Test
  void theExamplesOfAMultiplicationAreFound() {
    Multiplication model = Multiplication.builder().setUnits(3).build();
    FirstWeights weights = FirstWeights.of(Start.of("lecun")).applyTo(model);
    model.initialize(MANAGER.get(), DataType.FLOAT32, new Shape(2, 5));
    NDArray x = MANAGER.noise(1, 5);
    LayerSignal layer =
        Probe.of(model, weights).measure(new NDList(x.concat(x.neg()))).layers().get(0);
    assertEquals(-1, layer.correlation().measured(), 1e-6);
  }

  @Test
  void blocksThatCallTheirChildrenThemselvesAndTwiceAreSeen() {
    Twice model = new Twice();
    model.initialize(MANAGER.get(), DataType.FLOAT32, new Shape(1, 4));
    List<LayerSignal> layers = Probe.of(model).measure(new NDList(MANAGER.noise(6, 4))).layers();
    assertEquals(List.of("01inner", "01inner#2"), layers.stream().map(LayerSignal::name).toList());
  }

  private static final class Twice extends AbstractBlock {
    private final Linear inner = addChildBlock("inner", Linear.builder().setUnits(4).build());

    @Override
    protected NDList forwardInternal(
        ParameterStore store, NDList inputs, boolean training, PairList<String, Object> params) {
      return inner.forward(store, inner.forward(store, inputs, training), training);
    }

    @Override
    protected void initializeChildBlocks(NDManager scope, DataType type, Shape... shapes) {
      inner.initialize(scope, type, shapes);
    }

    @Override
    public Shape[] getOutputShapes(Shape[] shapes) {
      return shapes;
    }
  }

  @Test
  void withoutTheAgentOnlyTheParametersGradientsAreKnown() {
    NetworkBlock model = NetworkBlock.of(Network.perceptron("8,8x3,2", Activations.TANH));
    FirstWeights.of(Start.of("auto")).applyTo(model);
    model.initialize(MANAGER.get(), DataType.FLOAT32, model.inputShape(4));
    Probe probe = Probe.of(model).withoutAgent();
    SignalProfile profile = probe.measure(new NDList(MANAGER.noise(4, 8)));
    assertFalse(probe.seesLayers());
    assertEquals(4, profile.layers().size());
    for (LayerSignal layer : profile.layers()) {
      assertNull(layer.forward().measured());
      assertTrue(layer.gradient().measured() > 0);
    }
    for (Parameter parameter : model.getParameters().values()) {
      assertEquals(0, parameter.getArray().getGradient().abs().sum().getFloat());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "relu, he, HEALTHY",
    "relu, 1/n, VANISHING",
    "relu, 4/n, EXPLODING",
    "relu, zeros, SYMMETRIC",
    "tanh, auto*400, SATURATED",
    "tanh, lecun, HEALTHY",
    "tanh, lecun*9, CHAOTIC",
    "selu, auto, HEALTHY",
    "sigmoid, lecun, CORRELATED"
  })
  void verdictsOfRealNetworks(String activation, String rule, Verdict.State state) {
    SignalProfile profile = profile("64,64x30,10", activation, Start.of(rule), 32);
    assertEquals(state, profile.verdict().state(), profile.verdict().toString());
  }

  @Test
  void measuringTwiceGivesTheSame() {
    Start start = Start.of("he").withSeed(3);
    assertEquals(profile("16,16x5,4", "relu", start, 8), profile("16,16x5,4", "relu", start, 8));
  }

  /** Two probes of a model with dropout measure the same, whatever the engine drew in between. */
  @Test
  void dropoutLeavesNothingToChance() {
    SequentialBlock model =
        new SequentialBlock()
            .add(Linear.builder().setUnits(32).build())
            .add(Dropout.builder().optRate(0.5f).build())
            .add(Linear.builder().setUnits(8).build());
    model.initialize(MANAGER.get(), DataType.FLOAT32, new Shape(8, 16));
    NDList batch = new NDList(MANAGER.get().randomNormal(new Shape(8, 16)));
    SignalProfile before = Probe.of(model).measure(batch);
    MANAGER.get().randomNormal(new Shape(8, 16)).close();
    assertEquals(before, Probe.of(model).measure(batch));
    // It does drop: half of what enters, twice as large, has twice the second moment.
    SequentialBlock plain = new SequentialBlock();
    model.getChildren().values().stream()
        .filter(block -> block instanceof Linear)
        .forEach(plain::add);
    plain.initialize(MANAGER.get(), DataType.FLOAT32, new Shape(8, 16)); // as they are
    double without = Probe.of(plain).measure(batch).layers().get(1).forward().measured();
    assertEquals(2, before.layers().get(1).forward().measured() / without, 0.7);
  }

  @Test
  void modelsOf16BitsAreMeasuredToo() {
    SequentialBlock model =
        new SequentialBlock()
            .add(Linear.builder().setUnits(32).build())
            .add(Activation.reluBlock())
            .add(Linear.builder().setUnits(8).build());
    model.initialize(MANAGER.get(), DataType.FLOAT16, new Shape(8, 16));
    NDArray x = MANAGER.get().randomNormal(new Shape(8, 16)).toType(DataType.FLOAT16, false);
    List<LayerSignal> layers = Probe.of(model).measure(new NDList(x)).layers();
    assertTrue(layers.get(0).forward().measured() > 0);
    assertTrue(layers.get(0).gradient().measured() > 0);
  }
}
