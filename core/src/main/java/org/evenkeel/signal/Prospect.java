// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.signal;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.evenkeel.activation.Activations;

/**
 * The prospect of training a network by plain gradient descent at its best learning rate, by limits
 * that were set on trained networks (docs/calibration.md).
 *
 * @param grade how well it trains
 * @param limit the measure that is worst
 */
record Prospect(Grade grade, Limit limit) {

  /** A scale at which squares of logits leave the range of floats. */
  private static final double OVERFLOWING = 1e18;

  /** Networks of so few layers train slowly from a start of any scale. */
  private static final int SHALLOW = 4;

  /** How well a network trains. */
  enum Grade {
    WELL,
    SLOWLY,
    NOT
  }

  /**
   * A measure of trainability with the values from which on a network trains slowly, and not at
   * all.
   */
  enum Limit {
    /** log₁₀ of the steps that weights take to move, {@link TangentKernel#medianSteps}. */
    STEPS(1.35, 1.9),

    /** log₁₀ of the same where shortcuts or normalization lead around layers, of all together. */
    STEPS_AROUND(0.9, 1.3),

    /** log₁₀ of {@link TangentKernel#scale}, beyond which only tiny learning rates are stable. */
    SCALE(3.5, 4.2),

    /** The same for normalized and residual networks. */
    SCALE_AROUND(5.7, 6.7),

    /** The standard deviation of ln q over draws of a chain of layers, {@link #scatter}. */
    WIDTH(1.8, 2.1);

    private final double slowly;
    private final double never;

    Limit(double slowly, double never) {
      this.slowly = slowly;
      this.never = never;
    }

    private Prospect of(double value) {
      return new Prospect(
          value > never ? Grade.NOT : value > slowly ? Grade.SLOWLY : Grade.WELL, this);
    }

    /** Whether steps are the measure. */
    boolean isSteps() {
      return this == STEPS || this == STEPS_AROUND;
    }
  }

  /** The prospect of a network; empty if its tangent kernel is not known. */
  static Optional<Prospect> of(InputSignal input, List<LayerSignal> layers) {
    return TangentKernel.of(input, layers).map(kernel -> of(kernel, layers));
  }

  /** The prospect as if all inputs stayed apart. */
  static Optional<Prospect> ofScalesAlone(InputSignal input, List<LayerSignal> layers) {
    return TangentKernel.ofScalesAlone(input, layers).map(kernel -> of(kernel, layers));
  }

  private static Prospect of(TangentKernel kernel, List<LayerSignal> layers) {
    List<LayerSignal> hidden = SignalProfile.hidden(layers);
    boolean chain = hidden.stream().filter(l -> l.outlook() != null).count() > hidden.size() / 2;
    Prospect steps =
        chain
            ? Limit.STEPS.of(Math.log10(kernel.medianSteps()))
            : Limit.STEPS_AROUND.of(Math.log10(kernel.steps()));
    Limit limit = chain ? Limit.SCALE : Limit.SCALE_AROUND;
    Prospect scale = limit.of(Math.log10(kernel.scale()));
    if (layers.size() <= SHALLOW && scale.grade == Grade.NOT && kernel.scale() < OVERFLOWING) {
      scale = new Prospect(Grade.SLOWLY, limit);
    }
    Prospect width = Limit.WIDTH.of(scatter(hidden));
    return worse(steps, worse(scale, width));
  }

  private static Prospect worse(Prospect one, Prospect other) {
    return other.grade.compareTo(one.grade) > 0 ? other : one;
  }

  /**
   * The standard deviation of ln q over draws, √(Σ v/n) with v = 5 for the ReLU family and 2 for
   * layers that are nearly linear with independent weights (Hanin and Rolnick 2018), over the
   * layers in a chain.
   */
  private static double scatter(List<LayerSignal> hidden) {
    Map<String, Boolean> kinked = new HashMap<>(); // names are looked up among all
    double sum = 0;
    for (LayerSignal layer : hidden) {
      if (layer.outlook() != null && layer.fans() != null) {
        boolean independent = layer.start() != null && layer.start().distribution() != null;
        boolean relu =
            layer.activation() != null
                && kinked.computeIfAbsent(layer.activation(), Prospect::isKinked);
        sum += (relu ? 5.0 : independent ? 2.0 : 0) / layer.fans().out();
      }
    }
    return Math.sqrt(sum);
  }

  private static boolean isKinked(String activation) {
    try {
      return !activation.equals(Activations.IDENTITY.name())
          && Activations.named(activation).positivelyHomogeneous();
    } catch (IllegalArgumentException e) {
      return false; // an activation of the user's
    }
  }
}
