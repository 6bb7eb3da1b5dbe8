// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.train;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.evenkeel.djl.agent.LentMemory;
import org.evenkeel.djl.build.Scalars;
import org.evenkeel.djl.observe.DisabledDropout;
import org.evenkeel.djl.observe.ModelPass;
import org.evenkeel.djl.observe.OutputStatistics;
import org.evenkeel.djl.observe.Probe;
import org.evenkeel.training.StableRate;

/**
 * The search for the largest stable learning rate of a model's initial weights, by gradient descent
 * on one batch.
 *
 * <pre>
 * L(θ)    the mean loss of the batch, dropout off
 * θ₀, g₀  the initial weights and their gradient
 * η₁      the largest η with L(θ₀ − η g₀) ≤ L(θ₀), a line search by forward passes
 * η*      the largest η at which none of {@value #STEPS} steps raises the loss above L(θ₀)
 * </pre>
 *
 * <p>No rate above η₁ is stable, so η* is searched below it, by at most {@value #GRADIENTS}
 * gradients. For a quadratic loss η* is 2/λ, with λ the largest eigenvalue of the Hessian. The loss
 * of a network is not quadratic: under cross-entropy the curvature at the initial weights is gone,
 * or a multiple, a few steps later (Lewkowycz et al. 2020; Kalra and Barkeshli 2023), and η* is 0.3
 * to 25 times 2/λ in 13 networks (docs/signal.md).
 */
public final class Stability {

  /** The number of steps of a trial. */
  static final int STEPS = 10;

  /** The most gradients of a search. */
  static final int GRADIENTS = 30;

  /** The ratio of the bounds at which a search ends. */
  private static final double CLOSE = 1.6;

  /** The share of its loss that the first step tried would take away if the loss were linear. */
  private static final double FIRST = 0.1;

  /** The rates that are searched. */
  private static final double LEAST = 1e-9;

  private static final double MOST = 1e3;

  /** The factor of the line search, which is then halved in logarithm so many times. */
  private static final double COARSE = 4;

  private static final int HALVINGS = 3;

  /** The divisor of a rate that is unstable in later steps, and of one that is so at once. */
  private static final double LOWER = 2.5;

  private static final double MUCH_LOWER = 4;

  /** The last step at which a rate is unstable at once. */
  private static final int AT_ONCE = 2;

  private static final NDIndex ALL = new NDIndex("...");

  private final Block model;
  private final NDList batch;
  private final Function<NDList, NDArray> loss;
  private final NDManager scope;
  private final List<NDArray> weights;
  private final List<NDArray> start = new ArrayList<>();
  private final List<NDArray> first = new ArrayList<>();
  private int gradients;

  private Stability(Block model, NDList batch, Function<NDList, NDArray> loss, NDManager scope) {
    this.model = model;
    this.batch = batch;
    this.loss = loss;
    this.scope = scope;
    this.weights =
        TrainingLoop.trainable(model).stream()
            .map(Parameter::getArray)
            .filter(NDArray::hasGradient)
            .toList();
  }

  /**
   * The largest stable learning rate; empty if the loss or its gradient is not finite, or the
   * gradient is 0. The weights are left as they were.
   *
   * @param model a model whose parameters are initialized
   * @param batch the inputs; the first axis of each counts the examples
   * @param loss the loss of the model's outputs, one number
   */
  @SuppressWarnings("try") // dropout and statistics are there to be closed
  public static Optional<StableRate> of(Block model, NDList batch, Function<NDList, NDArray> loss) {
    LentMemory.keep();
    try (ModelPass statistics = ModelPass.of(model, batch);
        DisabledDropout dropout = DisabledDropout.of(model)) {
      Stability search = new Stability(model, batch, loss, statistics.scope());
      return Probe.inTurn(search::foundAndRestored);
    }
  }

  private Optional<StableRate> foundAndRestored() {
    try {
      return found();
    } finally {
      restore();
    }
  }

  private Optional<StableRate> found() {
    weights.forEach(weight -> start.add(copy(weight)));
    double before = gradient(first);
    double square = 0;
    for (NDArray gradient : first) {
      square += gradient.size() * OutputStatistics.secondMoment(gradient);
    }
    if (!(Double.isFinite(before) && before > 0 && square > 0 && Double.isFinite(square))) {
      return Optional.empty();
    }
    double bound = firstUnstable(before, FIRST * before / square);
    return Optional.of(
        Double.isInfinite(bound)
            ? new StableRate(MOST, bound, examples(), gradients)
            : below(bound, before));
  }

