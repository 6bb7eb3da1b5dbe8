// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.forecast;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.evenkeel.activation.Activation;
import org.evenkeel.gaussian.NormalDistribution;
import org.evenkeel.network.Layer;
import org.evenkeel.network.LayerCases;
import org.evenkeel.network.Network;
import org.evenkeel.network.WeightedLayer;
import org.evenkeel.parameter.Structure;
import org.evenkeel.sample.Deviation;
import org.evenkeel.signal.Quantity;
import org.evenkeel.signal.TimeSignal;

/**
 * The forecast of one weighted layer.
 *
 * @param placed the layer at its place
 * @param drawn its initial weights
 * @param weightVariance σ_w² = n_in·Var(w)
 * @param signal its pre-activation
 * @param note a remark on the forecast; null for none
 * @param behind the values that the layers behind it determine
 */
record LayerForecast(
    Network.Placed placed,
    Weights.Drawn drawn,
    double weightVariance,
    Signal signal,
    String note,
    Behind behind) {

  /** The weighted layers of a network with their weights, each asked for once. */
  static final class Layers {

    /** How a layer meets a signal as it is. */
    private enum Meeting {
      /** By its weights. */
      WEIGHTS,
      /** It pools it, for the next one. */
      POOLED,
      /** It passes it on to the next one. */
      PASSED,
      /** Not at all: it makes another signal of it. */
      NOTHING
    }

    private static final LayerCases<Meeting> MEETING =
        new LayerCases<>(
            dense -> Meeting.WEIGHTS,
            convolution -> Meeting.WEIGHTS,
            transposed -> Meeting.WEIGHTS,
            pooling -> Meeting.POOLED,
            flatten -> Meeting.PASSED,
            nonlinearity -> Meeting.NOTHING,
            dropout -> Meeting.NOTHING,
            normalization -> Meeting.NOTHING,
            attention -> Meeting.NOTHING,
            residual -> Meeting.NOTHING,
            merge -> Meeting.NOTHING,
            memory -> Meeting.NOTHING,
            token -> Meeting.NOTHING,
            unknown -> Meeting.NOTHING);

    private final Weights weights;
    private final Map<String, Network.Placed> places = new HashMap<>();
    private final Map<String, Weights.Drawn> drawn = new HashMap<>();

    Layers(Weights weights, List<Network.Placed> layers) {
      this.weights = weights;
      layers.forEach(place -> places.put(place.layer().name(), place));
    }

    Network.Placed place(WeightedLayer layer) {
      return places.get(layer.name());
    }

    Weights.Drawn of(WeightedLayer layer) {
      Weights.Drawn known = drawn.get(layer.name());
      if (known == null) {
        known = weights.of(place(layer));
        drawn.put(layer.name(), known);
      }
      return known;
    }

    /**
     * The structure of the weights that meet a signal next, if they meet it as it is; independent
     * else, as these see no more of it than its second moment.
     */
    Structure met(List<Layer> next) {
      boolean pooled = false;
      for (int i = 0; i < next.size(); i++) { // the first ones end it, for each of many layers
        Layer layer = next.get(i);
        Meeting meeting = layer.match(MEETING);
        if (meeting == Meeting.WEIGHTS) {
          Structure structure = of(layer.weighted().orElseThrow()).structure();
          // Pooling leaves units and their mirror images alike.
          return pooled && !structure.isMirrored() ? Structure.INDEPENDENT : structure;
        }
        if (meeting == Meeting.NOTHING) {
          return Structure.INDEPENDENT;
        }
        pooled |= meeting == Meeting.POOLED;
      }
      return Structure.INDEPENDENT;
    }

    /** For each layer, whether weights behind it and its activation see its units as pairs. */
    boolean[] arePairs(List<Layer> layers) {
      boolean[] pairs = new boolean[layers.size()];
      for (int i = pairs.length - 2; i >= 0; i--) {
        Optional<WeightedLayer> next = layers.get(i + 1).weighted();
        pairs[i] = next.isPresent() ? of(next.get()).structure().isMirrored() : pairs[i + 1];
      }
      return pairs;
    }
  }

  /** The values that the layers behind it determine. */
  static final class Behind {

    /** The signal that enters the activation behind it, normalized perhaps; null if none does. */
    Signal entering;

    /** The mean of its activations; NaN until it is known. */
    double activations = Double.NaN;

    /** The gradient with respect to the pre-activation; null if none came back. */
    Gradient gradient;

    /**
     * The sum of the squared weights of the softmax over its products with keys, less that of equal
     * weights, as a share of what is above that: 1 where one token has all; NaN for other layers.
     */
    double concentration = Double.NaN;

    /** Its gradient over time; null unless it is recurrent. */
    TimeSignal time;

    /** The gap of two vectors of positions that a table's tokens get; NaN where they get none. */
    double positions = Double.NaN;

    /** The variance of ln(gradient) by what a router likes, which other experts do not share. */
    double preferred;

    /** The variance of the logarithm of another expert's gradient over this one's, besides that. */
    double besideOthers;

    /** What mirrored weights do not see of the activation; null where they see all of it. */
    Pairing pairing;

    /** The variance of ln(gradient) that is not passed on; NaN until it is known. */
    private double unpassed = Double.NaN;

    /** The variance of ln(gradient) that is not passed on, when all has passed. */
    double unpassed(double examples) {
      if (Double.isNaN(unpassed)) {
        unpassed = pairing == null ? 0 : pairing.ofGradient(gradient, entering, examples);
      }
      return preferred + unpassed;
    }
  }

  /** Sets what its first activation takes and the mean that it gives; later ones change nothing. */
  void activated(Signal entering, double mean) {
    if (behind.entering == null) {
      behind.entering = entering;
      behind.activations = mean;
    }
  }

  /**
   * What mirrored weights do not see of pairs of units z and -z, of which the odd part of the
   * activation is all that they pass on.
   *
   * <pre>
   * f, o  the activation and its odd part
   * h     (f'(z)² + f'(-z)²)/2, by which the second moments of the pair's gradients are taken
   * </pre>
   *
   * @param factor E[h]/2E[o'²], which a pair's gradients have over those of ReLU
   * @param unit the variances of h beside o'²
   */
  record Pairing(double factor, UnitVariance unit) {

    static Pairing of(Activation f, double q) {
      Activation odd = f.odd();
      Activation both =
          Activation.of(
              f.name(),
              x -> Math.sqrt((square(f.derivative(x)) + square(f.derivative(-x))) / 2),
              odd::derivative,
              odd.kinks());
      return new Pairing(
          f.slopeSecondMoment(q) / odd.slopeSecondMoment(q) / 2, UnitVariance.of(both, q));
    }

    private static double square(double x) {
      return x * x;
    }

    /**
     * The variance of ln E[h y²] over draws that is not that of E[o'² y²], y the gradient behind.
     */
    double ofGradient(Gradient gradient, Signal in, double examples) {
      return unit.at(in.correlations(), 1)
              .facing(gradient)
              .apart(gradient, examples, Signal.Rotation.of(in))
          / in.units();
    }
  }

  /** The quantities of a layer with their ranges, which 95 % of draws lie in. */
  static final class Ranges {

    /**
     * The share of what units have in common beyond which it is all that inputs are told apart by.
     */
    private static final double ONE_NUMBER = 0.5;

    private static final double FACTOR = 2.5;

    /** A mean comes from activations of one sign, so that it has that sign more surely. */
    private static final double ONE_SIDED = 3;

    /**
     * The variance of the logarithm of a gradient over its first order: examples with larger
     * gradients have more of them in common. Settled with seeds below 10,000 of the bench's
     * Coverage.
     */
    private static final double NEARLY_FIRST_ORDER = 1.15;

    /**
     * A variance of a logarithm beyond which draws have nothing in common: behind units of which
     * nearly all are off the first order is so large that differences of it are lost in rounding.
     */
    private static final double UNLIMITED = 1e4;

    /** The relative error of second moments of floats after many layers. */
    private static final double ROUNDING = 1e-4;

    private Ranges() {}

    /** The gradient of a layer relative to that of another one. */
    static Quantity gradient(LayerForecast row, LayerForecast reference, int examples) {
      Gradient back = row.behind().gradient;
      Gradient compared = reference.behind().gradient;
      if (compared.secondMoment() == 0) {
        return Quantity.UNKNOWN; // as behind a head of zeros
      }
      double swing = back.common().swing() - compared.common().swing();
      double logVariance =
          Math.abs(back.logVariance() - compared.logVariance())
              + Math.ulp(compared.logVariance())
              + swing * swing
              + back.coupling() * back.coupling() * row.signal().deviation().signal()
              + row.behind().unpassed(examples)
              + reference.behind().unpassed(examples)
              + reference.behind().besideOthers;
      double mean = back.overPositions() / compared.overPositions();
      if (row.behind() != reference.behind() && logVariance > UNLIMITED) {
        return Quantity.predicted(mean, 0, Double.POSITIVE_INFINITY);
      }
      double deviating = NEARLY_FIRST_ORDER * logVariance;
      double margin =
          Math.max(row.signal().deviation().margin(), reference.signal().deviation().margin());
      double logError = margin * Math.abs(back.logError() - compared.logError());
      return row.behind() == reference.behind()
          ? Quantity.predicted(1, 1, 1)
          : range(
              mean,
              Math.exp(
                  back.logBias()
                      - compared.logBias()
                      + reference.behind().preferred
                      + (deviating - logVariance) / 2),
              Deviation.NONE.plus(deviating, 0, 0),
              logError);
    }

    /** The correlation of two inputs, mean over the neighbors of a batch. */
    static Quantity correlation(Signal signal, int examples) {
      double pairs = Math.max(1, examples - 1);
      double r = distance(signal);
      double shared = signal.common().gap() / signal.secondMoment();
      double ofUnits = // that of a table is counted
          signal.units() == 0
              ? 0
              : Signal.Rotation.of(signal).ofDistance(signal, pairs) / signal.units();
      double variance = signal.deviation().distance() + ofUnits + shared * shared / pairs;
      double reach = reach(Deviation.WIDTH * Math.sqrt(variance), signal.deviation().unsure());
      double width = Math.exp(reach);
      double middle = signal.deviation().normal() ? r * Math.exp(-variance / 2) : r;
      // Where one number makes up an example, angles are small, and known to a factor.
      boolean one = signal.shared() > ONE_NUMBER;
      double least = one ? 0 : middle / width;
      double most = one ? FACTOR * middle * width : middle * width;
      return Quantity.predicted(1 - r, 1 - Math.min(Math.max(most, r), 2), 1 - Math.min(least, r));
    }

    /**
     * 1 - c of two inputs by the angle between their pre-activations. The part that units have in
     * common is one number s of an example, which all of them are multiples of: the angle does not
     * know its size, and of Gaussian s with mean only the sign.
     */
    private static double distance(Signal signal) {
      double second = signal.secondMoment();
      double gap = signal.gaps().mean();
      double apart = signal.common().gap();
      if (apart > 0) {
        double together =
            signal.mean() * signal.mean() + Math.max(0, signal.common().covariance() - apart);
        double sameSign = 2 * NormalDistribution.cdf(ONE_SIDED * Math.sqrt(together / apart)) - 1;
        double sized = sameSign * sameSign * (together + apart);
        double multiples = together > apart ? Math.max(0, second - gap - together) : 0;
        gap +=
            together - sized - (multiples == 0 ? 0 : multiples * Math.max(0, sized / together - 1));
      }
      return second == 0 ? Double.NaN : Math.max(0, Math.min(2, gap / second));
    }

    /**
     * A log-normal mean with its range, widened by an error of its logarithm. The range contains
     * the mean, even where a few large draws make it up.
     *
     * @param bias the factor of the mean that a finite width adds
     */
    static Quantity range(double mean, double bias, Deviation deviation, double logError) {
      double middle = mean * bias * Math.exp(deviation.drift() - deviation.shift());
      return Quantity.predicted(
          mean,
          Math.min(
              mean, middle * Math.exp(-reach(deviation.margin() * deviation.down(), logError))),
          Math.max(mean, middle * Math.exp(reach(deviation.margin() * deviation.up(), logError))));
    }

    /** How far a logarithm reaches, at least by what sums of floats lose. */
    private static double reach(double deviation, double logError) {
      return Math.max(deviation + logError, ROUNDING);
    }
  }
}
