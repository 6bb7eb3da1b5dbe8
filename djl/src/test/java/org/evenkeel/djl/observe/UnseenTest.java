// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.observe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.ParallelBlock;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.pooling.Pool;
import ai.djl.nn.recurrent.LSTM;
import ai.djl.nn.transformer.BertBlock;
import ai.djl.nn.transformer.IdEmbedding;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.evenkeel.djl.OpenManager;
import org.evenkeel.djl.Transformers;
import org.evenkeel.djl.draw.FirstWeights;
import org.evenkeel.init.Rulebook;
import org.evenkeel.init.Start;
import org.evenkeel.parameter.Kind;
import org.evenkeel.signal.Cause;
import org.evenkeel.signal.Change;
import org.evenkeel.signal.InputSignal;
import org.evenkeel.signal.LayerSignal;
import org.evenkeel.signal.Remedy;
import org.evenkeel.signal.SignalProfile;
import org.evenkeel.signal.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What theory or a probe cannot see stops nothing, and is not called healthy. */
class UnseenTest {

  @RegisterExtension static final OpenManager MANAGER = new OpenManager();

  private static Block linear(int units) {
    return Linear.builder().setUnits(units).build();
  }

  private static Block convolution() {
    return Conv2d.builder()
        .setFilters(8)
        .setKernelShape(new Shape(3, 3))
        .optPadding(new Shape(1, 1))
        .build();
  }

  private static SequentialBlock chain(Block... blocks) {
    SequentialBlock chain = new SequentialBlock();
    for (Block block : blocks) {
      chain.add(block);
    }
    return chain;
  }

  private static SignalProfile check(Block model, NDList batch) {
    FirstWeights weights = FirstWeights.of(Start.of("auto")).applyTo(model);
    model.initialize(MANAGER.get(), DataType.FLOAT32, batch.getShapes());
    return Probe.of(model, weights).check(batch);
  }

