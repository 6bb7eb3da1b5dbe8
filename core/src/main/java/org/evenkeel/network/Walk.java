// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.network;

import java.util.List;
import java.util.Optional;
import org.evenkeel.activation.Activation;
import org.evenkeel.activation.Activations;
import org.evenkeel.activation.Entering;
import org.evenkeel.activation.Entering.Place;

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
      Entering here =
          entering
              .at(place(layer, layers.subList(i + 1, layers.size())))
              .aligned(layer.weighted().map(WeightedLayer::isAligned).orElse(false));
      Around around =
          new Around(
              met.orElse(outside.following()),
              outside.inSum() && met.isEmpty() ? Entering.UNKNOWN : here,
              false);
      visitor.visit(layer, shape, around);
      sublayers(layer, shape, new Around(around.following(), entering, false), visitor).run();
      entering = behind(layer, layer.weighted().isPresent() ? here : entering, shape);
      shape = layer.outputShape(shape);
    }
  }

  /** The walk through the sublayers of a layer. */
  private static Runnable sublayers(Layer layer, int[] shape, Around around, Visitor visitor) {
    Runnable none = () -> {};
    return layer.match(
        new LayerCases<>(
            dense -> none,
            convolution -> none,
            transposed -> none,
            pooling -> none,
            flatten -> none,
            nonlinearity -> none,
            dropout -> none,
            normalization -> none,
            attention ->
                () -> {
                  int[] token = {shape[0]};
                  Around inside = new Around(Activations.IDENTITY, Entering.UNKNOWN, false);
                  attention.projections().forEach(one -> visitor.visit(one, token, inside));
                  int[] heads = {attention.values()};
                  visitor.visit(
                      attention.output(),
                      heads,
                      new Around(around.following(), Entering.UNKNOWN, false));
                },
            residual ->
                () -> {
                  Entering entering = around.entering().at(Place.ELSEWHERE);
                  Around branch = new Around(around.following(), entering, true);
                  through(residual.branch(), shape, branch, visitor);
                  through(residual.shortcut(), shape, branch, visitor);
                },
            merge ->
                () -> {
                  Entering entering = around.entering().at(Place.ELSEWHERE);
                  Around branch = new Around(Activations.IDENTITY, entering, false);
                  merge.branches().forEach(one -> through(one, shape, branch, visitor));
                },
            token -> none,
            unknown -> none));
  }

  /** The place that a layer may have by itself and by what leads to the next one with weights. */
  private static Place place(Layer layer, List<Layer> behind) {
    Place place = layer.weighted().map(Walk::alone).orElse(Place.CHAIN);
    boolean activated = false;
    for (Layer next : behind) {
      if (next.weighted().isPresent()) {
        return place.and(alone(next.weighted().get()));
      }
      boolean activates = met(next).filter(f -> !f.equals(Activations.IDENTITY)).isPresent();
      place = place.and(activates && activated ? Place.ELSEWHERE : across(next));
      activated |= activates;
    }
    return place;
  }

  /** In groups, mirrored units would have their partners elsewhere. */
  private static Place alone(WeightedLayer layer) {
    return layer.groups() == 1 ? Place.CHAIN : Place.ELSEWHERE;
  }

  private static Place across(Layer layer) {
    return layer.match(
        new LayerCases<>(
            dense -> Place.CHAIN,
            convolution -> Place.CHAIN,
            transposed -> Place.ELSEWHERE,
            pooling -> Place.CHAIN,
            flatten -> Place.CHAIN,
            nonlinearity -> Place.CHAIN,
            dropout -> Place.SEQUENCE,
            normalization -> Place.ELSEWHERE,
            attention -> Place.ELSEWHERE,
            residual -> Place.ELSEWHERE,
            merge -> Place.ELSEWHERE,
            token -> Place.ELSEWHERE,
            unknown -> Place.ELSEWHERE));
  }

  /** What leaves a layer. */
  private static Entering behind(Layer layer, Entering in, int[] shape) {
    return layer.match(
        new LayerCases<>(
            dense -> in.weighted(),
            convolution -> in.weighted(),
            transposed -> in.weighted(),
            pooling -> in.pooledOver(),
            // Of tokens, the partner of a unit is no longer half of all away.
            flatten -> shape.length == 2 ? in.at(Place.ELSEWHERE) : in,
            nonlinearity -> in.after(nonlinearity.activation()),
            dropout -> in.droppedOut(dropout.rate()),
            normalization -> in.normalized(),
            attention -> Entering.UNKNOWN,
            residual -> Entering.of(Entering.Source.SUM),
            merge -> Entering.UNKNOWN,
            token -> Entering.UNKNOWN,
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
            transposed -> none,
            pooling -> Optional.empty(),
            flatten -> Optional.empty(),
            nonlinearity -> Optional.of(nonlinearity.activation()),
            dropout -> Optional.empty(),
            normalization -> Optional.empty(),
            attention -> none,
            residual -> none,
            merge -> none,
            token -> token.weighted().isPresent() ? none : Optional.empty(),
            unknown -> none));
  }
}