  /** The smallest rate found whose first step raises the loss; infinite if there is none. */
  private double firstUnstable(double before, double guess) {
    double rate = Math.min(MOST, Math.max(LEAST, guess));
    double low = 0;
    double high = Double.POSITIVE_INFINITY;
    while (low == 0 || Double.isInfinite(high)) {
      boolean falls = afterFirst(rate) <= before;
      low = falls ? rate : low;
      high = falls ? high : rate;
      if (falls ? rate >= MOST : rate <= LEAST) {
        return high;
      }
      rate = Math.min(MOST, Math.max(LEAST, falls ? rate * COARSE : rate / COARSE));
    }
    for (int i = 0; i < HALVINGS; i++) {
      double middle = Math.sqrt(low * high);
      if (afterFirst(middle) <= before) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return high;
  }

  private int examples() {
    return (int) batch.head().getShape().get(0);
  }

  private double afterFirst(double rate) {
    stepFromStart(rate);
    return value();
  }

  /** The stable rate below one that is not. */
  private StableRate below(double bound, double before) {
    double low = 0;
    double high = bound;
    double rate = bound / 2;
    while (rate >= LEAST && (low == 0 || high / low > CLOSE)) {
      int unstable = firstRise(rate, before);
      if (unstable < 0) {
        break; // no gradients are left
      } else if (unstable == 0) {
        low = rate;
      } else {
        high = rate;
      }
      rate = low > 0 ? Math.sqrt(low * high) : high / (unstable <= AT_ONCE ? MUCH_LOWER : LOWER);
    }
    return new StableRate(low, high, examples(), gradients);
  }

  /** The first step that is not stable; 0 if all are, -1 if gradients run out before. */
  private int firstRise(double rate, double before) {
    stepFromStart(rate);
    for (int step = 1; step < STEPS; step++) {
      if (gradients >= GRADIENTS) {
        return -1;
      }
      List<NDArray> slopes = new ArrayList<>();
      double value = gradient(slopes);
      if (!(value <= before)) {
        slopes.forEach(NDArray::close);
        return step;
      }
      for (int i = 0; i < weights.size(); i++) {
        move(weights.get(i), weights.get(i), slopes.get(i), rate);
      }
      slopes.forEach(NDArray::close);
    }
    return value() <= before ? 0 : STEPS;
  }

  private void stepFromStart(double rate) {
    for (int i = 0; i < weights.size(); i++) {
      move(weights.get(i), start.get(i), first.get(i), rate);
    }
  }

  /** Sets weights to others after a step against a gradient. */
  private static void move(NDArray weights, NDArray from, NDArray gradient, double rate) {
    try (NDArray step = Scalars.times(gradient, (float) -rate);
        NDArray moved = from.add(step)) {
      set(weights, moved);
    }
  }

  private static void set(NDArray weights, NDArray values) {
    weights.setRequiresGradient(false);
    values.copyTo(weights);
    weights.setRequiresGradient(true);
  }

  private NDArray copy(NDArray array) {
    NDArray copy = array.duplicate();
    copy.attach(scope);
    return copy;
  }

  private void restore() {
    for (int i = 0; i < start.size(); i++) {
      set(weights.get(i), start.get(i));
    }
  }

  /** The loss at the current weights. */
  private double value() {
    try (NDManager pass = scope.newSubManager()) {
      return number(loss.apply(outputs(pass)));
    }
  }

  /** The loss at the current weights; its gradients are added to a list. */
  private double gradient(List<NDArray> into) {
    gradients++;
    weights.forEach(Stability::clear);
    try (NDManager pass = scope.newSubManager();
        GradientCollector collector = Engine.getInstance().newGradientCollector()) {
      NDArray found = loss.apply(outputs(pass));
      collector.backward(found);
      for (NDArray weight : weights) {
        try (NDArray gradient = weight.getGradient()) {
          into.add(copy(gradient));
        }
      }
      return number(found);
    }
  }

  /** The engine adds to the gradient that is there. */
  private static void clear(NDArray weight) {
    try (NDArray gradient = weight.getGradient();
        NDArray zeros = gradient.zerosLike()) {
      // copyTo would give the gradient memory that lives no longer than this handle of it.
      gradient.set(ALL, zeros);
    }
  }

  private NDList outputs(NDManager pass) {
    NDList inputs = new NDList();
    for (NDArray array : batch) {
      NDArray view = array.stopGradient();
      view.attach(pass);
      inputs.add(view);
    }
    return model.forward(new ParameterStore(pass, false), inputs, true);
  }

  private static double number(NDArray loss) {
    return loss.toType(DataType.FLOAT32, false).getFloat();
  }
}
