// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.signal;

import org.evenkeel.parameter.Fans;
import org.jspecify.annotations.Nullable;

/**
 * The signal of one weighted layer, with the weights that it started from.
 *
 * @param name the layer's name
 * @param kind dense, convolution, …
 * @param fans the layer's fans; null if they are not known
 * @param activation the activation that its output meets next; null if that is not known
 * @param start the draw of its weights; null if that is not known
 * @param untouched whether it is known that no rule drew its weights
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
 * @param outlook the theory of this layer repeated for ever; null if there is none
 * @param note a remark, such as why there is no prediction; null for none
 * @param histograms histograms of its weights, activations and gradients; null if not asked for
 */
public record LayerSignal(
    String name,
    String kind,
    @Nullable Fans fans,
    @Nullable String activation,
    @Nullable LayerStart start,
    boolean untouched,
    Quantity forward,
    Quantity mean,
    Quantity gradient,
    Quantity correlation,
    @Nullable Double deadShare,
    @Nullable Double saturatedShare,
    boolean copies,
    @Nullable Outlook outlook,
    @Nullable String note,
    @Nullable LayerHistograms histograms) {

  /** A layer of which nothing else is known yet. */
  public static LayerSignal of(
      String name, String kind, @Nullable Fans fans, @Nullable String activation) {
    Quantity unknown = Quantity.UNKNOWN;
    return new LayerSignal(
        name,
        kind,
        fans,
        activation,
        null,
        false,
        unknown,
        unknown,
        unknown,
        unknown,
        null,
        null,
        false,
        null,
        null,
        null);
  }

  /** The same, its weights drawn so; null if that is not known. */
  public LayerSignal withStart(@Nullable LayerStart other) {
    return with(fans, other, untouched, outlook, note, histograms);
  }

  /** The same, with weights that the start did or did not draw. */
  public LayerSignal withUntouched(boolean other) {
    return with(fans, start, other, outlook, note, histograms);
  }

  /** The same with other moments: forward, mean, gradient and correlation. */
  public LayerSignal withMoments(Quantity z, Quantity mean, Quantity gradient, Quantity c) {
    return with(z, mean, gradient, c, deadShare, saturatedShare, copies);
  }

  /** The same with other shares of its units. */
  public LayerSignal withUnits(@Nullable Double dead, @Nullable Double saturated, boolean alike) {
    return with(forward, mean, gradient, correlation, dead, saturated, alike);
  }

  private LayerSignal with(
      Quantity z,
      Quantity mean,
      Quantity gradient,
      Quantity c,
      @Nullable Double dead,
      @Nullable Double saturated,
      boolean alike) {
    return new LayerSignal(
        name,
        kind,
        fans,
        activation,
        start,
        untouched,
        z,
        mean,
        gradient,
        c,
        dead,
        saturated,
        alike,
        outlook,
        note,
        histograms);
  }

  /** The same with another outlook; null if theory does not say. */
  public LayerSignal withOutlook(@Nullable Outlook other) {
    return with(fans, start, untouched, other, note, histograms);
  }

  /** The same with another note; null if there is nothing to add. */
  public LayerSignal withNote(@Nullable String other) {
    return with(fans, start, untouched, outlook, other, histograms);
  }

  /** The same with histograms; null for none. */
  public LayerSignal withHistograms(@Nullable LayerHistograms other) {
    return with(fans, start, untouched, outlook, note, other);
  }

  private LayerSignal with(
      @Nullable Fans otherFans,
      @Nullable LayerStart otherStart,
      boolean otherUntouched,
      @Nullable Outlook otherOutlook,
      @Nullable String otherNote,
      @Nullable LayerHistograms otherHistograms) {
    return new LayerSignal(
        name,
        kind,
        otherFans,
        activation,
        otherStart,
        otherUntouched,
        forward,
        mean,
        gradient,
        correlation,
        deadShare,
        saturatedShare,
        copies,
        otherOutlook,
        otherNote,
        otherHistograms);
  }

  /** Whether its signal or its gradient was measured. */
  public boolean isMeasured() {
    return forward.measured() != null || gradient.measured() != null;
  }

  /** This measurement with a prediction beside it. */
  LayerSignal beside(LayerSignal prediction) {
    return with(
            fans == null ? prediction.fans : fans,
            start == null ? prediction.start : start,
            untouched,
            prediction.outlook,
            note == null ? prediction.note : note,
            histograms)
        .withMoments(
            forward.beside(prediction.forward),
            mean.beside(prediction.mean),
            gradient.beside(prediction.gradient),
            correlation.beside(prediction.correlation));
  }

  /**
   * The draw of a layer's weights.
   *
   * @param rule the rule's name
   * @param distribution the distribution's name; null where the rule has none
   * @param multiplier the multiplier on the rule's variance
   * @param variance the variance of a weight
   */
  public record LayerStart(
      String rule, @Nullable String distribution, double multiplier, double variance) {}
}
