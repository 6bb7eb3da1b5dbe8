// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.network;

import java.util.List;
import java.util.Optional;
import org.evenkeel.activation.Activation;
import org.evenkeel.activation.Activations;
import org.evenkeel.activation.Entering;

/** The walk through a network's layers with what is around each: what enters, what follows. */
final class Walk {

  private Walk() {}

  /** An action on each layer. */
  @FunctionalInterface
  interface Visitor {
    void visit(Layer layer, int[] input, Around around);
  }

  /**
   * What is around some layers.
   *
   * @param inSum whether their output is added to that of others
   */
  record Around(Activation following, Entering entering, boolean inSum) {

    static final Around NETWORK = new Around(Activations.IDENTITY, Entering.DATA, false);
  }

  /** Visits the layers in order of execution, and their sublayers. */
  static void through(List<Layer> layers, int[] input, Around outside, Visitor visitor) {
    int[] shape = input;
    Entering entering = outside.entering();
    for (int i = 0; i < layers.size(); i++) {
      Layer layer = layers.get(i);
      Optional<Activation> met = following(layers, i + 1);
      Around around =
          new Around(
              met.orElse(outside.following()),
              outside.inSum() && met.isEmpty() ? Entering.UNKNOWN : entering,
              false);
      visitor.visit(layer, shape, around);
      sublayers(layer, shape, new Around(around.following(), entering, false), visitor).run();
      shape = layer.outputShape(shape);
      entering = behind(layer, entering);
    }
  }

  /** The walk through the sublayers of a layer. */
  private static Runnable sublayers(Layer layer, int[] shape, Around around, Visitor visitor) {
    Runnable none = () -> {};
    return layer.match(
        new LayerCases<>(
            dense -> none,
            convolution -> none,
            pooling -> none,
            flatten -> none,
            nonlinearity -> none,
            dropout -> none,
            normalization -> none,
            attention ->
                () -> {
                  int[] token = {shape[0]};
                  Around inside = new Around(Activations.IDENTITY, Entering.UNKNOWN, false);
                  visitor.visit(attention.query(), token, inside);
                  visitor.visit(attention.key(), token, inside);
                  visitor.visit(attention.value(), token, inside);
                  int[] heads = {attention.value().units()};
                  visitor.visit(
                      attention.output(),
                      heads,
                      new Around(around.following(), Entering.UNKNOWN, false));
                },
            residual ->
                () -> {
                  Around branch = new Around(around.following(), around.entering(), true);
                  through(residual.branch(), shape, branch, visitor);
                  through(residual.shortcut(), shape, branch, visitor);
                },
            unknown -> none));
  }

  /** What leaves a layer. */
  private static Entering behind(Layer layer, Entering in) {
    Entering weighted = Entering.of(Entering.Source.LAYER);
    return layer.match(
        new LayerCases<>(
            dense -> weighted,
            convolution -> weighted,
            pooling -> in.pooledOver(),
            flatten -> in,
            nonlinearity -> in.after(nonlinearity.activation()),
            dropout -> in.droppedOut(dropout.rate()),
            normalization -> Entering.of(Entering.Source.NORMALIZATION),
            attention -> Entering.UNKNOWN,
            residual -> Entering.of(Entering.Source.SUM),
            unknown -> Entering.UNKNOWN));
  }

  private static Optional<Activation> following(List<Layer> layers, int from) {
    return layers.subList(from, layers.size()).stream()
        .flatMap(layer -> met(layer).stream())
        .findFirst();
  }

  /** The activation that a layer applies first to its input; empty if the next layer decides. */
  private static Optional<Activation> met(Layer layer) {
    Optional<Activation> none = Optional.of(Activations.IDENTITY);
    return layer.match(
        new LayerCases<>(
            dense -> none,
            convolution -> none,
            pooling -> Optional.empty(),
            flatten -> Optional.empty(),
            nonlinearity -> Optional.of(nonlinearity.activation()),
            dropout -> Optional.empty(),
            normalization -> Optional.empty(),
            attention -> none,
            residual -> none,
            unknown -> none));
  }
}
