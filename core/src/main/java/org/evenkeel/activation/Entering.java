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
 */
public record Entering(Source source, Activation activation, double keep, boolean pooled) {

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
  public static final Entering DATA = of(Source.DATA);

  /** An input that is not known. */
  public static final Entering UNKNOWN = of(Source.UNKNOWN);

  /** The output of a source. */
  public static Entering of(Source source) {
    return new Entering(source, Activations.IDENTITY, 1, false);
  }

  /** The same behind an activation; behind two of them only the last is known. */
  public Entering after(Activation f) {
    boolean first = activation.equals(Activations.IDENTITY);
    return new Entering(first ? source : Source.UNKNOWN, f, 1, false);
  }

  /** The same behind dropout. */
  public Entering droppedOut(double rate) {
    return new Entering(source, activation, keep * (1 - rate), pooled);
  }

  /** The same behind pooling. */
  public Entering pooledOver() {
    return new Entering(source, activation, keep, true);
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
