// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.spectrum;

import java.util.List;
import java.util.Optional;
import org.evenkeel.activation.Activation;
import org.evenkeel.activation.Activations;
import org.evenkeel.forecast.Forecast;
import org.evenkeel.forecast.Weights;
import org.evenkeel.meanfield.JacobianSpectrum;
import org.evenkeel.meanfield.MeanField;
import org.evenkeel.network.Layer;
import org.evenkeel.network.LayerCases;
import org.evenkeel.network.Network;
import org.evenkeel.parameter.Structure;
import org.evenkeel.signal.InputSignal;
import org.evenkeel.signal.LayerSignal;
import org.evenkeel.signal.Quantity;

/**
 * The forecast of the squared singular values s² of the Jacobian of a chain of dense layers, along
 * the actual trajectory of second moments and at the layers' actual widths.
 *
 * <pre>
 * J   Jacobian of the layers so far;  A = JJᵀ
 * n'  units of the next layer;  v = Var(w) of its weights
 * </pre>
 *
 * <p>Three numbers are carried from layer to layer. Gaussian weights give exactly
 *
 * <pre>{@code
 * E[tr A']   = v n' E[tr A]
 * E[(tr A')²] = v² (n'² E[(tr A)²] + 2 n' E[tr A²])
 * E[tr A'²]  = v² (n' E[(tr A)²] + n' (n' + 1) E[tr A²])
 * }</pre>
 *
 * and orthogonal weights the moments of a random projection. Slopes of activations are taken as
 * independent of what came before, which is what mean-field theory does. For wide layers it comes
 * to L (μ₂/μ₁² - 1 - s₁) on the critical line (Pennington et al. 2017, equation 22).
 *
 * @param meanSquare the mean of s² over the singular values, its range that of one draw in 95 % of
 *     all
 * @param variance the variance of s² over the singular values, in the mean over draws
 * @param largest the upper edge of the singular values in a wide network of this depth, scaled to
 *     this mean ({@link JacobianSpectrum#largest()}); null where layers differ
 */
public record SpectrumForecast(Quantity meanSquare, double variance, Double largest) {

  /** Standard deviations that bound 95 % of a normal distribution. */
  private static final double NINETY_FIVE = 1.96;

  /** The relative error of a layer's sum of squares, as weights are floats. */
  private static final double ROUNDING = 1e-6;

  /**
   * A forecast; empty if the network is no chain of dense layers with random weights.
   *
   * @throws IllegalArgumentException if a rule cannot draw one of the layers
   */
  public static Optional<SpectrumForecast> of(Network network, Weights weights, InputSignal input) {
    if (!network.layers().stream().allMatch(SpectrumForecast::inAChain)) {
      return Optional.empty();
    }
    List<LayerSignal> layers = Forecast.of(network, weights, input).layers();
    Traces traces = new Traces(network.input().get(0));
    List<Network.Placed> placed = network.weightedLayers();
    for (int l = 0; l < placed.size(); l++) {
      Weights.Drawn drawn = weights.of(placed.get(l));
      Double q = layers.get(l).forward().predicted();
      if (!isRandom(drawn.structure()) || q == null) {
        return Optional.empty();
      }
      double units = placed.get(l).weights().fans().out();
      if (isOrthogonal(drawn)) {
        traces.orthogonal(units, drawn.variance());
      } else {
        traces.gaussian(units, drawn.variance());
      }
      if (!placed.get(l).following().equals(Activations.IDENTITY)) {
        traces.slopes(placed.get(l).following(), q);
      }
    }
    double values = Math.min(network.input().get(0), traces.units);
    double mean = traces.trace / values;
    return Optional.of(
        new SpectrumForecast(
            traces.mean(values), traces.variance(values), largest(network, weights, layers, mean)));
  }

  private static boolean isRandom(Structure structure) {
    return !structure.isDelta()
        && !structure.isMirrored()
        && (structure == Structure.INDEPENDENT
            || structure.isCentered()
            || structure.isOrthogonal());
  }

  private static boolean isOrthogonal(Weights.Drawn drawn) {
    return drawn.structure().isOrthogonal();
  }

