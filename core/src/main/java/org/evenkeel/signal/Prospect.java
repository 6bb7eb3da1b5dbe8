// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.signal;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.evenkeel.activation.Activations;
import org.evenkeel.parameter.Fans;
import org.evenkeel.parameter.Structure;

/**
 * The prospect of training a network by plain gradient descent within some 1,000 steps at its best
 * learning rate, by limits that were set on trained networks (docs/calibration.md).
 *
 * <pre>
 * Θ  {@link TangentKernel#scale};  T {@link TangentKernel#steps}
 * t  {@link TangentKernel#medianSteps};  n the number of hidden layers, {@link #together}
 * η  largest learning rate that is stable and usual, min(1, 14/Θ)
 * s  share of the distance between inputs that is left beside dropout's masks, {@link #masked}
 * N  steps of a chain, n t/(η s); {@link #passedOn} if it is straight
 * </pre>
 *
 * @param grade how well it trains
 * @param limit the measure that is worst
 * @param value the value of that measure
 */
record Prospect(Grade grade, Limit limit, double value) {

  /** A scale at which squares of logits leave the range of floats. */
  private static final double OVERFLOWING = 1e18;

  /** The kind of layers whose weights all positions share. */
  private static final String CONVOLUTION = "convolution";

  /** Networks of so few layers train slowly from a start of any scale that is too large. */
  private static final int SHALLOW = 4;

  /** Orthogonal layers beyond so many take no more steps, {@link #together}. */
  private static final int ORTHOGONAL = 10;

  /** The change of ln(1 - c) over a chain up to which it is as good as straight. */
  private static final double STRAIGHT = 0.1;

  /** The correlation of inputs at the last hidden layer beyond which they are nearly one. */
  private static final double MERGED = 0.999;

  /** The product of the scale and the largest stable learning rate. */
  private static final double STABLE = 14;

  /** The width of the networks with dropout on which its limits were set. */
  private static final double LABELLED_WIDTH = 64;

  /** log₁₀ of steps that are as good as infinitely many. */
  private static final double MOST_STEPS = 9;

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
    /** log₁₀ N: the layers of a chain have to move together. */
    STEPS(2.7, 3.05),

    /** The same where most layers are convolutions, of few different weights. */
    STEPS_SHARED(2.3, 2.6),

    /** The same where inputs come so close together that all weights move mostly as one. */
    STEPS_MERGED(2.4, 3.05),

    /** log₁₀ T: where shortcuts lead around the layers, those that move first suffice. */
    STEPS_AROUND(0.9, 1.3),

    /** log₁₀ N where that is due to a small learning rate, by weights that have a scale. */
    RATE(2.7, 3.05),

    /**
     * The same by all weights. Before a normalization a step that is too long lengthens weights, so
     * that the next ones turn them less: chains of 20, 26, 27 and 30 dense layers of 64 with N =
     * 190, 850, 3,100 and 5,900 took 300, 550, 850 and 1,300 steps; 33 with 20,700 did not train.
     */
    RATE_NORMALIZED(2.95, 4),

    /**
     * The same with depthwise convolutions in between, which bear more of it: MobileNetV1 with N =
     * 8,100 takes 200 steps, and one of 41 layers of 32 channels with 198,000 takes 220.
     */
    RATE_DEPTHWISE(5.4, 6),

    /** log₁₀(t Θ/14): where shortcuts lead around the layers, each moves on its own. */
    RATE_AROUND(2.3, 2.6),

    /** −log₁₀ s: what tells examples apart is covered by the noise of dropout. */
    MASKS(1.5, 2.3),

    /** log₁₀ N where that is due to dropout's masks. */
    STEPS_MASKED(2.7, 3.05),

    /** −log₁₀ Θ of a chain: beyond, steps of learning rate 1 move the output by nothing. */
    REACH(5.45, 6),

    /** log₁₀ of {@link TangentKernel#growth}, of which all logits and gradients are multiples. */
    GROWTH(2.3, 3.1),

    /** The standard deviation of ln q over draws of a chain of layers, {@link #scatter}. */
    WIDTH(1.8, 1.85);

    private final double slowly;
    private final double never;

    Limit(double slowly, double never) {
      this.slowly = slowly;
      this.never = never;
    }

    private Prospect of(double value) {
      return new Prospect(
          value > never ? Grade.NOT : value > slowly ? Grade.SLOWLY : Grade.WELL, this, value);
    }

    /** Whether dropout is the measure. */
    boolean isMasks() {
      return this == MASKS || this == STEPS_MASKED;
    }

