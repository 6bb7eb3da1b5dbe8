// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.activation;

import java.util.Locale;

/**
 * What enters a layer with weights, as far as its initial weights depend on it: a source, then
 * possibly an activation, dropout and pooling.
 *
 * @param source what the activation is applied to, or the input itself if there is none
 * @param activation the activation; the identity if there is none
 * @param keep the share of values that dropout keeps in training; 1 without dropout
 * @param pooled whether pooling follows the activation, whose moments are taken for those before it
 * @param place where the layer stands, as far as that is known
 * @param aligned whether the layer is a convolution whose output has one position for each of the
 *     input's
 */
public record Entering(
    Source source,
    Activation activation,
    double keep,
    boolean pooled,
    Place place,
    boolean aligned) {

  /** The place of a layer in its network. */
  public enum Place {
    /**
     * A link of a chain from the data on, of dense layers and convolutions with no more than an
     * activation, pooling and flattening in between: each receives what the one before was drawn to
     * send.
     */
    CHAIN,
    /** A link of a chain behind or before dropout. */
    SEQUENCE,
    /** Behind or before a normalization, in or behind a branch, or in code of its own. */
    ELSEWHERE;

    /** The place that has no more than these two have. */
    public Place and(Place other) {
      return compareTo(other) >= 0 ? this : other;
    }
  }

  /** A source of values. */
  public enum Source {
    /** The network's input, standardized. */
    DATA,
    /** A layer with weights, whose second moment is that at which its activation rests. */
    LAYER,
    /** A normalization, of second moment 1. */
    NORMALIZATION,
    /** A sum of branches, whose second moment is taken for 1. */
    SUM,
    /** Anything else. */
    UNKNOWN
  }

  /** The network's input. */
  public static final Entering DATA =
      new Entering(Source.DATA, Activations.IDENTITY, 1, false, Place.CHAIN, false);

  /** An input that is not known. */
  public static final Entering UNKNOWN = of(Source.UNKNOWN);

  /** The output of a source outside of a chain. */
  public static Entering of(Source source) {
    return new Entering(source, Activations.IDENTITY, 1, false, Place.ELSEWHERE, false);
  }

  /** The output of a layer with weights that this enters. */
  public Entering weighted() {
    return new Entering(Source.LAYER, Activations.IDENTITY, 1, false, place, false);
  }

  /** The output of a normalization that this enters; data may be normalized once more. */
  public Entering normalized() {
    return equals(DATA) ? DATA : of(Source.NORMALIZATION);
  }

  /** The same for a layer whose place has no more than this one. */
  public Entering at(Place other) {
    return new Entering(source, activation, keep, pooled, place.and(other), aligned);
  }

  /** The same for a layer whose output has, or has not, one position for each of the input's. */
  public Entering aligned(boolean other) {
    return new Entering(source, activation, keep, pooled, place, other);
  }

  /**
   * Whether positions can be left alone by the layer's weights, as a link of a chain whose first
   * layer has mixed them.
   */
  public boolean isAlignedLink() {
    return aligned && source == Source.LAYER && place != Place.ELSEWHERE;
  }

  /** The same behind an activation; behind two of them only the last is known. */
  public Entering after(Activation f) {
    boolean first = activation.equals(Activations.IDENTITY);
    return new Entering(
        first ? source : Source.UNKNOWN, f, 1, false, first ? place : Place.ELSEWHERE, aligned);
  }

  /** The same behind dropout. */
  public Entering droppedOut(double rate) {
    return new Entering(
        source, activation, keep * (1 - rate), pooled, place.and(Place.SEQUENCE), aligned);
  }

  /** The same behind pooling. */
  public Entering pooledOver() {
    return new Entering(source, activation, keep, true, place, aligned);
  }

  /** Whether nothing is known of it. */
  public boolean isUnknown() {
    return source == Source.UNKNOWN && activation.equals(Activations.IDENTITY);
  }

  /** E[x]. */
  public double mean() {
    return activation.mean(entered());
  }

  /** E[x²], in training. */
  public double secondMoment() {
    return activation.secondMoment(entered()) / keep;
  }

  /** The second moment that enters the activation. */
  private double entered() {
    return source == Source.LAYER
        ? activation.operatingPoint().map(OperatingPoint::secondMoment).orElse(1.0)
        : 1;
  }

  /** In words, as in {@code gelu, dropout and pooling}. */
  @Override
  public String toString() {
    String from =
        !activation.equals(Activations.IDENTITY)
            ? activation.name()
            : switch (source) {
              case DATA, NORMALIZATION -> source.name().toLowerCase(Locale.ROOT);
              case LAYER -> "a linear layer";
              case SUM -> "a sum";
              case UNKNOWN -> "an unknown input";
            };
    return from + (keep < 1 ? " and dropout" : "") + (pooled ? " and pooling" : "");
  }
}
