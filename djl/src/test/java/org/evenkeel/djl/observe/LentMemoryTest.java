// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.observe;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.nn.transformer.TransformerEncoderBlock;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import ai.djl.training.loss.Loss;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.evenkeel.djl.Jvm;
import org.evenkeel.djl.OpenManager;
import org.evenkeel.djl.agent.LentMemory;
import org.evenkeel.djl.build.NetworkBlock;
import org.evenkeel.djl.build.Normals;
import org.evenkeel.djl.draw.FirstWeights;
import org.evenkeel.init.Start;
import org.evenkeel.signal.SignalProfile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Blocks and losses of others; garbage is collected between their forward and backward pass. */
class LentMemoryTest {

  @RegisterExtension static final OpenManager MANAGER = new OpenManager();

  /** Arithmetic with numbers, and other uses of memory that a block closes. */
  record Operation(String name, UnaryOperator<NDArray> function) {
    @Override
    public String toString() {
      return name;
    }
  }

  /** What reads freed memory in plain DJL, and what is near it. */
  static Stream<Operation> operations() {
    return Stream.of(
        new Operation("add", x -> x.add(1.5f)),
        new Operation("sub", x -> x.sub(1.5f)),
        new Operation("mul", x -> x.mul(1.5f)),
        new Operation("div", x -> x.div(1.5f)),
        new Operation("mod", x -> x.mod(1.5f)),
        new Operation("pow", x -> x.square().pow(1.5f)),
        new Operation("maximum", x -> x.maximum(0.1f)),
        new Operation("minimum", x -> x.minimum(0.1f)),
        new Operation("addi", x -> x.square().addi(1.5f)),
        new Operation("subi", x -> x.square().subi(1.5f)),
        new Operation("muli", x -> x.square().muli(1.5f)),
        new Operation("divi", x -> x.square().divi(1.5f)),
        new Operation("modi", x -> x.square().modi(1.5f)),
        new Operation("powi", x -> x.square().powi(1.5f)),
        new Operation("clip", x -> x.clip(-0.1f, 0.1f)),
        new Operation("n - x", x -> NDArrays.sub(1.5f, x)),
        new Operation("n / x", x -> NDArrays.div(1.5f, x)),
        new Operation("n · x", x -> NDArrays.mul(1.5f, x)),
        new Operation("comparison", x -> x.mul(x.gt(0.1f).toType(DataType.FLOAT32, false))),
        new Operation("swish", x -> Activation.swish(x, 1.5f)),
        new Operation("mish", Activation::mish),
        new Operation("a closed array", LentMemoryTest::timesClosed),
        new Operation("a detached array", LentMemoryTest::timesDetached),
        new Operation("an array of a closed manager", LentMemoryTest::timesInScope),
        new Operation("closed indices", LentMemoryTest::taken));
  }

  private static NDArray timesClosed(NDArray x) {
    try (NDArray factors = x.getManager().create(new float[] {1, 2, 3, 4})) {
      return x.mul(factors);
    }
  }

  private static NDArray timesDetached(NDArray x) {
    NDArray factors = x.getManager().create(new float[] {1, 2, 3, 4});
    factors.detach();
    return x.mul(factors);
  }

  private static NDArray timesInScope(NDArray x) {
    try (NDManager scope = x.getManager().newSubManager()) {
      return x.mul(scope.create(new float[] {1, 2, 3, 4}));
    }
  }

  private static NDArray taken(NDArray x) {
    try (NDArray indices = x.getManager().create(new long[] {1, 0, 1})) {
      return x.get(indices);
    }
  }

  private static void collect(boolean garbage) {
    if (garbage) {
      Garbage.collect();
    }
  }

  private static NDArray noise(Shape shape) {
    return MANAGER.get().create(Normals.of(3, (int) shape.size()), shape);
  }

  private static SignalProfile profile(Block model, NDList batch, boolean garbage) {
    return Probe.of(model)
        .measure(
            batch,
            outputs -> {
              NDArray loss = ModelPass.randomProjection(outputs);
              collect(garbage);
              return loss;
            });
  }

  private static void assertSameProfiles(Block model, Shape shape) {
    model.initialize(MANAGER.get(), DataType.FLOAT32, shape);
    NDList batch = new NDList(noise(shape));
    assertEquals(profile(model, batch, false), profile(model, batch, true));
  }

  @ParameterizedTest
  @MethodSource("operations")
  void everyOperationOfABlockIsMeasuredTheSame(Operation operation) {
    Block model =
        new SequentialBlock()
            .add(Linear.builder().setUnits(4).build())
            .add(LambdaBlock.singleton(operation.function()))
            .add(Linear.builder().setUnits(2).build());
    FirstWeights.of(Start.of("he")).applyTo(model);
    assertSameProfiles(model, new Shape(3, 4));
    model.clear();
  }

