// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.initializer.Initializer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.evenkeel.djl.WeightedBlocks.Kind;
import org.evenkeel.djl.WeightedBlocks.Weighted;
import org.evenkeel.init.Fans;
import org.evenkeel.init.Start;
import org.evenkeel.init.WeightShape;
import org.evenkeel.random.Key;
import org.evenkeel.signal.LayerSignal;

/**
 * The first weights of a DJL model: every weight is drawn by the rule of a {@link Start} for its
 * layer's kind and the activation that follows, from a key of the seed and the parameter's name.
 *
 * <pre>{@code
 * FirstWeights.of(Start.of("auto")).applyTo(block);
 * trainer.initialize(new Shape(1, 64));   // draws them
 * }</pre>
 *
 * <p>Parameters that are initialized already are drawn anew at once, in place. Biases become zeros,
 * or normal with the start's bias variance. Layers whose fans are not known here, and the scales
 * and shifts of normalization, keep what DJL gives them; {@link #untouched()} names those layers.
 */
public final class FirstWeights {

  private final Start start;
  private final Map<Block, Weighted> drawn = new LinkedHashMap<>();
  private List<String> untouched = List.of();

  private FirstWeights(Start start) {
    this.start = start;
  }

  /** First weights from a start. */
  public static FirstWeights of(Start start) {
    return new FirstWeights(start);
  }

  /**
   * Gives every parameter of a model its initializer; those that hold values already are drawn
   * anew.
   *
   * <p>To be called before {@code Trainer.initialize}, which keeps a reference to every array.
   *
   * @param model any Block
   * @return this
   */
  public FirstWeights applyTo(Block model) {
    List<Weighted> found = WeightedBlocks.in(model).weighted();
    untouched = found.stream().filter(w -> w.kind().isEmpty()).map(Weighted::name).toList();
    for (Weighted weighted : found) {
      weighted.kind().ifPresent(kind -> assign(weighted, kind));
    }
    return this;
  }

  /** The layers with weights that kept DJL's own start, because their fans are not known here. */
  public List<String> untouched() {
    return untouched;
  }

  /** The seed of the draws. */
  public long seed() {
    return start.seed();
  }

  /** How a layer's weights were drawn; empty for a block that kept DJL's start. */
  Optional<LayerSignal.LayerStart> startOf(Block block) {
    return Optional.ofNullable(drawn.get(block))
        .map(
            weighted ->
                new LayerSignal.LayerStart(
                    start.rule().toString(),
                    start.distributionName().orElse(null),
                    start.multiplier(),
                    start.weights(weighted.following()).variance(shape(weighted).orElseThrow())));
  }

  /** A weight's shape and fans; empty if its kind, or its shape so far, is not known. */
  private static Optional<WeightShape> shape(Weighted weighted) {
    return weighted
        .kind()
        .filter(kind -> weighted.weight().getShape() != null)
        .map(kind -> kind.weights(weighted.block(), weighted.weight().getShape()));
  }

  /** A weight's fans; empty if its kind, or its shape so far, is not known. */
  static Optional<Fans> fans(Weighted weighted) {
    return shape(weighted).map(WeightShape::fans);
  }

  private void assign(Weighted weighted, Kind kind) {
    drawn.put(weighted.block(), weighted);
    org.evenkeel.init.Initializer weights = start.weights(weighted.following());
    assign(
        weighted.weight(),
        weighted.weightName(),
        weights,
        shape -> kind.weights(weighted.block(), shape));
    weighted
        .bias()
        .ifPresent(
            bias ->
                assign(
                    bias,
                    weighted.biasName(),
                    start.biases(),
                    shape -> WeightShape.vector(shape.size())));
  }

  private void assign(
      Parameter parameter,
      String name,
      org.evenkeel.init.Initializer initializer,
      java.util.function.Function<Shape, WeightShape> shapes) {
    Key key = Key.of(start.seed(), name);
    Initializer draw =
        (manager, shape, dataType) ->
            create(manager, shape, dataType, initializer, shapes.apply(shape), key);
    parameter.setInitializer(draw);
    if (parameter.isInitialized()) {
      fill(parameter.getArray(), initializer, shapes.apply(parameter.getShape()), key);
    }
  }

  private static NDArray create(
      NDManager manager,
      Shape shape,
      DataType dataType,
      org.evenkeel.init.Initializer initializer,
      WeightShape weights,
      Key key) {
    if (dataType == DataType.FLOAT32) {
      NDArray array = manager.create(shape, dataType);
      fill(array, initializer, weights, key);
      return array;
    }
    try (NDArray wide = manager.create(shape, DataType.FLOAT32)) {
      fill(wide, initializer, weights, key);
      return wide.toType(dataType, true);
    }
  }

  /** Draws into the tensor's own memory. */
  private static void fill(
      NDArray array, org.evenkeel.init.Initializer initializer, WeightShape weights, Key key) {
    if (array.getDataType() != DataType.FLOAT32 || !array.getDevice().equals(ai.djl.Device.cpu())) {
      try (NDArray wide =
          array.getManager().create(array.getShape(), DataType.FLOAT32, ai.djl.Device.cpu())) {
        fill(wide, initializer, weights, key);
        wide.copyTo(array);
      }
      return;
    }
    FloatBuffer memory = array.toByteBuffer(true).order(ByteOrder.nativeOrder()).asFloatBuffer();
    initializer.fill(weights, key, 0, memory);
  }
}
