// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.forecast;

import org.evenkeel.network.Network;

/** The forecast of one weighted layer: its pre-activation, and the gradient once it came back. */
final class LayerForecast {

  private final Network.Placed placed;
  private final Weights.Drawn drawn;
  private final double weightVariance;
  private final Signal signal;
  private final String note;
  private double activations = Double.NaN;
  private Gradient back;

  /**
   * A layer.
   *
   * @param weightVariance σ_w² = n_in·Var(w)
   * @param signal the layer's pre-activation
   * @param note a remark on the forecast; null for none
   */
  LayerForecast(
      Network.Placed placed,
      Weights.Drawn drawn,
      double weightVariance,
      Signal signal,
      String note) {
    this.placed = placed;
    this.drawn = drawn;
    this.weightVariance = weightVariance;
    this.signal = signal;
    this.note = note;
  }

  /** Sets the mean of its activations; a later call changes nothing. */
  void activated(double mean) {
    if (Double.isNaN(activations)) {
      activations = mean;
    }
  }

  void returned(Gradient gradient) {
    back = gradient;
  }

  Network.Placed placed() {
    return placed;
  }

  Weights.Drawn drawn() {
    return drawn;
  }

  double weightVariance() {
    return weightVariance;
  }

  Signal signal() {
    return signal;
  }

  String note() {
    return note;
  }

  double activations() {
    return activations;
  }

  /** The gradient with respect to the pre-activation; null if none came back. */
  Gradient back() {
    return back;
  }
}