  /**
   * Blocks that theory does not know, in front of what divides by, or integrates over, a signal.
   */
  static Stream<Arguments> unknown() {
    Block concatenation =
        new ParallelBlock(
            ends -> new NDList(ends.get(0).head().concat(ends.get(1).head(), 1)),
            List.of(Blocks.identityBlock(), linear(16)));
    return Stream.of(
        Arguments.of("concatenation", concatenation),
        Arguments.of("sort", LambdaBlock.singleton(NDArray::sort)),
        Arguments.of("softmax", LambdaBlock.singleton(x -> x.softmax(1))),
        Arguments.of("own", new Functional(List.of(linear(16)), x -> x)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("unknown")
  void anUnknownBlockStopsNoForecast(String name, Block block) {
    Block model =
        chain(
            linear(16),
            block,
            BatchNorm.builder().build(),
            Activation.reluBlock(),
            linear(16),
            Activation.geluBlock(),
            linear(4));
    SignalProfile profile = check(model, new NDList(MANAGER.noise(32, 16)));
    List<LayerSignal> layers = profile.layers();
    assertEquals(Verdict.State.HEALTHY, profile.verdict().state(), profile.toString());
    assertNotNull(layers.get(0).forward().predicted());
    // behind the normalization, He's 2/n keeps 1 whatever came before
    assertNotNull(layers.get(layers.size() - 1).forward().predicted(), name);
    assertTrue(layers.get(layers.size() - 1).forward().asPredicted(), profile.toString());
  }

  @Test
  void aDenseNetIsCheckedAsWithoutItsNormalization() {
    ParallelBlock skip =
        new ParallelBlock(
            ends -> new NDList(ends.get(0).head().concat(ends.get(1).head(), 1)),
            List.of(Blocks.identityBlock(), convolution()));
    Block model =
        chain(
            convolution(),
            skip,
            BatchNorm.builder().build(),
            Activation.reluBlock(),
            convolution(),
            Pool.globalAvgPool2dBlock(),
            linear(4));
    SignalProfile profile = check(model, new NDList(MANAGER.noise(32, 1, 8, 8)));
    assertEquals(Verdict.State.HEALTHY, profile.verdict().state(), profile.toString());
    assertNotNull(profile.layers().get(2).forward().predicted());
  }

  @Test
  void aBertIsChecked() {
    BertBlock model = Transformers.bert(90, 32, 4, 2).build();
    Shape shape = new Shape(8, 6);
    NDArray tokens = MANAGER.get().arange(48).toType(DataType.INT64, false).reshape(shape);
    SignalProfile profile =
        check(model, new NDList(tokens, tokens.mod(2), MANAGER.get().ones(shape)));
    assertEquals(Verdict.State.HEALTHY, profile.verdict().state(), profile.toString());
    for (LayerSignal layer : profile.layers()) {
      boolean segments = layer.name().equals("02typeEmbedding");
      assertEquals(segments, layer.gradient().predicted() == null, layer.toString());
    }
  }

  /** Biases that turn units off: the rules that drew them are in use, and go. */
  @Test
  void ofOwnCodeNoRemedyIsInUse() {
    Block model = new Functional(List.of(linear(16), linear(16), linear(4)), Activation::relu);
    Rulebook.Entry biases =
        new Rulebook.Entry(
            "*",
            List.of(Kind.BIAS),
            Start.of("constant(-100)"),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    Start start = Start.of("auto").withRulebook(new Rulebook(List.of(biases)));
    FirstWeights weights = FirstWeights.of(start).applyTo(model);
    NDList batch = new NDList(MANAGER.noise(32, 16));
    model.initialize(MANAGER.get(), DataType.FLOAT32, batch.getShapes());
    Verdict verdict = Probe.of(model, weights).check(batch).verdict();
    assertEquals(Cause.DeadUnits.class, verdict.cause().getClass(), verdict.toString());
    Change.Redraw auto = new Change.Redraw("auto", null, null, true);
    Remedy.Trial measured = new Remedy.Trial(auto, Verdict.State.HEALTHY);
    assertEquals(Remedy.of(auto).after(List.of(measured)), verdict.remedy());
  }

  /** The measurement goes on where a forecast throws: a function with a pole. */
  @Test
  void anActivationThatTheoryCannotIntegrateIsMeasured() {
    Block model =
        chain(linear(16), LambdaBlock.singleton(x -> x.abs().add(1e-3f).pow(-1)), linear(4));
    assertEquals(2, check(model, new NDList(MANAGER.noise(8, 16))).layers().size());
  }

  /** Token numbers have no scale; images with values to 255 and other features have. */
  @ParameterizedTest
  @ValueSource(strings = {"INT64", "INT32", "FLOAT32"})
  void tokenNumbersAreNotJudgedByTheirSize(DataType type) {
    Block model =
        chain(
            new IdEmbedding.Builder().setDictionarySize(1000).setEmbeddingSize(32).build(),
            LambdaBlock.singleton(x -> x.mean(new int[] {1})),
            linear(64),
            Activation.reluBlock(),
            linear(4));
    Engine.getInstance().setRandomSeed(1);
    NDArray tokens = MANAGER.get().randomInteger(0, 1000, new Shape(64, 12), DataType.INT64);
    SignalProfile profile = check(model, new NDList(tokens.toType(type, false)));
    assertEquals(InputSignal.WITHOUT_SCALE, profile.input());
    assertEquals(Verdict.State.HEALTHY, profile.verdict().state(), profile.toString());
  }

  @Test
  void imagesAreJudgedByTheirSizeUnlessTheModelScalesThem() {
    NDArray images = MANAGER.noise(32, 16).abs().mul(60);
    SignalProfile raw =
        check(chain(linear(16), Activation.reluBlock(), linear(4)), new NDList(images));
    assertTrue(raw.verdict().cause() instanceof Cause.DataScale, raw.toString());
    SignalProfile scaled =
        check(
            chain(
                LambdaBlock.singleton(x -> x.sub(48).div(36)),
                linear(16),
                Activation.reluBlock(),
                linear(4)),
            new NDList(images));
    assertEquals(Verdict.State.HEALTHY, scaled.verdict().state(), scaled.toString());
    assertEquals(1, scaled.input().secondMoment(), 0.2);
    SignalProfile normalized =
        check(
            chain(BatchNorm.builder().build(), linear(16), Activation.reluBlock(), linear(4)),
            new NDList(images));
    assertEquals(Verdict.State.HEALTHY, normalized.verdict().state(), normalized.toString());
  }

  @Test
  void severalWeightsInOneBlockAreNotSeen() {
    Block model = chain(linear(16), Activation.reluBlock(), new Gated(16), linear(4));
    SignalProfile profile = check(model, new NDList(MANAGER.noise(8, 16)));
    assertTrue(profile.layers().get(1).opaque());
    assertEquals(Verdict.State.UNKNOWN, profile.verdict().state());
    assertEquals(new Cause.Unseen(List.of("03Gated")), profile.verdict().cause());
  }

  /** Weights' gradients alone do not tell of the signal, unless theory does. */
  @Test
  void withoutAnAgentOnlyTheoryTellsOfTheSignal() {
    NDList batch = new NDList(MANAGER.noise(8, 16));
    Block known = chain(linear(16), Activation.reluBlock(), linear(4));
    known.initialize(MANAGER.get(), DataType.FLOAT32, new Shape(8, 16));
    assertEquals(
        Verdict.State.UNKNOWN, Probe.of(known).withoutAgent().measure(batch).verdict().state());
    assertNotEquals(
        Verdict.State.UNKNOWN, Probe.of(known).withoutAgent().check(batch).verdict().state());
    Block own = new Functional(List.of(linear(16), linear(4)), x -> x.tanh());
    own.initialize(MANAGER.get(), DataType.FLOAT32, new Shape(8, 16));
    SignalProfile profile = Probe.of(own).withoutAgent().check(batch);
    assertEquals(Verdict.State.UNKNOWN, profile.verdict().state());
    assertNull(profile.layers().get(0).activation());
  }

  @Test
  void anLstmAndLayersBehindItAreForecast() {
    Block model =
        chain(
            LSTM.builder().setStateSize(16).setNumLayers(1).build(),
            linear(16),
            Activation.reluBlock(),
            linear(4));
    SignalProfile profile = check(model, new NDList(MANAGER.noise(8, 5, 16)));
    for (LayerSignal layer : profile.layers()) {
      assertTrue(layer.forward().asPredicted(), layer.toString());
      assertTrue(layer.gradient().asPredicted(), layer.toString());
    }
  }

  /** Layers and a function between them, called in the block's own code. */
  static final class Functional extends AbstractBlock {
    private final List<Block> layers;
    private final UnaryOperator<NDArray> function;

    Functional(List<Block> layers, UnaryOperator<NDArray> function) {
      for (int i = 0; i < layers.size(); i++) {
        addChildBlock("layer" + i, layers.get(i));
      }
      this.layers = layers;
      this.function = function;
    }

    @Override
    protected NDList forwardInternal(
        ParameterStore store, NDList inputs, boolean training, PairList<String, Object> params) {
      NDList x = inputs;
      for (int i = 0; i < layers.size(); i++) {
        x = layers.get(i).forward(store, x, training);
        x = i < layers.size() - 1 ? new NDList(function.apply(x.head())) : x;
      }
      return x;
    }

    @Override
    protected void initializeChildBlocks(NDManager scope, DataType type, Shape... shapes) {
      Shape[] now = shapes;
      for (Block layer : layers) {
        layer.initialize(scope, type, now);
        now = layer.getOutputShapes(now);
      }
    }

    @Override
    public Shape[] getOutputShapes(Shape[] shapes) {
      Shape[] now = shapes;
      for (Block layer : layers) {
        now = layer.getOutputShapes(now);
      }
      return now;
    }
  }

  /** Two weights of one block: (W x)·tanh(V x). */
  private static final class Gated extends AbstractBlock {
    private final List<Parameter> weights =
        Stream.of("w", "v")
            .map(
                name ->
                    addParameter(
                        Parameter.builder().setName(name).setType(Parameter.Type.WEIGHT).build()))
            .toList();

    Gated(int units) {
      weights.forEach(weight -> weight.setShape(new Shape(units, units)));
    }

    @Override
    protected NDList forwardInternal(
        ParameterStore store, NDList inputs, boolean training, PairList<String, Object> params) {
      NDArray x = inputs.head();
      NDArray w = store.getValue(weights.get(0), x.getDevice(), training);
      NDArray v = store.getValue(weights.get(1), x.getDevice(), training);
      return new NDList(x.dot(w).mul(x.dot(v).tanh()));
    }

    @Override
    public Shape[] getOutputShapes(Shape[] shapes) {
      return shapes;
    }
  }
}
