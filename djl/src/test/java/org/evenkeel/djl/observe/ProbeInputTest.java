// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.observe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
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
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.norm.LayerNorm;
import ai.djl.nn.recurrent.GRU;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.evenkeel.activation.Activations;
import org.evenkeel.djl.OpenManager;
import org.evenkeel.djl.build.NetworkBlock;
import org.evenkeel.djl.draw.FirstWeights;
import org.evenkeel.init.Start;
import org.evenkeel.network.Network;
import org.evenkeel.signal.LayerSignal;
import org.evenkeel.signal.SignalProfile;
import org.evenkeel.signal.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What a probe says of models and batches that are wrong: one line, which names the layer. */
class ProbeInputTest {

  private static final Shape SHAPE = new Shape(4, 6);

  @RegisterExtension static final OpenManager MANAGER = new OpenManager();

  private static Linear linear() {
    return Linear.builder().setUnits(6).build();
  }

  private static Block lambda(Function<NDArray, NDArray> function) {
    return LambdaBlock.singleton(function, "mine");
  }

  private static SequentialBlock chain(Block... blocks) {
    SequentialBlock chain = new SequentialBlock();
    for (Block block : blocks) {
      chain.add(block);
    }
    return chain;
  }

  private static Block initialized(Block block) {
    block.initialize(MANAGER.get(), DataType.FLOAT32, new Shape(1, 6));
    return block;
  }

  private static NDArray noise() {
    Engine.getInstance().setRandomSeed(1);
    return MANAGER.get().randomNormal(SHAPE);
  }

  private static Block withWeight(float value) {
    Block block = initialized(chain(linear(), Activation.reluBlock(), linear()));
    NDArray weight = block.getParameters().valueAt(2).getArray();
    float[] values = weight.toFloatArray();
    values[7] = value;
    weight.set(values);
    return block;
  }

  /** Fails for a batch; DJL tries functions with one example while it initializes. */
  private static NDArray fails(NDArray x) {
    if (x.getShape().get(0) > 1) {
      throw new UnsupportedOperationException("no such thing\nat all");
    }
    return x;
  }

  private record Case(
      String name,
      Supplier<Block> model,
      Supplier<NDList> batch,
      Class<? extends RuntimeException> error,
      String message) {

    @Override
    public String toString() {
      return name;
    }
  }

  private static Case refused(String name, Supplier<Block> model, String message) {
    return new Case(
        name, model, () -> new NDList(noise()), IllegalArgumentException.class, message);
  }

  private static Case refusedBatch(String name, Supplier<NDArray> batch, String message) {
    return new Case(
        name,
        () -> initialized(chain(linear(), Activation.reluBlock(), linear())),
        () -> new NDList(batch.get()),
        IllegalArgumentException.class,
        message);
  }

