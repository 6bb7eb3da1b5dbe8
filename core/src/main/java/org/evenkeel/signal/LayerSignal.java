// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.signal;

import org.evenkeel.init.Fans;

/**
 * What one weighted layer was started with and what it carries.
 *
 * @param name the layer's name
 * @param kind dense, convolution, …
 * @param fans the layer's fans; null if they are not known
 * @param activation the activation that its output meets next; null if that is not known
 * @param start how its weights were drawn; null if that is not known
 * @param forward the second moment of its pre-activation, E[z²] over units and examples
 * @param mean the mean of its activations, E[f(z)] over units and examples
 * @param gradient the second moment of dLoss/dz, as a ratio to that of the last hidden layer
 * @param correlation the correlation of the pre-activations of two different inputs, E[z·z'] /
 *     √(E[z²] E[z'²]), mean over pairs
 * @param deadShare the share of units whose activation has slope 0 for every example of the batch;
 *     null where there is no activation
 * @param saturatedShare the share of units and examples where a bounded activation has less than 6
 *     % of its steepest slope (tanh beyond ±0.97); null where the activation is not bounded
 * @param copies whether all units of the layer give one and the same output
 * @param outlook what theory says of this layer repeated for ever; null if it does not say
 * @param note what else is to be known, such as why there is no prediction; null if nothing is
 * @param histograms how its weights, activations and gradients are spread; null if that was not
 *     asked
 */
public record LayerSignal(
    String name,
    String kind,
    Fans fans,
    String activation,
    LayerStart start,
    Quantity forward,
    Quantity mean,
    Quantity gradient,
    Quantity correlation,
    Double deadShare,
    Double saturatedShare,
    boolean copies,
    Outlook outlook,
    String note,
    LayerHistograms histograms) {

  /** A layer without histograms. */
  public LayerSignal(
      String name,
      String kind,
      Fans fans,
      String activation,
      LayerStart start,
      Quantity forward,
      Quantity mean,
      Quantity gradient,
      Quantity correlation,
      Double deadShare,
      Double saturatedShare,
      boolean copies,
      Outlook outlook,
      String note) {
    this(
        name,
        kind,
        fans,
        activation,
        start,
        forward,
        mean,
        gradient,
        correlation,
        deadShare,
        saturatedShare,
        copies,
        outlook,
        note,
        null);
  }

  /** What was measured, and what was predicted beside it. */
  LayerSignal beside(LayerSignal prediction) {
    return new LayerSignal(
        name,
        kind,
        fans == null ? prediction.fans : fans,
        activation,
        start == null ? prediction.start : start,
        forward.beside(prediction.forward),
        mean.beside(prediction.mean),
        gradient.beside(prediction.gradient),
        correlation.beside(prediction.correlation),
        deadShare,
        saturatedShare,
        copies,
        prediction.outlook,
        note == null ? prediction.note : note,
        histograms);
  }

  /**
   * How a layer's weights were drawn.
   *
   * @param rule the rule's name
   * @param distribution the distribution's name; null where the rule has none
   * @param multiplier the multiplier on the rule's variance
   * @param variance the variance of a weight
   */
  public record LayerStart(String rule, String distribution, double multiplier, double variance) {}
}
