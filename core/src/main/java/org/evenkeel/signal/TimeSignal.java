// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.signal;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.evenkeel.activation.Activation;
import org.evenkeel.activation.Activations;
import org.evenkeel.activation.FlatParts;
import org.evenkeel.network.Recurrent;
import org.jspecify.annotations.Nullable;

/**
 * The gradient of a recurrent layer over the time steps of a sequence.
 *
 * @param gradient the second moment of dLoss/dx_t, x_t the layer's input at step t, as a ratio to
 *     the largest of all steps; 0 where it is below the range of floats
 * @param predicted the factor χ on it a step back in theory; null if that is not known
 * @param steps the forecast of each step, empty without one
 */
public record TimeSignal(
    List<Double> gradient,
    @Nullable List<Double> differences,
    @Nullable Double predicted,
    @Nullable List<Step> steps) {

  /**
   * One time step.
   *
   * @param forward the second moment of the state behind it
   * @param correlation the correlation of the states of two inputs
   * @param gradient that of the step's input, as a ratio to the largest of all steps
   */
  public record Step(Quantity forward, Quantity correlation, Quantity gradient) {}

  /**
   * ε² of floats, ε = 2^-24: what a step adds to the gradient of the weights, a sum over steps, is
   * lost in rounding below it.
   */
  private static final double LOST_IN_ROUNDING = 0x1p-48;

  /**
   * A cell without gates cannot learn to keep what it read, so that its weights follow the steps
   * that reach them from the start; limits were set on trained networks (docs/calibration.md).
   */
  private static final double LOST_WITHOUT_GATES = 0x1p-24;

  /** A share of what tells inputs apart from which a cell without gates does not train. */
  private static final double LEAST = 0.25;

  /** The share from which on it trains well. */
  private static final double FAIR = 0.5;

  /**
   * A share of the largest gradient that, in the mean over what tells inputs apart, a cell without
   * gates cannot do without: it has to learn to keep what it read, against the steps behind it.
   */
  private static final double LEAST_ARRIVING = 0.01;

  /** A growth of the second moment over a sequence that no learning rate serves. */
  private static final double EXPLODES = 1e6;

  private static final double EXPLODES_WITHOUT_GATES = 1e4;

  /** |ln q| of the smallest and the largest q that states are traced back to. */
  private static final double WIDEST = 14;

  private static final int BISECTIONS = 30;

  /** A copy of the list. */
  public TimeSignal {
    gradient = List.copyOf(gradient);
    differences = differences == null ? null : List.copyOf(differences);
    steps = steps == null ? List.of() : List.copyOf(steps);
  }

  /** A gradient without a forecast of each step. */
  public TimeSignal(
      List<Double> gradient, @Nullable List<Double> differences, @Nullable Double predicted) {
    this(gradient, differences, predicted, List.of());
  }

  /** A gradient over inputs that differ by as much in all steps. */
  public TimeSignal(List<Double> gradient, @Nullable Double predicted) {
    this(gradient, null, predicted, List.of());
  }

  /** This measurement with a forecast beside it; null for none. */
  TimeSignal beside(@Nullable TimeSignal forecast) {
    if (forecast == null || forecast.gradient.size() != gradient.size()) {
      return this;
    }
    List<Step> both = new ArrayList<>();
    for (int t = 0; t < forecast.steps.size(); t++) {
      Step step = forecast.steps.get(t);
      Quantity found = Quantity.measured(gradient.get(t)).beside(step.gradient);
      both.add(new Step(step.forward, step.correlation, found));
    }
    return new TimeSignal(
        gradient, differences, predicted == null ? forecast.factor() : predicted, both);
  }

  /** The number of steps whose gradients count in the sum that the weights receive. */
  public int reached() {
    return reached(LOST_IN_ROUNDING);
  }

  private int reached(double least) {
    return (int) gradient.stream().filter(one -> one >= least).count();
  }

  /** The number of steps that a cell with or without gates learns from. */
  int learnt(boolean gated) {
    return reached(gated ? LOST_IN_ROUNDING : LOST_WITHOUT_GATES);
  }

  /** Whether the gradient at an earlier step is far beyond the last one's. */
  boolean explodes(boolean gated) {
    double last = gradient.get(gradient.size() - 1);
    return last > 0 && 1 / last > (gated ? EXPLODES : EXPLODES_WITHOUT_GATES);
  }

  /** How well a layer trains by the steps that it learns from, and without an explosion. */
  Prospect.Grade grade(boolean gated) {
    double share = learntShare(gated);
    if (explodes(gated) || share <= LEAST || (gated && share < FAIR) || fades(gated)) {
      return Prospect.Grade.NOT;
    }
    return share < FAIR ? Prospect.Grade.SLOWLY : Prospect.Grade.WELL;
  }

  /**
   * How well a recurrent layer trains over its steps; of two directions, the better one decides: a
   * classifier of the last token sees one step of the reverse direction, and trains by the other.
   *
   * @param layers all layers
   */
  static Prospect.Grade grade(LayerSignal layer, List<LayerSignal> layers) {
    Set<String> directions = Set.of(layer.name(), Recurrent.otherDirection(layer.name()));
    return layers.stream()
        .filter(one -> directions.contains(one.name()))
        .flatMap(one -> Optional.ofNullable(one.time()).map(t -> t.grade(one.isGated())).stream())
        .min(Comparator.naturalOrder())
        .orElse(Prospect.Grade.WELL);
  }

  /**
   * The second moment of what enters the activation of a cell without gates, taken for a Gaussian z
   * of E[f(z)²] the second moment of its states; empty if the activation has no bounds, or gates
   * stand beside it.
   */
  static Optional<Double> entering(LayerSignal layer) {
    Double states = layer.forward().known();
    return layer.time() == null || layer.isGated() || states == null
        ? Optional.empty()
        : Optional.of(Activations.named(layer.activation()))
            .filter(Activation::bounded)
            .map(f -> inverse(f, states));
  }

  /** q of E[f(√q z)²] = second, f bounded and odd or of one sign, by bisection of ln q. */
  private static double inverse(Activation f, double second) {
    double low = -WIDEST;
    double high = WIDEST;
    for (int i = 0; i < BISECTIONS; i++) {
      double middle = (low + high) / 2;
      boolean below = f.secondMoment(Math.exp(middle)) < second;
      low = below ? middle : low;
      high = below ? high : middle;
    }
    return Math.exp((low + high) / 2);
  }

  /**
   * The share of a layer's signal where its activation is flat: of a recurrent cell without gates
   * that of each step, by {@link #entering}; null if it meets no bounded activation.
   */
  static @Nullable Double flatShare(LayerSignal layer) {
    Optional<Double> entering = entering(layer);
    return entering.isEmpty()
        ? layer.saturatedShare()
        : (Double) FlatParts.saturated(Activations.named(layer.activation())).share(entering.get());
  }

  /** Whether hardly any gradient arrives where inputs are told apart, though steps reach it. */
  boolean fades(boolean gated) {
    return !gated && learntShare(false) > LEAST && mean() < LEAST_ARRIVING;
  }

  /** The share of what tells inputs apart in the steps that a cell learns from. */
  double learntShare(boolean gated) {
    double least = gated ? LOST_IN_ROUNDING : LOST_WITHOUT_GATES;
    return IntStream.range(0, gradient.size())
        .filter(step -> gradient.get(step) >= least)
        .mapToDouble(this::difference)
        .sum();
  }

  private double difference(int step) {
    return differences == null ? 1.0 / gradient.size() : differences.get(step);
  }

  /**
   * The share of the largest gradient that reaches what tells inputs apart: Σ_t g_t d_t of the
   * gradients and differences, where all steps of the same difference count as one.
   */
  double arriving() {
    return Math.min(1, gradient.size() * mean());
  }

  /** Σ_t g_t d_t: the mean of the gradient over what tells inputs apart. */
  double mean() {
    return IntStream.range(0, gradient.size())
        .mapToDouble(step -> gradient.get(step) * difference(step))
        .sum();
  }

  /**
   * The factor on the gradient a step back, a geometric mean between the first step that reaches
   * the weights and the last one; null for fewer than two.
   */
  public @Nullable Double factor() {
    int last = gradient.size() - 1;
    int first = 0;
    while (first < last && gradient.get(first) < LOST_IN_ROUNDING) {
      first++;
    }
    return first == last || gradient.get(last) == 0
        ? null
        : Math.pow(gradient.get(first) / gradient.get(last), 1.0 / (last - first));
  }

  /** A line of text: the steps that reach the weights, and the factor a step back. */
  @Override
  public String toString() {
    String factor = factor() == null ? "" : ", ×" + Cause.number(factor()) + " a step back";
    return "%d of %d time steps reach the weights%s%s"
        .formatted(
            reached(),
            gradient.size(),
            factor,
            predicted == null ? "" : " (theory ×" + Cause.number(predicted) + ")");
  }
}