  static Stream<Case> cases() {
    return Stream.of(
        refused(
            "no parameters",
            () -> initialized(chain(Activation.reluBlock())),
            "a probe needs layers with weights: SequentialBlock has none; add one, such as Linear"),
        new Case(
            "not initialized",
            () -> chain(linear()),
            () -> new NDList(noise()),
            IllegalStateException.class,
            "a probe needs a model with weights; call block.initialize.*"),
        refused(
            "an activation without a value below 0",
            () ->
                initialized(
                    chain(linear(), Activation.tanhBlock(), linear(), lambda(NDArray::log))),
            "04LambdaBlock returned NaN for finite inputs, first for -[0-9.E-]+; it must return .*"),
        refused(
            "a function that is no activation",
            () -> initialized(chain(linear(), lambda(x -> x.sub(x.mean()).log().add(x.max())))),
            "02LambdaBlock returned NaN for finite inputs, first for -?[0-9.E-]+; it must .*"),
        refused(
            "before the first layer",
            () -> initialized(chain(lambda(NDArray::sqrt), linear())),
            "01LambdaBlock returned NaN for finite inputs, first for -[0-9.E-]+; it must .*"),
        refused(
            "in a branch's own code",
            () -> initialized(chain(linear(), new Inner(x -> x.log()))),
            "02Inner returned NaN for finite inputs; it must .*"),
        new Case(
            "a weight that is NaN",
            () -> withWeight(Float.NaN),
            () -> new NDList(noise()),
            IllegalStateException.class,
            "a layer needs finite weights: weight of 03Linear holds NaN; draw it anew, or .*"),
        new Case(
            "a weight that is infinite",
            () -> withWeight(Float.NEGATIVE_INFINITY),
            () -> new NDList(noise()),
            IllegalStateException.class,
            "a layer needs finite weights: weight of 03Linear holds -Infinity; .*"),
        refused(
            "a function that fails",
            () -> initialized(chain(linear(), lambda(ProbeInputTest::fails))),
            "02LambdaBlock fails on inputs of shape \\(4, 6\\): no such thing; the model was initialized for \\(1, 6\\)"),
        refused(
            "a function that fails in a branch",
            () ->
                initialized(
                    chain(
                        linear(),
                        new ParallelBlock(
                            ends -> ends.get(0),
                            List.of(
                                chain(linear(), lambda(ProbeInputTest::fails)),
                                Blocks.identityBlock())))),
            "02ParallelBlock_01SequentialBlock_02LambdaBlock fails on .*: no such thing;.*"),
        refused(
            "a block whose own code fails behind a child",
            () -> initialized(chain(linear(), new Inner(ProbeInputTest::fails), linear())),
            "02Inner fails on .*: no such thing;.*"),
        refused(
            "DJL's own layer in both directions",
            () ->
                initialized(
                    chain(
                        lambda(x -> x.reshape(-1, 2, 3)),
                        GRU.builder()
                            .setStateSize(5)
                            .setNumLayers(1)
                            .optBidirectional(true)
                            .build())),
            "02GRU fails on .*wrong order: build the layer from a network with 'bidirectional: true'.*"),
        refusedBatch(
            "other features",
            () -> MANAGER.get().ones(new Shape(4, 5)),
            "01Linear fails on inputs of shape \\(4, 5\\): .*4x5 and 6x6.*; the model was initialized for \\(1, 6\\)"),
        refusedBatch(
            "no axis", () -> MANAGER.get().create(1f), "a batch needs examples .* shape \\(\\)"),
        refusedBatch(
            "no examples",
            () -> MANAGER.get().create(new Shape(0, 6)),
            "a batch needs examples along the first axis .* shape \\(0, 6\\)"),
        refusedBatch(
            "NaN among the data",
            () -> noise().sqrt(),
            "a batch must hold finite numbers: there is NaN among them; leave such examples out"),
        refusedBatch(
            "infinite data",
            () -> noise().mul(Float.POSITIVE_INFINITY),
            "a batch must hold finite numbers: there is an infinite one .*"),
        new Case(
            "no arrays",
            () -> initialized(linear()),
            NDList::new,
            IllegalArgumentException.class,
            "a batch needs an array: it has none; give it the model's inputs"),
        refused(
            "no gradient",
            () -> initialized(chain(linear(), lambda(NDArray::stopGradient))),
            "a backward pass needs a loss with a gradient: .*; let it depend on the layers"));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void isRefusedInOneLine(Case row) {
    Block model = row.model().get();
    RuntimeException e =
        assertThrows(row.error(), () -> Probe.of(model).measure(row.batch().get()));
    assertTrue(e.getMessage().matches(row.message()), e.getMessage());
    // Another model can be measured after it.
    Block other = initialized(chain(linear(), Activation.reluBlock(), linear()));
    assertEquals(2, Probe.of(other).measure(new NDList(noise())).layers().size());
  }

  /** Signals beyond what a float holds are for the verdict, whatever they turn into on the way. */
  @ParameterizedTest
  @CsvSource({"relu", "tanh", "gelu", "selu", "softsign", "identity"})
  void anExplosionIsNoError(String activation) {
    NetworkBlock block =
        NetworkBlock.of(Network.perceptron("6,6x60,6", Activations.named(activation)));
    FirstWeights.of(Start.of("1e6/n")).applyTo(block);
    initialized(block);
    Verdict verdict = Probe.of(block).measure(new NDList(noise())).verdict();
    assertFalse(verdict.healthy(), verdict.toString());
  }

  @Test
  void anExplosionThroughNormalizationIsNoError() {
    Block block =
        initialized(
            chain(
                linear(),
                lambda(x -> x.mul(1e30f)),
                BatchNorm.builder().build(),
                linear(),
                lambda(x -> x.mul(1e36f)),
                LayerNorm.builder().build(),
                linear()));
    SignalProfile profile = Probe.of(block).measure(new NDList(noise()));
    assertEquals(3, profile.layers().size());
  }

  /** Neither its input's values one by one nor an activation: the row says so. */
  @Test
  void aFunctionOfAllValuesIsNoted() {
    Block block =
        initialized(
            chain(
                linear(),
                lambda(x -> x.softmax(1)),
                linear(),
                lambda(x -> x.sub(x.mean())),
                Activation.reluBlock(),
                linear(),
                Blocks.identityBlock(),
                Activation.tanhBlock(),
                linear()));
    List<LayerSignal> layers = Probe.of(block).measure(new NDList(noise())).layers();
    assertEquals("02LambdaBlock applies no activation that Evenkeel knows", layers.get(0).note());
    assertNull(layers.get(0).activation());
    assertNull(layers.get(0).deadShare());
    assertTrue(layers.get(1).note().startsWith("04LambdaBlock"), layers.get(1).note());
    assertEquals("relu", layers.get(1).activation());
    assertNull(layers.get(2).note());
    assertEquals("tanh", layers.get(2).activation());
    assertNull(layers.get(3).note());
    layers.forEach(layer -> assertTrue(layer.gradient().measured() >= 0, layer.toString()));
  }

  /** A layer and a function in the block's own code. */
  private static final class Inner extends AbstractBlock {
    private final Linear inner = addChildBlock("inner", linear());
    private final Function<NDArray, NDArray> function;

    Inner(Function<NDArray, NDArray> function) {
      this.function = function;
    }

    @Override
    protected NDList forwardInternal(
        ParameterStore store, NDList inputs, boolean training, PairList<String, Object> params) {
      NDList inside = inner.forward(store, inputs, training);
      return new NDList(function.apply(inside.head()));
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
}