    /** Whether weights that move too slowly are the measure. */
    boolean isSteps() {
      return this == STEPS
          || this == STEPS_SHARED
          || this == STEPS_MERGED
          || this == STEPS_AROUND
          || this == REACH;
    }
  }

  /** The prospect of a network; empty if its tangent kernel is not known. */
  static Optional<Prospect> of(InputSignal input, List<LayerSignal> layers) {
    return TangentKernel.of(input, layers).map(kernel -> of(kernel, layers));
  }

  /**
   * Whether the weights that move first in a network with shortcuts need less than ten steps: the
   * gradient goes around layers where it does not pass.
   */
  static boolean goesAround(InputSignal input, List<LayerSignal> layers) {
    return !isMost(SignalProfile.hidden(layers), LayerSignal::chained)
        && TangentKernel.of(input, layers).filter(kernel -> kernel.steps() < 10).isPresent();
  }

  /** The steps that are too many, at the best learning rate; empty if that is not the measure. */
  Optional<Double> steps() {
    boolean counted = limit.isSteps() || limit == Limit.RATE || limit == Limit.RATE_AROUND;
    return counted && limit != Limit.REACH && value < MOST_STEPS
        ? Optional.of(Math.pow(10, value))
        : Optional.empty();
  }

  /** η of a network; empty if its tangent kernel is not known. */
  static Optional<Double> rate(InputSignal input, List<LayerSignal> layers) {
    return TangentKernel.of(input, layers).map(kernel -> Math.min(1, STABLE / kernel.scale()));
  }

  /** The prospect as if all inputs stayed apart. */
  static Optional<Prospect> ofScalesAlone(InputSignal input, List<LayerSignal> layers) {
    return TangentKernel.ofScalesAlone(input, layers).map(kernel -> of(kernel, layers));
  }

  private static Prospect of(TangentKernel kernel, List<LayerSignal> layers) {
    List<LayerSignal> hidden = SignalProfile.hidden(layers);
    boolean chain = isMost(hidden, LayerSignal::chained);
    double scale = Math.log10(kernel.scale());
    double reduced = scale - Math.log10(STABLE);
    double median = Math.log10(kernel.medianSteps());
    double chained = median + Math.log10(together(hidden));
    Prospect steps =
        chain ? stepsOf(hidden).of(chained) : Limit.STEPS_AROUND.of(Math.log10(kernel.steps()));
    Prospect small = Limit.REACH.of(chain ? -scale : 0);
    double fixed = Math.log10(kernel.fixedScale()) - Math.log10(STABLE);
    double atFixed = chain ? chained + Math.max(0, fixed - passedOn(hidden)) : median + fixed;
    double atRate = chain ? chained + Math.max(0, reduced - passedOn(hidden)) : atFixed;
    boolean finite = kernel.scale() < Double.POSITIVE_INFINITY;
    Prospect rate = (chain ? Limit.RATE : Limit.RATE_AROUND).of(finite ? atFixed : kernel.scale());
    if (chain) {
      Limit all = depthwise(layers) ? Limit.RATE_DEPTHWISE : Limit.RATE_NORMALIZED;
      rate = worse(rate, all.of(atRate));
    }
    Prospect large = worse(rate, Limit.GROWTH.of(Math.log10(kernel.growth())));
    if (layers.size() <= SHALLOW && large.grade == Grade.NOT && kernel.scale() < OVERFLOWING) {
      large = new Prospect(Grade.SLOWLY, large.limit, large.value);
    }
    double masked = -Math.log10(masked(layers));
    Prospect masks =
        worse(
            Limit.MASKS.of(masked),
            Limit.STEPS_MASKED.of(masked > 0 ? atRate + masked : Double.NEGATIVE_INFINITY));
    Prospect scales = worse(worse(steps, small), large);
    return worse(worse(scales, masks), Limit.WIDTH.of(scatter(layers, hidden.size())));
  }

  /** The limit of the steps of a chain that is not held back by anything else. */
  private static Limit stepsOf(List<LayerSignal> hidden) {
    if (isMost(hidden, layer -> layer.outlook() != null && layer.kind().equals(CONVOLUTION))) {
      return Limit.STEPS_SHARED;
    }
    boolean merged =
        !hidden.isEmpty() && hidden.get(hidden.size() - 1).correlation().isAbove(MERGED);
    return merged ? Limit.STEPS_MERGED : Limit.STEPS;
  }

  /**
   * The number of layers whose steps add up. Orthogonal weights learn at a speed that does not
   * depend on depth (Saxe et al. 2014; Pennington et al. 2017).
   */
  private static int together(List<LayerSignal> hidden) {
    return isMost(hidden, Prospect::isIndependent)
        ? hidden.size()
        : Math.min(ORTHOGONAL, hidden.size());
  }

  /**
   * log₁₀ of what layers add to the scale Θ of a chain beyond {@link #together}, where all inputs
   * stay as far apart as they enter: the stable learning rate falls with depth, and the output
   * moves as fast, as the steps of all layers add up.
   */
  private static double passedOn(List<LayerSignal> hidden) {
    Double entering = hidden.isEmpty() ? null : hidden.get(0).correlation().known();
    Double leaving = hidden.isEmpty() ? null : hidden.get(hidden.size() - 1).correlation().known();
    boolean straight =
        entering != null
            && leaving != null
            && Math.abs(Math.log((1 - leaving) / (1 - entering))) <= STRAIGHT;
    return straight ? Math.log10((double) hidden.size() / together(hidden)) : 0;
  }

  /** Whether the weights of a layer are independent of each other. */
  private static boolean isIndependent(LayerSignal layer) {
    return layer.start() != null && layer.start().distribution() != null;
  }

  /** Whether mirrored weights see a layer's activation, which is then as good as straight. */
  private static boolean isMirrored(LayerSignal next) {
    return next.start() != null
        && next.start().structure() != null
        && next.start().structure().isMirrored();
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

  /**
   * The same at one layer, by theory, as a measured difference is lost in that of few examples.
   * Masks spread over all directions of what enters the layer, and what tells two inputs apart lies
   * along one: beyond the width of the trained networks that set the limits it stands out by as
   * much as the layer is wider.
   */
  private static double apart(LayerSignal layer) {
    Double same = layer.repeated().known();
    Double different = layer.correlation().predicted();
    double wider = layer.fans() == null ? 1 : Math.max(1, layer.fans().in() / LABELLED_WIDTH);
    return same == null || different == null || different >= 1
        ? 1
        : Math.min(1, wider * Math.max(0, same - different) / (1 - different));
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
   * hidden layers in a chain; between n/2 pairs of units v is 0, and 4 with independent weights. A
   * plain recurrent layer of the ReLU family is a chain of its time steps. Where normalization
   * keeps q, that of a gradient's second moment scatters still.
   */
  private static double scatter(List<LayerSignal> layers, int hidden) {
    Map<String, Boolean> kinked = new HashMap<>(); // names are looked up among all
    double sum = 0;
    for (int l = 0; l < hidden; l++) {
      LayerSignal layer = layers.get(l);
      boolean relu =
          layer.activation() != null
              && kinked.computeIfAbsent(layer.activation(), Prospect::isKinked);
      if (layer.fans() == null) {
        continue;
      }
      if (layer.time() != null) {
        sum += relu ? 5.0 * layer.time().gradient().size() / layer.fans().out() : 0;
      } else if (layer.chained()) {
        boolean mirrored = l + 1 < layers.size() && isMirrored(layers.get(l + 1));
        boolean pairs =
            layer.start() != null && layer.start().structure() == Structure.MIRRORED_INDEPENDENT;
        double variance = pairs ? 4.0 : mirrored ? 0 : relu ? 5.0 : isIndependent(layer) ? 2.0 : 0;
        sum += variance / width(layers, l);
      }
    }
    return Math.sqrt(sum);
  }

  /**
   * The number of gradients that reach an input of a layer, or where convolutions are in groups,
   * whose fans are those of one, as depthwise, the number of terms that the next layer sums.
   */
  static double width(List<LayerSignal> layers, int l) {
    double own = layers.get(l).fans().out();
    Fans next = l + 1 < layers.size() ? layers.get(l + 1).fans() : null;
    return layers.get(l).kind().equals(CONVOLUTION) && next != null
        ? Math.max(own, next.in())
        : own;
  }

  /** Whether convolutions that sum fewer terms than the next ones are two of five layers. */
  private static boolean depthwise(List<LayerSignal> layers) {
    int few = 0;
    for (int l = 0; l + 1 < layers.size(); l++) {
      Fans own = layers.get(l).fans();
      Fans next = layers.get(l + 1).fans();
      boolean convolution = layers.get(l).kind().equals(CONVOLUTION);
      if (convolution && own != null && next != null && Math.max(own.in(), own.out()) < next.in()) {
        few++;
      }
    }
    return 5 * few >= 2 * layers.size();
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
