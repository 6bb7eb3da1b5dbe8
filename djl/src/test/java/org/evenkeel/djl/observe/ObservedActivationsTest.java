// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.observe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.evenkeel.djl.OpenManager;
import org.evenkeel.djl.draw.FirstWeights;
import org.evenkeel.init.Start;
import org.evenkeel.signal.LayerSignal;
import org.evenkeel.signal.SignalProfile;
import org.evenkeel.signal.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Activations as models use them, where the tree of blocks does not show them. */
class ObservedActivationsTest {

  @RegisterExtension static final OpenManager MANAGER = new OpenManager();

  private static List<Block> linears(int count) {
    return Stream.generate(() -> (Block) Linear.builder().setUnits(32).build())
        .limit(count)
        .toList();
  }

  private static SignalProfile check(Block model, String rule) {
    FirstWeights weights = FirstWeights.of(Start.of(rule)).applyTo(model);
    model.initialize(MANAGER.get(), DataType.FLOAT32, new Shape(32, 32));
    Engine.getInstance().setRandomSeed(1);
    return Probe.of(model, weights)
        .check(new NDList(MANAGER.get().randomNormal(new Shape(32, 32))));
  }

  private static List<String> activations(SignalProfile profile) {
    return profile.layers().stream().map(LayerSignal::activation).toList();
  }

  static Stream<Arguments> functions() {
    return Stream.of(
        Arguments.of("relu", (UnaryOperator<NDArray>) Activation::relu),
        Arguments.of("tanh", (UnaryOperator<NDArray>) Activation::tanh),
        Arguments.of("gelu", (UnaryOperator<NDArray>) Activation::gelu),
        Arguments.of("sigmoid", (UnaryOperator<NDArray>) Activation::sigmoid),
        Arguments.of(
            "leaky-relu(0.2)", (UnaryOperator<NDArray>) x -> Activation.leakyRelu(x, 0.2f)),
        Arguments.of("identity", (UnaryOperator<NDArray>) x -> x));
  }

  /** Called in the block's own code, as the DJL book writes its models. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("functions")
  void aFunctionInABlocksCodeIsSeen(String name, UnaryOperator<NDArray> function) {
    Block model = new UnseenTest.Functional(linears(4), function);
    SignalProfile profile = check(model, "he");
    assertEquals(List.of(name, name, name, "identity"), activations(profile));
    boolean isFunction = !name.equals("identity");
    assertEquals(isFunction, profile.layers().get(0).deadShare() != null);
  }

  /** A function of all values has no name; the plan claims nothing, and neither does the row. */
  @Test
  void whatIsNoFunctionOfEachElementIsNotKnown() {
    Block model = new UnseenTest.Functional(linears(3), x -> x.softmax(1));
    FirstWeights weights = FirstWeights.of(Start.of("auto")).applyTo(model);
    assertTrue(
        weights.plan().stream()
            .filter(planned -> planned.assignment().kind().isWeight())
            .allMatch(
                planned -> planned.assignment().why().equals("before unknown, whatever enters")),
        weights.toString());
    model = new UnseenTest.Functional(linears(3), x -> x.softmax(1));
    SignalProfile profile = check(model, "auto");
    assertEquals(Arrays.asList(null, null, "identity"), activations(profile));
    assertNotNull(profile.layers().get(0).note());
  }

  @Test
  void aSoftmaxBetweenLayersIsNotTakenForTheIdentity() {
    Block model =
        new SequentialBlock()
            .add(Linear.builder().setUnits(32).build())
            .add(LambdaBlock.singleton(x -> x.softmax(1)))
            .add(Linear.builder().setUnits(32).build());
    FirstWeights weights = FirstWeights.of(Start.of("auto")).applyTo(model);
    assertEquals("data enters, before unknown", weights.plan().get(0).assignment().why());
    assertEquals("before identity, whatever enters", weights.plan().get(2).assignment().why());
  }

  /** Each call of one block shows what follows that call. */
  @Test
  void aBlockThatIsUsedTwiceHasTheActivationOfEachCall() {
    Block shared = Linear.builder().setUnits(32).build();
    Block model =
        new SequentialBlock()
            .add(shared)
            .add(Activation.reluBlock())
            .add(shared)
            .add(Activation.tanhBlock())
            .add(Linear.builder().setUnits(4).build());
    model.initialize(MANAGER.get(), DataType.FLOAT32, new Shape(32, 32));
    SignalProfile profile =
        Probe.of(model).measure(new NDList(MANAGER.get().randomNormal(new Shape(32, 32))));
    assertEquals(List.of("relu", "tanh", "identity"), activations(profile));
  }

  /** Off is not saturated: ReLU6 at second moment 2 is above 6 with probability 1e-5. */
  @Test
  void relu6IsHealthy() {
    SequentialBlock model = new SequentialBlock();
    for (Block linear : linears(5)) {
      model.add(linear).add(LambdaBlock.singleton(x -> x.clip(0, 6)));
    }
    SignalProfile profile = check(model.add(linears(1).get(0)), "auto");
    assertEquals(Verdict.State.HEALTHY, profile.verdict().state(), profile.toString());
    assertEquals(0, profile.layers().get(0).saturatedShare(), 0.01);
  }

  @Test
  void withoutAnAgentNothingIsClaimed() {
    Block model = new UnseenTest.Functional(linears(3), Activation::relu);
    model.initialize(MANAGER.get(), DataType.FLOAT32, new Shape(32, 32));
    SignalProfile profile =
        Probe.of(model)
            .withoutAgent()
            .measure(new NDList(MANAGER.get().randomNormal(new Shape(32, 32))));
    activations(profile).forEach(name -> assertNull(name));
  }
}
