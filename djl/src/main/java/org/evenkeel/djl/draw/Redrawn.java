// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.draw;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.initializer.Initializer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.evenkeel.djl.engine.ArrayMemory;
import org.evenkeel.djl.read.ModelParameter;
import org.evenkeel.djl.read.ModelParameters;
import org.evenkeel.init.Start;
import org.jspecify.annotations.Nullable;

/**
 * A model whose initial weights are drawn by another start until close, which gives every parameter
 * its values back, bit for bit, and its initializer.
 *
 * <p>What the start in use left alone, such as loaded weights, is not drawn.
 */
public final class Redrawn implements AutoCloseable {

  /** The values of a parameter, and what would draw them. */
  private record Saved(NDArray values, Initializer initializer) {}

  private final NDManager scope = NDManager.newBaseManager();
  private final Map<Parameter, Saved> saved = new LinkedHashMap<>();
  private @Nullable FirstWeights weights;

  private Redrawn() {}

  /**
   * A model whose parameters are initialized, with other initial weights.
   *
   * @param model the model; its initial weights may be those of a part of it
   * @param used the initial weights in use; null if they are not Evenkeel's
   * @throws IllegalArgumentException if the start cannot draw the model, which then is as it was
   */
  public static Redrawn of(Block model, @Nullable FirstWeights used, Start start) {
    boolean defaults = used != null && used.start().isLibraryDefaults();
    if (defaults && !used.overwrites()) {
      throw new IllegalArgumentException(
          "the library's own values cannot be told from loaded ones: %s left all parameters alone; call redrawing()"
              .formatted(used.start()));
    }
    Block drawn = used == null || used.model() == null ? model : used.model();
    Redrawn redrawn = new Redrawn();
    try {
      redrawn.save(drawn);
      FirstWeights weights =
          (used == null ? FirstWeights.of(start).redrawing() : used.redrawing(start))
              .applyTo(drawn);
      if (used != null && !defaults) {
        redrawn.restoreAllBut(assigned(used, drawn));
      }
      redrawn.weights = weights;
      return redrawn;
    } catch (RuntimeException e) {
      redrawn.close();
      throw e;
    }
  }

  private static Set<Parameter> assigned(FirstWeights used, Block drawn) {
    return ModelParameters.in(drawn, used.declared()).all().stream()
        .filter(found -> used.assignment(found).isPresent())
        .map(ModelParameter::parameter)
        .collect(Collectors.toSet());
  }

  /** The initial weights that the model has now. */
  public FirstWeights weights() {
    return Optional.ofNullable(weights).orElseThrow();
  }

  private void save(Block model) {
    for (Parameter parameter : model.getParameters().values()) {
      if (parameter.isInitialized() && !saved.containsKey(parameter)) {
        try (NDArray values = parameter.getArray().stopGradient()) {
          NDArray copy = values.duplicate();
          copy.attach(scope);
          saved.put(parameter, new Saved(copy, parameter.getInitializer()));
        }
      }
    }
  }

  private void restoreAllBut(Set<Parameter> drawn) {
    saved.forEach(
        (parameter, before) -> {
          if (!drawn.contains(parameter)) {
            restore(parameter, before);
          }
        });
  }

  /** Restores a parameter through its memory, which leaves its gradient alone. */
  private static void restore(Parameter parameter, Saved before) {
    NDArray array = parameter.getArray();
    int bytes = array.getDataType().getNumOfBytes();
    ArrayMemory.overwrite(
        array,
        (from, memory) ->
            memory.put(ArrayMemory.copy(before.values, from, from + memory.remaining() / bytes)));
    parameter.setInitializer(before.initializer);
  }

  @Override
  public void close() {
    try {
      saved.forEach(Redrawn::restore);
    } finally {
      scope.close();
    }
  }
}
