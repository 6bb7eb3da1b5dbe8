// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.sample;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.evenkeel.sample.SampleShares.Moments;

/**
 * Means of the weights of a softmax over tokens, for random queries and keys.
 *
 * <pre>
 * T     number of tokens
 * d, n  widths of a head, and of what enters
 * l     logits of one query, Gaussian of variance λ²χ²/d, χ² with d degrees of freedom: a product
 *       with a query, whose length deviates
 * a     softmax(l)
 * </pre>
 *
 * @param tokens T
 * @param causal whether a token sees itself and those before it alone; means are over all tokens
 * @param last Σa² of a query that sees all tokens
 * @param share Σa², mean over queries
 * @param tilt Σ_(i≠j) a_i a_j l_i l_j/(n λ²): tokens with large weights are alike in the direction
 *     of the query
 * @param slopes what a gradient meets
 * @param ofLast the same of a query that sees all tokens
 * @param overlap the products of two queries' weights
 * @param seeing Σa² of causal queries that see so many tokens each
 */
public record AttentionField(
    double tokens,
    boolean causal,
    double last,
    double share,
    double tilt,
    Slopes slopes,
    Slopes ofLast,
    Overlap overlap,
    List<Double> seeing) {

  public AttentionField {
    seeing = List.copyOf(seeing);
  }

  /**
   * The means.
   *
   * @param variance λ²
   * @param headSize d
   * @param width n
   * @param repeats the odds that two tokens are the same
   */
  public static AttentionField of(
      double tokens,
      boolean causal,
      double variance,
      double headSize,
      double width,
      double repeats) {
    Queries all = new Queries(tokens, false, variance, headSize);
    Queries queries = causal ? new Queries(tokens, true, variance, headSize) : all;
    double last = all.mean(Moments::squares);
    Slopes ofLast = all.slopes(width, repeats);
    return new AttentionField(
        tokens,
        causal,
        last,
        causal ? queries.mean(Moments::squares) : last,
        queries.mean(Moments::pairs) / width,
        causal ? queries.slopes(width, repeats) : ofLast,
        ofLast,
        Overlap.of(tokens, causal, variance, headSize),
        causal ? queries.squares() : List.of());
  }

  /** Σa² of causal queries that see as many tokens as the k-th of the counts. */
  double squares(int k) {
    return seeing.get(k);
  }

  /** The slopes that a gradient meets of which a share is at the last token. */
  public Slopes slopes(double alone) {
    return slopes.mixed(ofLast, alone);
  }

  /** The product of the weights of two queries at one token, whose logits have correlation κ. */
  public double ofSameToken(double kappa) {
    double equal = causal ? CausalCounts.of(tokens).equal() : 1 / tokens;
    return equal * Math.pow(share / equal, Math.max(0, Math.min(1, kappa)));
  }

  /**
   * Means over queries of {@code Σ a² - 2 Σa³ + (Σa²)²}, by which a gradient passes a softmax.
   *
   * <p>A query's gradient is a sum over tokens of products of values and keys. Tokens of n random
   * features are not orthogonal, so that all T of them add 1/n of what one does, and those that
   * hold the same add up. A key's gradient is a sum over queries, of which long ones have large
   * logits.
   *
   * @param one the mean
   * @param alike what products of different tokens add for queries
   * @param weighed the mean weighed with the squared length of queries
   */
  public record Slopes(double one, double alike, double weighed) {

    private Slopes mixed(Slopes other, double share) {
      return new Slopes(
          (1 - share) * one + share * other.one,
          (1 - share) * alike + share * other.alike,
          (1 - share) * weighed + share * other.weighed);
    }
  }

  /**
   * Means of Σ a a' of two queries at two tokens, whose logits have correlation κ: {@code 1/T (T
   * s)^κ} with s = Σa², as for Gaussian logits, but for keys of different length, which all queries
   * see. Of causal queries the one with fewer tokens has T of them.
   *
   * @param equal the mean for equal weights
   * @param log ln(T s)
   * @param keys the same of weights with nothing in common but the keys
   * @param passed the share of it that passes the softmax back
   * @param seeing ln(t s) of queries that see so many tokens each
   */
  public record Overlap(double equal, double log, double keys, double passed, List<Double> seeing) {

    public Overlap {
      seeing = List.copyOf(seeing);
    }

    /**
     * T' Σ a a' of a query that sees as many tokens as the k-th of the counts and one that sees T'
     * of them, no fewer.
     */
    double products(int k, double correlation) {
      double kappa = Math.max(0, Math.min(1, correlation));
      double one = seeing.get(k);
      double common = log == 0 ? 0 : keys / (log * log) * one * one;
      return Math.exp(kappa * one + (1 - kappa) * common);
    }

    /** The mean for a correlation of the logits. */
    public double at(double correlation) {
      double kappa = Math.max(0, Math.min(1, correlation));
      return equal * Math.exp(kappa * log + (1 - kappa) * keys);
    }

    private static Overlap of(double tokens, boolean causal, double variance, double headSize) {
      Moments all = SampleShares.of(tokens, variance);
      double equal = 1 / tokens;
      double log = Math.log(all.squares() * tokens);
      double passed = all.slopes() / all.squares();
      List<Double> seeing = causal ? List.of(0.0) : List.of();
      if (causal && tokens > 1) {
        CausalCounts behind = CausalCounts.of(tokens);
        Moments[] moments = moments(behind.counts(), variance);
        equal = behind.both();
        log = mean(behind.behind(), moments, one -> Math.log(one.count() * one.squares()));
        passed = mean(behind.behind(), moments, one -> one.slopes() / one.squares());
        seeing = Arrays.stream(moments).map(one -> Math.log(one.count() * one.squares())).toList();
      }
      return new Overlap(equal, log, log * log / (2 * headSize), passed, seeing);
    }
  }

  private static Moments[] moments(double[] counts, double variance) {
    return Arrays.stream(counts)
        .mapToObj(count -> SampleShares.of(count, variance))
        .toArray(Moments[]::new);
  }

  private static double mean(double[] shares, Moments[] of, ToDoubleFunction<Moments> f) {
    double sum = 0;
    for (int k = 0; k < shares.length; k++) {
      sum += shares[k] * f.applyAsDouble(of[k]);
    }
    return sum;
  }

  /** Queries, whose logits have variances about one. */
  private static final class Queries {

    private final double variance;
    private final double[] shares;
    private final SampleShares.Lengths lengths;
    private final Moments[] high;
    private final Moments[] low;

    Queries(double tokens, boolean causal, double variance, double headSize) {
      double[] counts = causal ? CausalCounts.of(tokens).counts() : new double[] {tokens};
      this.variance = variance;
      shares = causal ? CausalCounts.of(tokens).mean() : new double[] {1};
      lengths = SampleShares.Lengths.of(headSize, variance);
      high = moments(counts, lengths.high());
      low = moments(counts, lengths.low());
    }

    /** Σa² by the number of tokens that are seen. */
    List<Double> squares() {
      return IntStream.range(0, shares.length)
          .mapToObj(k -> lengths.mean(high[k].squares(), low[k].squares()))
          .toList();
    }

    double mean(ToDoubleFunction<Moments> f) {
      return mean(f, 1, 1);
    }

    private double mean(ToDoubleFunction<Moments> f, double ofHigh, double ofLow) {
      return lengths.mean(
          ofHigh * AttentionField.mean(shares, high, f),
          ofLow * AttentionField.mean(shares, low, f));
    }

    Slopes slopes(double width, double repeats) {
      double one = mean(Moments::slopes);
      double alike =
          mean(a -> a.slopes() / a.squares() * (1 / width + (1 - a.squares()) * repeats));
      double weighed =
          variance > 0 && variance < Double.POSITIVE_INFINITY
              ? mean(Moments::slopes, lengths.high() / variance, lengths.low() / variance)
              : one;
      return new Slopes(one, alike, weighed);
    }
  }
}
