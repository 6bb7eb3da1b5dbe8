package org.evenkeel.djl.draw;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.basicmodelzoo.cv.classification.ResNetV1;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.evenkeel.djl.Transformers;
import org.evenkeel.djl.correct.DataScaling;
import org.evenkeel.djl.observe.Probe;
import org.evenkeel.init.Start;
import org.evenkeel.signal.LayerSignal;
import org.evenkeel.signal.SignalProfile;
import org.evenkeel.signal.Verdict.State;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Models as they are: DJL's own weights, where every Linear has He's gain, against Evenkeel's. */
class RealModelTest {

  private static Block resNet() {
    return ResNetV1.builder()
        .setImageShape(new Shape(3, 32, 32))
        .setNumLayers(50)
        .setOutSize(10)
        .build();
  }

  static Stream<Arguments> models() {
    Supplier<Block> encoders = () -> Transformers.encoders(12, 64, 4, 256, 0.1f);
    Supplier<Block> resNet = RealModelTest::resNet;
    Shape tokens = new Shape(16, 20, 64);
    Shape images = new Shape(16, 3, 32, 32);
    return Stream.of(
        Arguments.of("encoders", "djl", encoders, tokens, 72, State.EXPLODING),
        Arguments.of("encoders", "auto", encoders, tokens, 72, State.HEALTHY),
        Arguments.of("encoders", "data", encoders, tokens, 72, State.HEALTHY),
        Arguments.of("ResNet-50", "djl", resNet, images, 54, State.HEALTHY),
        Arguments.of("ResNet-50", "auto", resNet, images, 54, State.HEALTHY),
        Arguments.of("ResNet-50", "data", resNet, images, 54, State.HEALTHY));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("models")
  void everyInnerLayerIsARowWithTheoryBesideIt(
      String name, String rule, Supplier<Block> model, Shape shape, int rows, State state) {
    try (NDManager manager = NDManager.newBaseManager()) {
      Engine.getInstance().setRandomSeed(1);
      Block block = model.get();
      FirstWeights weights =
          rule.equals("djl") ? null : FirstWeights.of(Start.of("auto")).applyTo(block);
      block.initialize(manager, DataType.FLOAT32, shape);
      NDList batch = new NDList(manager.randomNormal(shape));
      if (rule.equals("data")) {
        DataScaling.on(batch).applyTo(weights);
      }
      Probe probe = weights == null ? Probe.of(block) : Probe.of(block, weights);
      SignalProfile profile = probe.check(batch);

      assertEquals(rows, profile.layers().size());
      assertEquals(state, profile.verdict().state(), profile.verdict().toString());
      int outside = 0;
      for (LayerSignal layer : profile.layers()) {
        double predicted = layer.forward().predicted();
        double measured = layer.forward().measured();
        // Attention, and sums taken for Gaussians: theory has bounds and approximations.
        assertTrue(
            measured > predicted / 4 && measured < 4 * predicted,
            "%s: %s predicted, %s measured".formatted(layer.name(), predicted, measured));
        outside += layer.forward().asPredicted() ? 0 : 1;
        if (rule.equals("data")) {
          assertEquals(1, measured, 0.1, layer.name());
        }
      }
      assertTrue(outside <= rows / 10, outside + " forward moments outside of their ranges");
    }
  }
}
