// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.signal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The tangent kernel of a network, from the moments of its layers: how far a step of gradient
 * descent moves the output (Jacot et al. 2018), and how differently for two inputs (Xiao et al.
 * 2020, whose ratio of the two is a condition number).
 *
 * <pre>
 * K_l = |∂f/∂W_l|² = n_in m_l · n_out g_l/(n_L g_L),     Θ = Σ_l K_l/n_in
 * t_l = √(σ_w²/(K_l (1 - c_l))),                   T = (Σ_l t_l⁻²)^(-1/2)
 *
 * m_l   second moment of the layer's input, (q_l - σ_b²)/σ_w², else that of the layer before; at
 *       least (1 - c_l) q_l/σ_w², as biases do not tell inputs apart
 * q_l   forward second moment E[z²];  g_l that of the gradient, g_L that of the output
 * c_l   correlation of two inputs
 * n_L   outputs f, each of which has its own gradient
 * σ_w²  n_in·Var(w), 1 where it is not known;  σ_b² the biases' variance
 * </pre>
 *
 * <p>A gradient of norm √K_l moves a layer's weights as far as their own spectral norm, of the
 * order σ_w, in t_l steps of learning rate 1; only the share 1 - c_l of it tells inputs apart. A
 * stable learning rate is of the order 1/Θ.
 *
 * <p>Of a table of vectors two examples move the same row only where they have the same token, with
 * probability c_l: that share of its kernel is in Θ. Weights before a normalization have no scale
 * of their own: a step that is too long makes them longer, and the next ones shorter (Arora, Li,
 * Lyu 2018, "Theoretical analysis of auto rate-tuning by batch normalization").
 *
 * <p>Of a recurrent layer's input the steps count that tell inputs apart, as far as the gradient
 * reaches them.
 *
 * @param scale Θ
 * @param fixedScale the part of Θ of weights that have a scale
 * @param steps T, of the layers together
 * @param medianSteps the median of t_l over the hidden layers
 * @param growth m of the last layer's input, as a ratio to the network's; 1 if it is not known
 */
record TangentKernel(
    double scale, double fixedScale, double steps, double medianSteps, double growth) {

  /**
   * n_in·Var(w) of a head, relative to that of the layer before, below which it is small alone:
   * from N(0, 10⁻⁷) to N(0, 10⁻³) three hidden layers of 64 train as from 1/n_in.
   */
  private static final double SMALL = 1e-4;

  /** The kind of a table of vectors. */
  private static final String TABLE = "embedding";

  /** The kernel of a network; empty if the gradient of its output or of all layers is unknown. */
  static Optional<TangentKernel> of(InputSignal input, List<LayerSignal> layers) {
    return of(input, layers, true);
  }

  /** The same as if all inputs stayed apart: with every c_l = 0. */
  static Optional<TangentKernel> ofScalesAlone(InputSignal input, List<LayerSignal> layers) {
    return of(input, layers, false);
  }

  private static Optional<TangentKernel> of(
      InputSignal input, List<LayerSignal> layers, boolean correlated) {
    Double output = layers.isEmpty() ? null : layers.get(layers.size() - 1).gradient().known();
    if (output == null || output == 0) {
      return Optional.empty();
    }
    LayerSignal last = layers.get(layers.size() - 1);
    double all = output * (last.fans() == null ? 1 : last.fans().out());
    double grown = grown(layers);
    double scale = 0;
    double fixed = 0;
    double rates = 0;
    List<Double> hidden = new ArrayList<>();
    boolean passes = false; // whether the gradient has passed or gone around what is behind
    Double entering = input.secondMoment();
    for (LayerSignal layer : layers) {
      Double length = squaredLength(layer, entering);
      Double gradient = layer.gradient().known();
      if (length != null && gradient != null) {
        double arriving = layer.time() == null ? 1 : layer.time().arriving();
        double passed = layer.equals(last) ? gradient : gradient * grown;
        double kernel = arriving * length * layer.fans().out() * passed / all;
        Double correlation = correlated ? layer.correlation().known() : null;
        double apart = correlation == null ? 1 : Math.max(0, 1 - correlation);
        double rate = kernel * apart / weightVariance(layer);
        double together = kernel / layer.fans().in() * sharing(layer, hidden.isEmpty());
        scale += together;
        fixed += layer.normalized() ? 0 : together;
        rates += rate;
        // Beside others, none comes through zeros that a first step moves, such as a zero γ.
        if (gradient > 0 || !passes) {
          hidden.add(rate);
        }
        passes |= gradient > 0;
      }
      entering = layer.forward().known();
    }
    if (scale == 0 || Double.isNaN(scale) || Double.isNaN(rates)) {
      return Optional.empty(); // NaN is what moments beyond the range of doubles come to
    }
    if (hidden.size() > 1) {
      hidden.remove(hidden.size() - 1);
    }
    double[] sorted = hidden.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    Double length = squaredLength(last, null);
    double growth = length == null ? 1 : length / last.fans().in() / input.secondMoment();
    return Optional.of(
        new TangentKernel(
            scale, fixed, 1 / Math.sqrt(rates), 1 / Math.sqrt(sorted[sorted.length / 2]), growth));
  }

  /**
   * What the head passes back after its first steps, relative to what it does before: weights that
   * are small in the head alone have grown to the usual 1/n_in by then, as zeros have.
   */
  private static double grown(List<LayerSignal> layers) {
    if (layers.size() < 2) {
      return 1;
    }
    LayerSignal last = layers.get(layers.size() - 1);
    LayerSignal before = layers.get(layers.size() - 2);
    boolean known = last.fans() != null && before.fans() != null;
    boolean small = known && weightVariance(last) < SMALL * Math.min(1, weightVariance(before));
    return small ? 1 / weightVariance(last) : 1;
  }

  /** The share of two examples that move the same weights. */
  private static double sharing(LayerSignal layer, boolean first) {
    Double correlation = layer.correlation().known();
    return first && layer.kind().equals(TABLE) && correlation != null
        ? Math.max(0, Math.min(1, correlation))
        : 1;
  }

  /** n_in m_l; null if it is not known. */
  private static @Nullable Double squaredLength(LayerSignal layer, @Nullable Double entering) {
    Double second = layer.forward().known();
    if (layer.fans() == null) {
      return null;
    }
    if (layer.kind().equals(TABLE)) {
      return layer.fans().in(); // one row of it
    }
    if (second != null && layer.start() != null && layer.start().variance() > 0) {
      double bias = layer.outlook() == null ? 0 : layer.outlook().biasVariance();
      Double correlation = layer.correlation().known();
      double apart = correlation == null ? 0 : Math.max(0, 1 - correlation) * second;
      return Math.max(apart, second - bias) / layer.start().variance();
    }
    return entering == null ? null : (Double) (layer.fans().in() * entering);
  }

  private static double weightVariance(LayerSignal layer) {
    double variance = layer.start() == null ? 0 : layer.start().variance();
    return variance > 0 ? layer.fans().in() * variance : 1;
  }
}