  /** By the middle layer, where all have one width and all but the last one activation and rule. */
  private static Double largest(
      Network network, Weights weights, List<LayerSignal> layers, double mean) {
    List<Network.Placed> placed = network.weightedLayers();
    double width = network.input().get(0);
    Network.Placed middle = placed.get((placed.size() - 1) / 2);
    Weights.Drawn drawn = weights.of(middle);
    boolean alike =
        placed.stream().allMatch(layer -> layer.weights().fans().out() == width)
            && placed.subList(0, placed.size() - 1).stream()
                .allMatch(
                    layer ->
                        layer.following().equals(middle.following())
                            && weights.of(layer).variance() == drawn.variance()
                            && isOrthogonal(weights.of(layer)) == isOrthogonal(drawn));
    double q = layers.get((placed.size() - 1) / 2).forward().predicted();
    if (!alike || !(q > 0 && q < Double.POSITIVE_INFINITY)) {
      return null;
    }
    JacobianSpectrum spectrum =
        new JacobianSpectrum(
            new MeanField(
                middle.following(),
                width * drawn.variance(),
                drawn.biasVariance(),
                drawn.structure().isCentered()),
            q,
            placed.size(),
            isOrthogonal(drawn)
                ? JacobianSpectrum.Ensemble.ORTHOGONAL
                : JacobianSpectrum.Ensemble.GAUSSIAN);
    double largest = spectrum.largest() * Math.sqrt(mean / spectrum.mean());
    return Double.isFinite(largest) ? largest : null;
  }

  private static boolean inAChain(Layer layer) {
    return layer.match(
        new LayerCases<>(
            dense -> true,
            convolution -> false,
            transposed -> false,
            pooling -> false,
            flatten -> false,
            nonlinearity -> true,
            dropout -> true, // inactive outside of training
            normalization -> false,
            attention -> false,
            residual -> false,
            merge -> false,
            memory -> false,
            token -> false,
            unknown -> false));
  }

  /** E[tr A], E[(tr A)²] and E[tr A²], while layers are passed. */
  private static final class Traces {
    private double units;
    private double trace;
    private double traceSquared;
    private double traceOfSquare;

    /** A = 1 at the input. */
    Traces(double inputs) {
      units = inputs;
      trace = inputs;
      traceSquared = inputs * inputs;
      traceOfSquare = inputs;
    }

    void gaussian(double next, double v) {
      double squared = traceSquared;
      double square = traceOfSquare;
      trace *= v * next;
      traceSquared = v * v * (next * next * squared + 2 * next * square);
      traceOfSquare = v * v * (next * squared + next * (next + 1) * square);
      units = next;
    }

    /** An isometry if there are more units than before, else a projection at random; scaled. */
    void orthogonal(double next, double v) {
      double scale = v * Math.max(next, units);
      double squared = traceSquared;
      double square = traceOfSquare;
      if (next < units) {
        double n = units;
        double mixed = next * (n - next) / (n * (n - 1) * (n + 2));
        double plain = next / n - mixed * (n + 1);
        squared = plain * traceSquared + 2 * mixed * traceOfSquare;
        square = (plain + mixed) * traceOfSquare + mixed * traceSquared;
        trace *= next / n;
      }
      trace *= scale;
      traceSquared = scale * scale * squared;
      traceOfSquare = scale * scale * square;
      units = next;
    }

    /** D A D with D = diag f'(√q z); the diagonal of A is that of a matrix turned at random. */
    void slopes(Activation activation, double q) {
      double second = activation.slopeSecondMoment(q);
      double spread = activation.slopeFourthMoment(q) - second * second;
      double diagonal = (traceSquared + 2 * traceOfSquare) / (units + 2);
      trace *= second;
      traceSquared = second * second * traceSquared + spread * diagonal;
      traceOfSquare = second * second * traceOfSquare + spread * diagonal;
    }

    Quantity mean(double values) {
      double mean = trace / values;
      double spread =
          Math.hypot(ROUNDING, Math.sqrt(Math.max(0, Math.log(traceSquared / (trace * trace)))));
      double middle = mean * Math.exp(-spread * spread / 2);
      return Quantity.predicted(
          mean, middle * Math.exp(-NINETY_FIVE * spread), middle * Math.exp(NINETY_FIVE * spread));
    }

    double variance(double values) {
      return traceOfSquare / values - traceSquared / (values * values);
    }
  }
}
