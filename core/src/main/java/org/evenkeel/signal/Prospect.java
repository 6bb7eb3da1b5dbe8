// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.signal;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
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

  /** The kind of layers whose weights all positions share. */
  private static final String CONVOLUTION = "convolution";

  /** Networks of so few layers train slowly from a start of any scale. */
  private static final int SHALLOW = 4;

  /** The power of the number of layers that steps of a chain are multiplied with. */
  private static final double TOGETHER = 0.8;

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
    /**
     * log₁₀ of the steps that weights take to move, {@link TangentKernel#medianSteps}, which count
     * more in a deeper chain, whose layers have to move together: {@link #together}.
     */
    STEPS(1.48, 2.08),

    /** The same where most layers are convolutions, of few different weights. */
    STEPS_SHARED(1, 1.27),

    /** log₁₀ of the same where shortcuts or normalization lead around layers, of all together. */
    STEPS_AROUND(0.9, 1.3),

    /** log₁₀ of {@link TangentKernel#scale}, beyond which only tiny learning rates are stable. */
    SCALE(3.5, 4.2),

    /** The same where shortcuts or normalization keep the signal's scale. */
    SCALE_AROUND(5.7, 6),

    /** The standard deviation of ln q over draws of a chain of layers, {@link #scatter}. */
    WIDTH(1.8, 1.9),

    /** −log₁₀ of what is left to tell examples apart beside dropout's noise, {@link #masked}. */
    MASKS(1.5, 2.45);

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
      return this == STEPS || this == STEPS_SHARED || this == STEPS_AROUND;
    }
  }

  /** The prospect of a network; empty if its tangent kernel is not known. */
  static Optional<Prospect> of(InputSignal input, List<LayerSignal> layers) {
    return TangentKernel.of(input, layers).map(kernel -> of(kernel, layers));
  }

  /**
   * Whether the weights of most layers move in less than ten steps although they are no chain: the
   * gradient goes around layers where it does not pass.
   */
  static boolean goesAround(InputSignal input, List<LayerSignal> layers) {
    return !isMost(SignalProfile.hidden(layers), layer -> layer.outlook() != null)
        && TangentKernel.of(input, layers).filter(kernel -> kernel.medianSteps() < 10).isPresent();
  }

  /** The prospect as if all inputs stayed apart. */
  static Optional<Prospect> ofScalesAlone(InputSignal input, List<LayerSignal> layers) {
    return TangentKernel.ofScalesAlone(input, layers).map(kernel -> of(kernel, layers));
  }

  private static Prospect of(TangentKernel kernel, List<LayerSignal> layers) {
    List<LayerSignal> hidden = SignalProfile.hidden(layers);
    boolean chain = isMost(hidden, layer -> layer.outlook() != null);
    boolean shared = isMost(hidden, layer -> layer.kind().equals(CONVOLUTION));
    Prospect steps =
        chain
            ? (shared ? Limit.STEPS_SHARED : Limit.STEPS)
                .of(Math.log10(kernel.medianSteps()) + together(hidden, layers.size()))
            : Limit.STEPS_AROUND.of(Math.log10(kernel.steps()));
    boolean grows = kernel.growth() > Diagnosis.LOST;
    Limit limit = chain || grows ? Limit.SCALE : Limit.SCALE_AROUND;
    Prospect scale = limit.of(Math.log10(kernel.scale()));
    if (layers.size() <= SHALLOW && scale.grade == Grade.NOT && kernel.scale() < OVERFLOWING) {
      scale = new Prospect(Grade.SLOWLY, limit);
    }
    Prospect width = Limit.WIDTH.of(scatter(hidden));
    return worse(steps, worse(scale, worse(width, Limit.MASKS.of(-Math.log10(masked(layers))))));
  }

  /**
   * log₁₀ of the factor on the steps of a chain of so many layers, 0 for ten. Orthogonal weights
   * learn at a speed that does not depend on depth (Saxe et al. 2014; Pennington et al. 2017).
   */
  private static double together(List<LayerSignal> hidden, int layers) {
    double factor = TOGETHER * Math.log10(layers / 10.0);
    return isMost(hidden, Prospect::isIndependent) ? factor : Math.min(0, factor);
  }

  /** Whether the weights of a layer are independent of each other. */
  private static boolean isIndependent(LayerSignal layer) {
    return layer.start() != null && layer.start().distribution() != null;
  }

  private static boolean isMost(List<LayerSignal> some, Predicate<LayerSignal> what) {
    return some.stream().filter(what).count() > some.size() / 2;
  }

  /**
   * The share of the distance between passes of two inputs that is not due to the masks of dropout,
   * at the last layer: (s - c)/(1 - c), s the correlation of two passes of one input, c that of
   * two. 1 without dropout.
   */
  private static double masked(List<LayerSignal> layers) {
    return layers.isEmpty() ? 1 : apart(layers.get(layers.size() - 1));
  }

  /** The same at one layer, by theory, as a measured difference is lost in that of few examples. */
  private static double apart(LayerSignal layer) {
    Double same = layer.repeated().known();
    Double different = layer.correlation().predicted();
    return same == null || different == null || different >= 1
        ? 1
        : Math.max(0, same - different) / (1 - different);
  }

  /** Whether the masks of dropout leave too little to tell examples apart by at a layer. */
  static boolean isMasked(LayerSignal layer) {
    return Limit.MASKS.of(-Math.log10(apart(layer))).grade != Grade.WELL;
  }

  private static Prospect worse(Prospect one, Prospect other) {
    return other.grade.compareTo(one.grade) > 0 ? other : one;
  }

  /**
   * The standard deviation of ln q over draws, √(Σ v/n) with v = 5 for the ReLU family and 2 for
   * layers that are nearly linear with independent weights (Hanin and Rolnick 2018), over the
   * layers in a chain. A plain recurrent layer of the ReLU family is a chain of its time steps.
   */
  private static double scatter(List<LayerSignal> hidden) {
    Map<String, Boolean> kinked = new HashMap<>(); // names are looked up among all
    double sum = 0;
    for (LayerSignal layer : hidden) {
      boolean independent = isIndependent(layer);
      boolean relu =
          layer.activation() != null
              && kinked.computeIfAbsent(layer.activation(), Prospect::isKinked);
      if (layer.outlook() != null && layer.fans() != null) {
        sum += (relu ? 5.0 : independent ? 2.0 : 0) / layer.fans().out();
      } else if (layer.time() != null && layer.fans() != null && relu) {
        sum += 5.0 * layer.time().gradient().size() / layer.fans().out();
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