  @Test
  void theEncoderOfATransformerIsMeasuredTheSame() {
    Block model = new TransformerEncoderBlock(8, 2, 16, 0.1f, x -> Activation.swish(x, 1));
    FirstWeights.of(Start.of("auto")).applyTo(model);
    assertSameProfiles(model, new Shape(2, 3, 8));
    model.clear();
  }

  /** The gradients of the parameters, without observers; losses are DJL's own. */
  static Stream<Loss> losses() {
    return Stream.of(
        Loss.softmaxCrossEntropyLoss("weighted", 0.7f, -1, false, true),
        Loss.sigmoidBinaryCrossEntropyLoss("weighted", 0.7f, false),
        Loss.sigmoidBinaryCrossEntropyLoss("from sigmoid", 0.7f, true),
        Loss.l1Loss(),
        Loss.l2Loss("weighted", 0.7f),
        Loss.hingeLoss("weighted", 2, 0.7f),
        Loss.quantileL1Loss(0.7f));
  }

  @ParameterizedTest
  @MethodSource("losses")
  void everyLossHasTheSameGradient(Loss loss) {
    assertTrue(LentMemory.keep());
    UnaryOperator<NDArray> evaluated =
        x ->
            loss.evaluate(
                new NDList(MANAGER.get().create(new float[] {1, 0, 0, 1, 0, 1}, new Shape(2, 3))),
                new NDList(Activation.sigmoid(x)));
    NDArray x = noise(new Shape(2, 3));
    assertArrayEquals(gradient(x, evaluated, false), gradient(x, evaluated, true));
  }

  @Test
  void theJacobianIsTheSame() {
    boolean[] garbage = {false};
    Block model =
        new SequentialBlock()
            .add(Linear.builder().setUnits(4).build())
            .add(
                LambdaBlock.singleton(
                    x -> {
                      NDArray y = Activation.swish(x.mul(1.5f), 1);
                      collect(garbage[0]);
                      return y;
                    }));
    FirstWeights.of(Start.of("he")).applyTo(model);
    Shape shape = new Shape(1, 4);
    model.initialize(MANAGER.get(), DataType.FLOAT32, shape);
    double[] expected = Jacobian.of(model, noise(shape)).singularValues();
    garbage[0] = true;
    assertArrayEquals(expected, Jacobian.of(model, noise(shape)).singularValues());
    model.clear();
  }

  /**
   * What a JVM without an agent prints: which operations of DJL have wrong gradients, that no layer
   * of ours has, and the warning.
   */
  @Test
  void withoutAnAgentOursAreRightAllTheSame() throws Exception {
    Jvm.Result result = Jvm.run(LentMemoryTest.class, "-Devenkeel.agent=off");
    assertEquals(0, result.code(), result.err());
    List<String> wrong = result.out().lines().toList();
    assertTrue(
        wrong.containsAll(
            List.of("mul", "div", "pow", "maximum", "minimum", "muli", "divi", "powi", "swish")),
        result.out());
    List<String> ours = LayerKinds.rows().map(LayerKinds::name).toList();
    assertTrue(wrong.stream().noneMatch(ours::contains), result.out());
    assertEquals(
        1,
        result.err().lines().filter(line -> line.contains("gradients may be wrong")).count(),
        result.err());
  }

  /** What that process does. */
  public static void main(String[] arguments) {
    MANAGER.open();
    assertEquals(false, LentMemory.keep());
    assertEquals(false, LentMemory.keep());
    operations()
        .filter(operation -> differs(noise(new Shape(3, 4)), operation.function()))
        .forEach(System.out::println);
    LayerKinds.rows().filter(LentMemoryTest::differs).forEach(System.out::println);
    MANAGER.close();
  }

  private static boolean differs(LayerKinds row) {
    NetworkBlock block = row.block();
    Shape shape = block.inputShape(5);
    block.initialize(MANAGER.get(), DataType.FLOAT32, shape);
    return differs(
        noise(shape),
        x -> {
          Engine.getInstance().setRandomSeed(1); // for dropout
          return block
              .forward(new ParameterStore(MANAGER.get(), false), new NDList(x), true)
              .head();
        });
  }

  /** Whether the gradient of Σ(f(x)²) is another one after a collection. */
  private static boolean differs(NDArray x, UnaryOperator<NDArray> function) {
    return !Arrays.equals(gradient(x, function, false), gradient(x, function, true));
  }

  private static float[] gradient(NDArray x, UnaryOperator<NDArray> function, boolean garbage) {
    NDArray leaf = x.duplicate();
    leaf.setRequiresGradient(true);
    try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
      NDArray loss = function.apply(leaf).square().sum();
      collect(garbage);
      collector.backward(loss);
      return leaf.getGradient().toFloatArray();
    } catch (EngineException e) {
      return new float[0]; // an index that is freed may be any number
    }
  }
}
