// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.signal;

import org.evenkeel.activation.Activations;
import org.evenkeel.init.Assignment;
import org.evenkeel.init.DataCorrection;
import org.evenkeel.initializer.Distribution;
import org.evenkeel.initializer.Initializer;
import org.evenkeel.parameter.Fans;
import org.evenkeel.parameter.Part;
import org.evenkeel.parameter.Structure;
import org.jspecify.annotations.Nullable;

/**
 * The signal of one weighted layer, with the weights that it started from.
 *
 * @param identity the layer and the draw of its weights
 * @param moments the moments of its signal and gradient
 * @param units the state of its units
 * @param time its gradient over the time steps of a sequence; null unless it is recurrent
 * @param outlook the theory of this layer repeated for ever; null if there is none
 * @param note a remark, such as why there is no prediction; null for none
 * @param histograms histograms of its weights, activations and gradients; null if not asked for
 */
public record LayerSignal(
    Identity identity,
    Moments moments,
    Units units,
    @Nullable TimeSignal time,
    @Nullable Outlook outlook,
    @Nullable String note,
    @Nullable LayerHistograms histograms) {

  /**
   * The second moment of a gradient, relative to that of the last layer, down to which none has
   * passed: that of floats' rounding, 2⁻²⁴ of each value, and what is left where a head of equal
   * weights meets errors that add up to 0.
   */
  public static final double ROUNDING = 1e-13;

  /**
   * A layer and the draw of its weights.
   *
   * @param name the layer's name
   * @param kind dense, convolution, …
   * @param fans the layer's fans; null if they are not known
   * @param activation the activation that its output meets next; null if that is not known
   * @param start the draw of its weights; null if that is not known
   * @param untouched whether it is known that no rule drew its weights
   * @param opaque whether there are weights inside that were not seen at work
   * @param chained whether it is known that no shortcut leads around it
   * @param normalized whether it is known that a normalization takes its output as it is
   */
  public record Identity(
      String name,
      String kind,
      @Nullable Fans fans,
      @Nullable String activation,
      @Nullable LayerStart start,
      boolean untouched,
      boolean opaque,
      boolean chained,
      boolean normalized) {

    private Identity with(
        @Nullable Fans otherFans, @Nullable LayerStart other, boolean otherUntouched) {
      return new Identity(
          name, kind, otherFans, activation, other, otherUntouched, opaque, chained, normalized);
    }

    private Identity at(boolean closed, boolean chain, boolean normed) {
      return new Identity(name, kind, fans, activation, start, untouched, closed, chain, normed);
    }
  }

  /**
   * The moments of a layer's signal and gradient.
   *
   * @param forward the second moment of its pre-activation, E[z²] over units and examples
   * @param mean the mean of its activations, E[f(z)] over units and examples
   * @param gradient the second moment of dLoss/dz, summed over the positions that share weights, as
   *     a ratio to that of the last hidden layer
   * @param correlation the correlation of the pre-activations of two different inputs, E[z·z'] /
   *     √(E[z²] E[z'²]), mean over pairs
   * @param repeated the same of two passes of one input, between which the masks of dropout change;
   *     unknown without dropout
   * @param positions half the mean square of the difference of the vectors that two positions add
   *     to a table's tokens; unknown where none are added
   */
  public record Moments(
      Quantity forward,
      Quantity mean,
      Quantity gradient,
      Quantity correlation,
      Quantity repeated,
      Quantity positions) {

    private static final Quantity NONE = Quantity.UNKNOWN;

    /** No moment is known. */
    public static final Moments UNKNOWN = new Moments(NONE, NONE, NONE, NONE, NONE, NONE);

    private Moments beside(Moments prediction) {
      return new Moments(
          forward.beside(prediction.forward),
          mean.beside(prediction.mean),
          gradient.beside(prediction.gradient),
          correlation.beside(prediction.correlation),
          repeated.beside(prediction.repeated),
          positions.beside(prediction.positions));
    }
  }

  /**
   * The state of a layer's units.
   *
   * @param deadShare the share of units whose activation has slope 0 for every example of the
   *     batch; null where there is no activation
   * @param saturatedShare the share of units and examples where a bounded activation has less than
   *     6 % of its steepest slope (tanh beyond ±0.97); null where the activation is not bounded
   * @param copies whether all units of the layer give one and the same output
   */
  public record Units(@Nullable Double deadShare, @Nullable Double saturatedShare, boolean copies) {

    /** A measurement, with the share of a softmax's weights that is forecast alone. */
    private Units beside(Units prediction) {
      return new Units(
          deadShare, saturatedShare == null ? prediction.saturatedShare : saturatedShare, copies);
    }

    /** Nothing is known of the units. */
    public static final Units UNKNOWN = new Units(null, null, false);
  }

  /**
   * The draw of a layer's weights.
   *
   * @param rule the rule's name
   * @param distribution the distribution's name; null where the rule has none
   * @param multiplier the multiplier on the rule's variance
   * @param variance the variance of a weight
   * @param weightMean the mean of a weight; null for 0
   * @param structure the structure of the matrix; null if weights are independent, or it is unknown
   */
  public record LayerStart(
      String rule,
      @Nullable String distribution,
      double multiplier,
      double variance,
      @Nullable Double weightMean,
      @Nullable Structure structure) {

    /** A draw of independent weights of mean 0. */
    public LayerStart(
        String rule, @Nullable String distribution, double multiplier, double variance) {
      this(rule, distribution, multiplier, variance, null, null);
    }

    /**
     * The draw of a part of a parameter.
     *
     * @param variance the variance of a weight
     */
    public static LayerStart of(Assignment assignment, Part part, double variance) {
      Initializer initializer = assignment.initializer();
      Structure structure = initializer.structure(part);
      return new LayerStart(
          assignment.rule(),
          initializer.drawnFrom().map(Distribution::toString).orElse(null),
          assignment.multiplier(),
          variance,
          initializer.mean() == 0 ? null : (Double) initializer.mean(),
          structure == Structure.INDEPENDENT ? null : structure);
    }

    /** The same, corrected from data. */
    public LayerStart corrected(double factor) {
      return new LayerStart(
          DataCorrection.RULE,
          distribution,
          multiplier,
          variance * factor * factor,
          weightMean == null ? null : (Double) (weightMean * factor),
          structure);
    }
  }

  /** A layer of which nothing else is known yet. */
  public static LayerSignal of(
      String name, String kind, @Nullable Fans fans, @Nullable String activation) {
    return new LayerSignal(
        new Identity(name, kind, fans, activation, null, false, false, false, false),
        Moments.UNKNOWN,
        Units.UNKNOWN,
        null,
        null,
        null,
        null);
  }

  /** The same, its weights drawn so; null if that is not known. */
  public LayerSignal withStart(@Nullable LayerStart other) {
    return with(identity.with(fans(), other, untouched()));
  }

  /** The same, with weights that the start did or did not draw. */
  public LayerSignal withUntouched(boolean other) {
    return with(identity.with(fans(), start(), other));
  }

  /** The same, with weights inside that were or were not seen at work. */
  public LayerSignal withOpaque(boolean other) {
    return with(identity.at(other, chained(), normalized()));
  }

  /** The same, of which it is known or not that no shortcut leads around it. */
  public LayerSignal withChained(boolean other) {
    return with(identity.at(opaque(), other, normalized()));
  }

  /** The same, of which it is known or not that a normalization takes its output as it is. */
  public LayerSignal withNormalized(boolean other) {
    return with(identity.at(opaque(), chained(), other));
  }

  private LayerSignal with(Identity other) {
    return new LayerSignal(other, moments, units, time, outlook, note, histograms);
  }

  /** The same with other moments: forward, mean, gradient and correlation. */
  public LayerSignal withMoments(Quantity z, Quantity mean, Quantity gradient, Quantity c) {
    return with(new Moments(z, mean, gradient, c, repeated(), positions()));
  }

  /** The same with another correlation of two passes of one input. */
  public LayerSignal withRepeated(Quantity other) {
    return with(new Moments(forward(), mean(), gradient(), correlation(), other, positions()));
  }

  /** The same without its gradient. */
  LayerSignal withoutGradient() {
    return withMoments(forward(), mean(), Quantity.UNKNOWN, correlation());
  }

  private LayerSignal with(Units other) {
    return new LayerSignal(identity, moments, other, time, outlook, note, histograms);
  }

  private LayerSignal with(Moments other) {
    return new LayerSignal(identity, other, units, time, outlook, note, histograms);
  }

  /** The same with other shares of its units. */
  public LayerSignal withUnits(@Nullable Double dead, @Nullable Double saturated, boolean alike) {
    Units other = new Units(dead, saturated, alike);
    return new LayerSignal(identity, moments, other, time, outlook, note, histograms);
  }

  /** The same with another gradient over time; null if it is not recurrent. */
  public LayerSignal withTime(@Nullable TimeSignal other) {
    return new LayerSignal(identity, moments, units, other, outlook, note, histograms);
  }

  /** The same with another outlook; null if theory does not say. */
  public LayerSignal withOutlook(@Nullable Outlook other) {
    return new LayerSignal(identity, moments, units, time, other, note, histograms);
  }

  /** The same with another note; null if there is nothing to add. */
  public LayerSignal withNote(@Nullable String other) {
    return new LayerSignal(identity, moments, units, time, outlook, other, histograms);
  }

  /** The same with histograms; null for none. */
  public LayerSignal withHistograms(@Nullable LayerHistograms other) {
    return new LayerSignal(identity, moments, units, time, outlook, note, other);
  }

  /** This measurement with a prediction beside it. */
  LayerSignal beside(LayerSignal prediction) {
    return with(identity.with(
            fans() == null ? prediction.fans() : fans(),
            start() == null ? prediction.start() : start(),
            untouched()))
        .with(moments.beside(prediction.moments))
        .withChained(chained() || prediction.chained())
        .withNormalized(normalized() || prediction.normalized())
        .withOutlook(prediction.outlook)
        .withTime(time == null ? null : time.beside(prediction.time))
        .with(units.beside(prediction.units))
        .withNote(note == null ? prediction.note : note);
  }

  /** Whether a recurrent layer's cell has gates: it is not one activation of a sum. */
  boolean isGated() {
    return activation() == null || activation().equals(Activations.IDENTITY.name());
  }

  /** Whether its signal or its gradient was measured. */
  public boolean isMeasured() {
    return forward().measured() != null || gradient().measured() != null;
  }

  /** Whether its signal and its gradient were forecast. */
  public boolean isForecast() {
    return forward().predicted() != null && gradient().predicted() != null;
  }

  /** The {@linkplain Identity#name name} of its identity. */
  public String name() {
    return identity.name;
  }

  /** The {@linkplain Identity#kind kind} of its identity. */
  public String kind() {
    return identity.kind;
  }

  /** The {@linkplain Identity#fans fans} of its identity. */
  public @Nullable Fans fans() {
    return identity.fans;
  }

  /** The {@linkplain Identity#activation activation} of its identity. */
  public @Nullable String activation() {
    return identity.activation;
  }

  /** The {@linkplain Identity#start start} of its identity. */
  public @Nullable LayerStart start() {
    return identity.start;
  }

  /** The {@linkplain Identity#untouched untouched} of its identity. */
  public boolean untouched() {
    return identity.untouched;
  }

  /** The {@linkplain Identity#opaque opaque} of its identity. */
  public boolean opaque() {
    return identity.opaque;
  }

  /** The {@linkplain Identity#chained chained} of its identity. */
  public boolean chained() {
    return identity.chained;
  }

  /** The {@linkplain Identity#normalized normalized} of its identity. */
  public boolean normalized() {
    return identity.normalized;
  }

  /** The {@linkplain Moments#forward forward} of its moments. */
  public Quantity forward() {
    return moments.forward;
  }

  /** The {@linkplain Moments#mean mean} of its moments. */
  public Quantity mean() {
    return moments.mean;
  }

  /** The {@linkplain Moments#gradient gradient} of its moments. */
  public Quantity gradient() {
    return moments.gradient;
  }

  /** The {@linkplain Moments#correlation correlation} of its moments. */
  public Quantity correlation() {
    return moments.correlation;
  }

  /** The {@linkplain Moments#repeated repeated} of its moments. */
  public Quantity repeated() {
    return moments.repeated;
  }

  /** The {@linkplain Moments#positions positions} of its moments. */
  public Quantity positions() {
    return moments.positions;
  }

  /** The {@linkplain Units#deadShare deadShare} of its units. */
  public @Nullable Double deadShare() {
    return units.deadShare;
  }

  /** The {@linkplain Units#saturatedShare saturatedShare} of its units. */
  public @Nullable Double saturatedShare() {
    return units.saturatedShare;
  }

  /** The {@linkplain Units#copies copies} of its units. */
  public boolean copies() {
    return units.copies;
  }
}
