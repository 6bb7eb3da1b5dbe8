// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.activation;

import java.util.Locale;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.function.DoubleSupplier;

/**
 * What enters a layer with weights, as far as its initial weights depend on it: a source, then
 * possibly an activation, dropout and pooling.
 *
 * @param source what the activation is applied to, or the input itself if there is none
 * @param moment the second moment of the source in a network that is drawn by its places; empty if
 *     that is not known
 * @param activation the activation; the identity if there is none
 * @param keep the share of values that dropout keeps in training; 1 without dropout
 * @param pooled whether pooling follows the activation, whose moments are taken for those before it
 * @param place where the layer stands, as far as that is known
 * @param aligned whether the layer is a convolution whose output has one position for each of the
 *     input's
 * @param share the second moment that the layer's output has in a sum with that of others; empty if
 *     it is not added
 */
public record Entering(
    Source source,
    OptionalDouble moment,
    Activation activation,
    double keep,
    boolean pooled,
    Place place,
    boolean aligned,
    OptionalDouble share) {

  /**
   * The second moment that a branch adds to its shortcut: small enough for dozens of them, and so
   * large that few are of use. It depends on no other branch.
   */
  private static final double BRANCH = 0x1p-4;

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
    /**
     * The first of links that receive a normalization's output, a sum, or what a shortcut leads
     * around them, and that end with their branch or the network.
     */
    START,
    /** A link behind a start or another link. */
    LINK,
    /** Before a normalization or a sum, in code of its own, or where it is not known. */
    ELSEWHERE;

    /** Whether it is in a chain from the data on, with dropout or without. */
    public boolean isFromData() {
      return this == CHAIN || this == SEQUENCE;
    }

    /** Whether it is in a chain that receives a normalization's output, a sum or a shortcut. */
    public boolean isInBranch() {
      return this == START || this == LINK;
    }

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
    /** A sum of branches. */
    SUM,
    /** A sum with what an activation left, which the next one leaves much as it is. */
    RECTIFIED_SUM,
    /** Anything else. */
    UNKNOWN
  }

  /** The network's input. */
  public static final Entering DATA =
      of(Source.DATA, OptionalDouble.of(1), Activations.IDENTITY, Place.CHAIN);

  /** An input that is not known. */
  public static final Entering UNKNOWN = of(Source.UNKNOWN);

  /** The output of a source outside of a chain, of which no more is known. */
  public static Entering of(Source source) {
    return of(source, OptionalDouble.empty(), Activations.IDENTITY, Place.ELSEWHERE);
  }

  private static Entering of(Source source, OptionalDouble moment, Activation f, Place place) {
    return new Entering(source, moment, f, 1, false, place, false, OptionalDouble.empty());
  }

  /**
   * The output of a layer with weights that this enters, drawn to leave the second moment at which
   * the activation behind it rests.
   *
   * @param following the activation that follows the layer
   */
  public Entering weighted(Activation following) {
    OptionalDouble left =
        switch (place) {
          case CHAIN -> rest(following);
          case SEQUENCE -> OptionalDouble.of(1);
          case START, LINK -> share.isPresent() ? share : rest(following);
          case ELSEWHERE -> isKnown() ? OptionalDouble.of(share.orElse(1)) : moment;
        };
    Place behind = place == Place.START ? Place.LINK : place;
    return of(Source.LAYER, left, Activations.IDENTITY, behind);
  }

  private static OptionalDouble rest(Activation f) {
    return f.shaped().isPresent() ? OptionalDouble.of(1) : attempted(() -> mirrored(f));
  }

  /** A second moment; empty if an activation fails, which is named where it is forecast or run. */
  private static OptionalDouble attempted(DoubleSupplier moment) {
    try {
      double q = moment.getAsDouble();
      return q > 0 && q < Double.POSITIVE_INFINITY ? OptionalDouble.of(q) : OptionalDouble.empty();
    } catch (RuntimeException e) {
      return OptionalDouble.empty();
    }
  }

  private static double mirrored(Activation f) {
    return f.mirroredPoint().map(OperatingPoint::secondMoment).orElse(1.0);
  }

  /** The output of a normalization that this enters; data may be normalized once more. */
  public Entering normalized() {
    return equals(DATA)
        ? DATA
        : of(Source.NORMALIZATION, OptionalDouble.of(1), Activations.IDENTITY, Place.START);
  }

  /** The same as the input of a branch, or of the shortcut around it. */
  public Entering branched() {
    return new Entering(
        source,
        moment,
        activation,
        keep,
        pooled,
        isKnown() ? Place.START : Place.ELSEWHERE,
        aligned,
        share);
  }

  /**
   * This as a shortcut to which the output of a branch is added, if that comes from a layer with
   * weights, so that the second moments add up.
   */
  public Entering plus(Entering branch, double scale) {
    boolean known =
        isKnown()
            && branch.isKnown()
            && branch.source == Source.LAYER
            && branch.activation.equals(Activations.IDENTITY);
    if (!known) {
      return of(Source.SUM);
    }
    OptionalDouble sum = attempted(() -> passed() + scale * scale * branch.passed());
    if (sum.isEmpty()) {
      return of(Source.SUM);
    }
    boolean rectified = source == Source.RECTIFIED_SUM || !activation.odd().equals(activation);
    return of(
        rectified ? Source.RECTIFIED_SUM : Source.SUM, sum, Activations.IDENTITY, Place.START);
  }

  /** The share of a branch that is added to a shortcut, at most, before its own scale. */
  public static double branch(double scale) {
    return Math.min(1, BRANCH / (scale * scale));
  }

  /** The same for a layer whose place has no more than this one. */
  public Entering at(Place other) {
    return new Entering(source, moment, activation, keep, pooled, place.and(other), aligned, share);
  }

  /** The same for a layer whose output has, or has not, one position for each of the input's. */
  public Entering aligned(boolean other) {
    return new Entering(source, moment, activation, keep, pooled, place, other, share);
  }

  /** The same for a layer whose output is added to that of others. */
  public Entering added(OptionalDouble other) {
    return new Entering(source, moment, activation, keep, pooled, place, aligned, other);
  }

  /** The same with the second moment of another source. */
  public Entering from(Entering other) {
    return new Entering(source, other.moment, activation, keep, pooled, place, aligned, share);
  }

  /** The same in a network of which other layers are drawn otherwise. */
  public Entering apart() {
    return at(Place.ELSEWHERE).unmeasured();
  }

  /** The same of a second moment that is not known. */
  public Entering unmeasured() {
    return new Entering(
        source, OptionalDouble.empty(), activation, keep, pooled, place, aligned, share);
  }

  /**
   * The same as the named rules count it: a sum has second moment 1, and what enters the end of a
   * branch is not known.
   */
  public Entering counted() {
    if (share.isPresent()) {
      return UNKNOWN.counted();
    }
    return new Entering(
        source == Source.RECTIFIED_SUM ? Source.SUM : source,
        OptionalDouble.of(source == Source.LAYER ? mirrored(activation) : 1),
        activation,
        keep,
        pooled,
        place.isInBranch() ? Place.ELSEWHERE : place,
        aligned,
        share);
  }

  /**
   * Whether positions can be left alone by the layer's weights, as a link of a chain whose first
   * layer has mixed them.
   */
  public boolean isAlignedLink() {
    return aligned && source == Source.LAYER && place.isFromData();
  }

  /** The same behind an activation; behind two of them only the last is known. */
  public Entering after(Activation f) {
    boolean first = activation.equals(Activations.IDENTITY);
    return new Entering(
        first ? source : Source.UNKNOWN,
        first ? moment : OptionalDouble.empty(),
        f,
        1,
        false,
        first ? place : Place.ELSEWHERE,
        aligned,
        share);
  }

  /** The same behind dropout. */
  public Entering droppedOut(double rate) {
    return new Entering(
        source,
        moment,
        activation,
        keep * (1 - rate),
        pooled,
        place.and(Place.SEQUENCE),
        aligned,
        share);
  }

  /** The same behind pooling. */
  public Entering pooledOver() {
    return new Entering(source, moment, activation, keep, true, place, aligned, share);
  }

  /** Whether its second moment is known. */
  public boolean isKnown() {
    return moment.isPresent();
  }

  /** E[x²] in training in a network that is drawn by its places, where it is known. */
  public double passed() {
    double q = moment.orElseThrow();
    return (source == Source.RECTIFIED_SUM ? q : activation.secondMoment(q)) / keep;
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

  /** Whether all parts are equal; by hand, as many layers of a network are compared. */
  @Override
  public boolean equals(Object other) {
    return this == other
        || (other instanceof Entering that
            && source == that.source
            && place == that.place
            && pooled == that.pooled
            && aligned == that.aligned
            && Double.compare(keep, that.keep) == 0
            && moment.equals(that.moment)
            && share.equals(that.share)
            && activation.equals(that.activation));
  }

  @Override
  public int hashCode() {
    return Objects.hash(source, moment, activation, keep, pooled, place, aligned, share);
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
              case SUM, RECTIFIED_SUM -> "a sum";
              case UNKNOWN -> "an unknown input";
            };
    return from + (keep < 1 ? " and dropout" : "") + (pooled ? " and pooling" : "");
  }
}
