// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.network;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
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
   * @param share the second moment of their output where it is added to that of others; empty else
   */
  record Around(Activation following, Entering entering, OptionalDouble share) {

    static final Around NETWORK = alone(Activations.IDENTITY, Entering.DATA);

    static Around alone(Activation following, Entering entering) {
      return new Around(following, entering, OptionalDouble.empty());
    }

    boolean isLike(Around other) {
      return following.equals(other.following)
          && entering.equals(other.entering)
          && share.equals(other.share);
    }
  }

  /** What leaves a layer, whose sublayers this visits. */
  @FunctionalInterface
  private interface Leaving {

    /**
     * What leaves it.
     *
     * @param in what enters its weights, or the layer if it has none
     * @param inside what is around its sublayers
     */
    Entering of(Entering in, int[] shape, Around inside, Visitor visitor);
  }

  private static final Leaving WEIGHTED =
      (in, shape, inside, visitor) -> in.weighted(inside.following());

  private static final Leaving UNKNOWN = (in, shape, inside, visitor) -> Entering.UNKNOWN;

  private static final LayerCases<Leaving> LEAVING =
      new LayerCases<>(
          dense -> WEIGHTED,
          convolution -> WEIGHTED,
          transposed -> WEIGHTED,
          pooling -> (in, shape, inside, visitor) -> in.pooledOver(),
          // Of tokens, the partner of a unit is no longer half of all away.
          flatten ->
              (in, shape, inside, visitor) -> shape.length == 2 ? in.at(Place.ELSEWHERE) : in,
          one -> (in, shape, inside, visitor) -> in.after(one.activation()),
          dropout -> (in, shape, inside, visitor) -> in.droppedOut(dropout.rate()),
          normalization -> (in, shape, inside, visitor) -> in.normalized(),
          one -> (in, shape, inside, visitor) -> attended(one, shape, inside, visitor),
          one -> (in, shape, inside, visitor) -> summed(one, shape, inside, visitor),
          one -> (in, shape, inside, visitor) -> merged(one, shape, inside, visitor),
          one -> (in, shape, inside, visitor) -> remembered(one, in, shape, visitor),
          token -> UNKNOWN,
          unknown -> UNKNOWN);

  /** The place that what leads through a layer leaves to the next one with weights. */
  private static final LayerCases<Place> ACROSS =
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
          memory -> Place.ELSEWHERE,
          token -> Place.ELSEWHERE,
          unknown -> Place.ELSEWHERE);

  private static final Optional<Activation> NONE = Optional.of(Activations.IDENTITY);

  private static final LayerCases<Optional<Activation>> MET =
      new LayerCases<>(
          dense -> NONE,
          convolution -> NONE,
          transposed -> NONE,
          pooling -> Optional.empty(),
          flatten -> Optional.empty(),
          nonlinearity -> Optional.of(nonlinearity.activation()),
          dropout -> Optional.empty(),
          normalization -> Optional.empty(),
          attention -> NONE,
          residual -> NONE,
          merge -> NONE,
          memory -> NONE,
          token -> token.weighted().isPresent() ? NONE : Optional.empty(),
          unknown -> NONE);

  /** Visits the layers in order of execution, and their sublayers, and returns what leaves them. */
  static Entering through(List<Layer> layers, int[] input, Around outside, Visitor visitor) {
    int[] shape = input;
    Entering entering = outside.entering();
    Around before = outside;
    for (int i = 0; i < layers.size(); i++) {
      Layer layer = layers.get(i);
      List<Layer> next = layers.subList(i + 1, layers.size());
      Optional<Activation> met = following(next);
      Entering here =
          entering
              .at(
                  switch (entering.place()) {
                    case START -> run(layers.subList(i, layers.size()));
                    case LINK -> Place.CHAIN; // its start has looked ahead
                    default -> place(layer, next);
                  })
              .aligned(layer.weighted().map(WeightedLayer::isAligned).orElse(false));
      Around around = Around.alone(met.orElse(outside.following()), added(here, next, outside));
      if (layer.weighted().isPresent()) { // one object for equal layers in a row
        around = around.isLike(before) ? before : around;
        before = around;
      }
      visitor.visit(layer, shape, around);
      OptionalDouble share = around.entering().share();
      Around inside = new Around(around.following(), entering, share);
      Entering in = layer.weighted().isPresent() ? around.entering() : entering;
      entering = layer.match(LEAVING).of(in, shape, inside, visitor);
      shape = layer.outputShape(shape);
    }
    return entering;
  }

  /**
   * What enters a layer, with its output's share of a sum that it goes into. Where a normalization
   * comes first, the scale of the weights is of no consequence.
   */
  private static Entering added(Entering here, List<Layer> next, Around outside) {
    boolean normalized = isNormalized(next);
    Entering entering = normalized ? here.unmeasured() : here;
    if (outside.share().isEmpty() || following(next).isPresent()) {
      return entering;
    }
    return entering.added(
        normalized || next.stream().anyMatch(Walk::isFactor)
            ? OptionalDouble.of(1)
            : outside.share());
  }

  private static Entering attended(
      Attention attention, int[] shape, Around around, Visitor visitor) {
    int[] token = {shape[0]};
    Around inside = Around.alone(Activations.IDENTITY, Entering.UNKNOWN);
    int[] seen = token;
    for (Layer.Dense one : attention.projections()) {
      visitor.visit(one, seen, inside);
      seen = attention.seen(token); // by all but the queries
    }
    int[] heads = {attention.values()};
    Entering values = Entering.UNKNOWN.added(around.share());
    visitor.visit(attention.output(), heads, Around.alone(around.following(), values));
    return Entering.UNKNOWN;
  }

  private static Entering summed(
      Layer.Residual residual, int[] shape, Around around, Visitor visitor) {
    Entering entering = around.entering().branched();
    double share = Entering.branch(residual.scale());
    Entering branch = through(residual.branch(), shape, in(around, entering, share), visitor);
    return through(residual.shortcut(), shape, in(around, entering, 1), visitor)
        .plus(branch, residual.scale());
  }

  private static Entering remembered(Memory memory, Entering in, int[] shape, Visitor visitor) {
    Around around = Around.alone(Activations.IDENTITY, in.apart());
    through(memory.layers(), memory.taken(shape), around, visitor);
    return in;
  }

  private static Entering merged(Merge merge, int[] shape, Around around, Visitor visitor) {
    Entering entering = around.entering().apart();
    Around branch = Around.alone(Activations.IDENTITY, entering);
    // A sum of experts ends the branch that it is the end of, as each of them does.
    Around expert = new Around(Activations.IDENTITY, entering, around.share());
    boolean mixture = merge.how() == Merge.How.MIXTURE;
    for (int i = 0; i < merge.branches().size(); i++) {
      through(merge.branches().get(i), shape, mixture && i > 0 ? expert : branch, visitor);
    }
    return Entering.UNKNOWN;
  }

  private static Around in(Around around, Entering entering, double share) {
    return new Around(around.following(), entering, OptionalDouble.of(share));
  }

  /** The place that a layer may have by itself and by what leads to the next one with weights. */
  private static Place place(Layer layer, List<Layer> behind) {
    Place place = layer.weighted().map(Walk::alone).orElse(Place.CHAIN);
    boolean activated = false;
    for (int i = 0; i < behind.size() && place != Place.ELSEWHERE; i++) { // which nothing changes
      Layer next = behind.get(i);
      if (next.weighted().isPresent()) {
        return place.and(alone(next.weighted().get()));
      }
      boolean activates = met(next).filter(f -> !f.equals(Activations.IDENTITY)).isPresent();
      place = place.and(activates && activated ? Place.ELSEWHERE : across(next));
      activated |= activates;
    }
    return place;
  }

  /**
   * The place of the first of layers up to the end of a branch: a link, unless more than an
   * activation and pooling lead from one with weights to another, or an activation ends them.
   */
  private static Place run(List<Layer> layers) {
    boolean activated = false;
    boolean dropped = false;
    for (Layer layer : layers) {
      boolean weighted = layer.weighted().isPresent();
      boolean activates = met(layer).filter(f -> !f.equals(Activations.IDENTITY)).isPresent();
      boolean breaks =
          weighted
              ? dropped || alone(layer.weighted().get()) != Place.CHAIN
              : activated && activates;
      if (breaks || across(layer) == Place.ELSEWHERE) {
        return Place.ELSEWHERE;
      }
      activated = !weighted && (activated || activates);
      dropped = !weighted && (dropped || across(layer) == Place.SEQUENCE);
    }
    return activated ? Place.ELSEWHERE : Place.CHAIN;
  }

  /** In groups, mirrored units would have their partners elsewhere. */
  private static Place alone(WeightedLayer layer) {
    return layer.groups() == 1 ? Place.CHAIN : Place.ELSEWHERE;
  }

  private static Place across(Layer layer) {
    return layer.match(ACROSS);
  }

  /** Whether a normalization comes before any activation or weights. */
  private static boolean isNormalized(List<Layer> next) {
    for (Layer layer : next) {
      if (layer.kind().equals(Branches.NORMALIZATION)) {
        return true;
      }
      if (met(layer).isPresent()) {
        return false;
      }
    }
    return false;
  }

  /** Whether a layer has a factor on the end of a branch already. */
  private static boolean isFactor(Layer layer) {
    return !layer.parameters(new int[] {1}).isEmpty();
  }

  private static Optional<Activation> following(List<Layer> next) {
    for (Layer layer : next) {
      Optional<Activation> met = met(layer);
      if (met.isPresent()) {
        return met;
      }
    }
    return Optional.empty();
  }

  /** The activation that a layer applies first to its input; empty if the next layer decides. */
  private static Optional<Activation> met(Layer layer) {
    return layer.match(MET);
  }
}
