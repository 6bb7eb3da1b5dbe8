// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.correct;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.ParallelBlock;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.norm.Dropout;
import java.util.List;
import org.evenkeel.activation.Activations;
import org.evenkeel.djl.OpenManager;
import org.evenkeel.djl.build.NetworkBlock;
import org.evenkeel.djl.draw.FirstWeights;
import org.evenkeel.djl.observe.Probe;
import org.evenkeel.init.Start;
import org.evenkeel.network.Network;
import org.evenkeel.signal.LayerSignal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GradientBalanceTest {

  @RegisterExtension static final OpenManager MANAGER = new OpenManager();

  private static NDList noise(Shape shape) {
    Engine.getInstance().setRandomSeed(1);
    return new NDList(MANAGER.get().randomNormal(shape));
  }

  private static List<LayerSignal> started(Block block, Shape shape) {
    FirstWeights.of(Start.of("auto")).applyTo(block);
    block.initialize(MANAGER.get(), DataType.FLOAT32, shape);
    DataScaling.on(noise(shape)).applyTo(block);
    return Probe.of(block).measure(noise(shape)).layers();
  }

  private static List<LayerSignal> balanced(Block block, Shape shape) {
    DataScaling.on(noise(shape)).balanced().applyTo(block);
    return Probe.of(block).measure(noise(shape)).layers();
  }

  private static double logGradient(LayerSignal layer) {
    return Math.log(layer.gradient().measured());
  }

  /** Largest less smallest ln g over the layers before the last. */
  private static double spread(List<LayerSignal> layers) {
    double[] logs =
        layers.subList(0, layers.size() - 1).stream()
            .mapToDouble(GradientBalanceTest::logGradient)
            .sorted()
            .toArray();
    return logs[logs.length - 1] - logs[0];
  }

  /**
   * In a chain of the ReLU family ln g is halved in every layer, and ln E[z²] takes over the other
   * half; of the last layer 1 is wanted still. Every scale is rounded to 8 binary digits, 0.8 % in
   * a second moment: at most 0.008 for each of the layers that a gradient passes.
   */
  @ParameterizedTest
  @CsvSource({
    "'64,256,32,256,32,256,10', relu",
    "'64,64,128,256,512,10', leaky-relu",
    "'64,512,256,128,64,10', relu",
    "'64,32,256,8', identity"
  })
  void aChainOfRectifiersSharesTheSpreadExactly(String widths, String activation) {
    NetworkBlock block = NetworkBlock.of(Network.perceptron(widths, Activations.named(activation)));
    Shape shape = block.inputShape(64);
    List<LayerSignal> before = started(block, shape);
    List<LayerSignal> after = balanced(block, shape);
    int last = before.size() - 1;
    assertTrue(spread(before) > 0.5, "spread " + spread(before));
    double first = logGradient(before.get(0));
    for (int l = 0; l < last; l++) {
      // Against the last hidden layer's, as a profile has it of its own accord but for the
      // identity.
      double was = logGradient(before.get(l)) - logGradient(before.get(last - 1));
      double is = logGradient(after.get(l)) - logGradient(after.get(last - 1));
      assertEquals(was / 2, is, 0.008 * (last + 1), "gradient of " + l);
      assertEquals(
          (logGradient(before.get(l)) - first) / 2,
          Math.log(after.get(l).forward().measured()),
          0.01,
          "signal of " + l);
    }
    assertEquals(1, after.get(last).forward().measured(), 0.01);
    block.clear();
  }

  /** Elsewhere it is an approximation; what holds is the bound on the signal. */
  @ParameterizedTest
  @CsvSource({"tanh", "soft-sign", "hard-tanh", "sigmoid", "selu", "elu", "softplus"})
  void otherChainsComeCloserAndKeepTheSignalWithinItsBound(String activation) {
    NetworkBlock block =
        NetworkBlock.of(Network.perceptron("64,128x30,10", Activations.named(activation)));
    Shape shape = block.inputShape(64);
    List<LayerSignal> before = started(block, shape);
    List<LayerSignal> after = balanced(block, shape);
    assertTrue(spread(after) < spread(before), spread(before) + " -> " + spread(after));
    double bound = Math.min(spread(before) / 2, Math.log(10)) + 0.02;
    for (LayerSignal layer : after) {
      double moved = Math.abs(Math.log(layer.forward().measured()));
      assertTrue(moved <= bound, layer.name() + " " + moved + " > " + bound);
    }
    block.clear();
  }

  /** Sums, normalizations and shared inputs end a chain; activations and dropout do not. */
  @Test
  void onlyLayersThatOneOtherFeedsAreBalanced() {
    SequentialBlock branch =
        new SequentialBlock()
            .add(linear(32)) // its input goes by the shortcut too
            .add(Activation.reluBlock())
            .add(Dropout.builder().optRate(0).build())
            .add(Blocks.batchFlattenBlock())
            .add(linear(64)); // balanced
    SequentialBlock model =
        new SequentialBlock()
            .add(linear(64))
            .add(
                new ParallelBlock(
                    ends -> new NDList(ends.get(0).head().add(ends.get(1).head())),
                    List.of(branch, Blocks.identityBlock())))
            .add(linear(16)) // its input is a sum
            .add(BatchNorm.builder().build())
            .add(linear(128)) // its input is normalized
            .add(Activation.reluBlock())
            .add(linear(8)) // balanced
            .add(linear(4)); // the last
    Shape shape = new Shape(32, 20);
    FirstWeights.of(Start.of("auto")).applyTo(model);
    model.initialize(MANAGER.get(), DataType.FLOAT32, shape);
    DataScaling.on(noise(shape)).balanced().applyTo(model);
    List<LayerSignal> layers = Probe.of(model).measure(noise(shape)).layers();
    for (int l = 0; l < layers.size(); l++) {
      boolean isOne = Math.abs(layers.get(l).forward().measured() - 1) < 0.02;
      assertEquals(l != 2 && l != 5, isOne, layers.get(l).toString());
    }
  }

  private static Linear linear(int units) {
    return Linear.builder().setUnits(units).build();
  }
}
