// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.forecast;

import java.util.ArrayList;
import java.util.List;
import org.evenkeel.network.Layer;
import org.evenkeel.network.Merge;
import org.evenkeel.sample.Deviation;
import org.evenkeel.sample.MeanVariance;
import org.evenkeel.sample.SampleShares;

/**
 * The passage of a signal through branches that are merged: multiplied, weighed, one after another.
 */
final class MergeTransfer {

  /** E[f⁴]/E[f²]² of a product of a Gaussian and an activation like SiLU of another one. */
  private static final double FOURTH_OF_PRODUCT = 18;

  /** E[x⁴]/E[x²]² of a sum of a bounded and a Gaussian number that are weighed, at most. */
  private static final double FOURTH_OF_GATED = 6;

  /** The error of ln s of a mixture, to either side, as a share of ln of E·s. */
  private static final double UNSURE_SHARE = 0.1;

  /** The error of the logarithm of a router's gradient, to either side. */
  private static final double UNSURE = 0.3;

  /** The relative step of a numerical derivative. */
  private static final double STEP = 0.01;

  private final Passage passage;
  private final double examples;

  /**
   * A transfer by merged branches.
   *
   * @param passage the passage through the whole network
   * @param examples the size of the batch
   */
  MergeTransfer(Passage passage, double examples) {
    this.passage = passage;
    this.examples = examples;
  }

  /** Branches on one input. */
  Transfer through(Merge layer, Signal in, int[] shape) {
    int units = layer.outputShape(shape)[0];
    return switch (layer.how()) {
      case PRODUCT -> product(passed(layer, in, shape), units, in);
      case GATED_SUM -> gated(passed(layer, in, shape), units, in);
      case MIXTURE -> mixture(layer, in, shape);
      case CONCATENATION -> concatenation(layer, passed(layer, in, shape), in, shape);
    };
  }

  private List<Transfer> passed(Merge layer, Signal in, int[] shape) {
    return layer.branches().stream().map(branch -> passage.through(branch, in, shape)).toList();
  }

  /**
   * The sum g·a + (1 - g)·b. The three are independent but for their means, as each unit of them
   * has weights of its own; the gradient of g is (a - b) times that of the sum.
   */
  private Transfer gated(List<Transfer> ends, int units, Signal in) {
    Signal g = ends.get(0).out();
    Signal a = ends.get(1).out();
    Signal b = ends.get(2).out();
    Signal sum = gated(g, a, b);
    double rest = 1 - 2 * g.mean() + g.secondMoment();
    double ofOne = g.secondMoment() * a.secondMoment() / sum.secondMoment();
    double ofOther = rest * b.secondMoment() / sum.secondMoment();
    double together =
        ofOne * (ends.get(0).sensitivity() + ends.get(1).sensitivity())
            + ofOther * ends.get(2).sensitivity();
    double own =
        ofOne * ofOne * (ends.get(0).noise() + ends.get(1).noise())
            + ofOther * ofOther * ends.get(2).noise()
            + (FOURTH_OF_GATED - 1) / units;
    Signal out = sum.with(in.deviation().through(together, 1, 0).plus(own, own, 0), sum.logError());
    double difference = a.secondMoment() + b.secondMoment() - 2 * a.mean() * b.mean();
    double apart = a.gaps().tokens() + b.gaps().tokens();
    double gate = g.gaps().tokens();
    return new Transfer(
        out,
        together,
        own,
        back -> {
          Gradient weighed = part(back, difference, apart, ends.get(0));
          Gradient one = part(back, g.secondMoment(), gate, ends.get(1));
          Gradient other = part(back, rest, gate, ends.get(2));
          return weighed
              .plus(one, back, together, own, units, examples)
              .plus(other, back, together, own, units, examples);
        });
  }

  /** The sum g·a + (1 - g)·b of signals that are independent but for their means. */
  private static Signal gated(Signal g, Signal a, Signal b) {
    double means = a.mean() * b.mean();
    double rest = 1 - 2 * g.mean() + g.secondMoment();
    double one = g.secondMoment() * a.secondMoment();
    double other = rest * b.secondMoment();
    double second = one + other + 2 * (g.mean() - g.secondMoment()) * means;
    Pairs ofOne =
        g.gaps().with(a.gaps(), (x, y) -> x * a.secondMoment() + y * g.secondMoment() - x * y);
    Pairs ofOther =
        g.gaps().with(b.gaps(), (x, y) -> x * (b.secondMoment() - 2 * means) + y * rest - x * y);
    return new Signal(
        g.mean() * a.mean() + (1 - g.mean()) * b.mean(),
        second,
        (one * a.norms() + other * b.norms()) / second,
        ofOne.plus(ofOther),
        Signal.Common.NONE,
        Deviation.NONE,
        Math.max(g.logError(), Math.max(a.logError(), b.logError())),
        0,
        b.border(),
        null);
  }

  /** What comes back through one of several factors, by the second moment of the others. */
  private static Gradient part(Gradient back, double others, double gap, Transfer factor) {
    Gradient scaled = back.through(others, 0, 1, 0);
    double alike = 1 - gap / others;
    return factor.send(scaled.withTokens(scaled.products().tokens() * alike));
  }

  /** Factors are independent but for the length of the input: E[(ab)²] = E[a²]·E[b²]. */
  private Transfer product(List<Transfer> factors, int units, Signal in) {
    Signal product = factors.get(0).out();
    double sensitivity = factors.get(0).sensitivity();
    double noise = factors.get(0).noise();
    for (Transfer factor : factors.subList(1, factors.size())) {
      product = product.times(factor.out());
      sensitivity += factor.sensitivity();
      noise += factor.noise();
    }
    double correlation = 1 - product.gaps().mean() / product.secondMoment();
    double alike = Double.isNaN(correlation) ? 1 : correlation * correlation;
    double ofUnits =
        (FOURTH_OF_PRODUCT - 1) / units * (1 / examples + (1 - 1 / examples) * alike * alike);
    double together = sensitivity;
    double own = noise + ofUnits;
    Signal out =
        product.with(in.deviation().through(together, 1, 0).plus(own, own, 0), product.logError());
    return new Transfer(
        out,
        together,
        own,
        back -> {
          Gradient sum = null;
          for (Transfer factor : factors) {
            double others = out.secondMoment() / factor.out().secondMoment();
            Gradient scaled = back.through(others, together - factor.sensitivity(), 1, 0);
            double alikeOthers = alike(out) / alike(factor.out());
            Gradient one = factor.send(scaled.withTokens(scaled.products().tokens() * alikeOthers));
            sum = sum == null ? one : sum.plus(one, back, together, own, units, examples);
          }
          return sum;
        });
  }

  /** The correlation of two tokens; NaN if it is not known. */
  private static double alike(Signal signal) {
    return 1 - signal.gaps().tokens() / signal.secondMoment();
  }

  private Transfer concatenation(Merge layer, List<Transfer> branches, Signal in, int[] shape) {
    double features = layer.outputShape(shape)[0];
    double mean = 0;
    double second = 0;
    double sensitivity = 0;
    Pairs gaps = Pairs.all(0);
    Signal.Common common = Signal.Common.NONE;
    int units = 0;
    double noise = branches.stream().mapToDouble(Transfer::noise).max().orElse(0);
    double logError = 0;
    double distance = 0;
    for (int i = 0; i < branches.size(); i++) {
      int[] end = shape;
      for (Layer one : layer.branches().get(i)) {
        end = one.outputShape(end);
      }
      Signal out = branches.get(i).out();
      double share = end[0] / features;
      mean += share * out.mean();
      second += share * out.secondMoment();
      sensitivity += share * out.secondMoment() * branches.get(i).sensitivity();
      gaps = gaps.plus(out.gaps().map(gap -> share * gap));
      common = common.plus(out.common().times(share));
      units += out.units();
      logError = Math.max(logError, out.logError());
      distance = Math.max(distance, out.deviation().distance());
    }
    double responds = second == 0 ? 0 : sensitivity / second;
    Signal out =
        new Signal(
            mean,
            second,
            in.norms(),
            gaps,
            common,
            in.deviation().through(responds, 1, 0).plus(noise, 0, 0).withDistance(distance),
            logError,
            units,
            branches.get(0).out().border(),
            null);
    return new Transfer(
        out,
        responds,
        noise,
        back -> {
          Gradient sum = null;
          for (Transfer branch : branches) {
            Gradient one = branch.send(back.uncoupled());
            sum = sum == null ? one : sum.plus(one, back, responds, noise, shape[0], examples);
          }
          return sum;
        });
  }

  /**
   * A mixture of experts to which every token goes, {@code Σ p_i·y_i} with p the softmax of the
   * router's output z.
   *
   * <pre>
   * E       number of experts
   * q_y, μ  second moment and mean of an expert's output
   * q_z     variance of z over the experts
   * s       E[Σ p_i²], which is 1/E for equal weights
   * o(κ)    E[Σ p_i p_i'] of two tokens whose z have correlation κ: (E s)^κ/E, as for Gaussian z
   * g, n    second moment of the sum's gradient for each unit, and the number of units
   * </pre>
   *
   * <p>Experts are independent but for their means, so that the sum has second moment {@code s·q_y
   * + (1 - s) μ²}, and of two tokens with correlation c of the experts' outputs {@code o(κ) c q_y +
   * (1 - o(κ)) μ²}. An expert gets {@code g·s/E} on average, and in one draw as much more or less
   * as all tokens like it, {@code ln p_i} of variance {@code κ q_z (1 - 1/E)}. The router gets
   * {@code n g (q_y - μ²)} times the mean of {@code p_i² E[(v_i - Σ p_j v_j)²]} of independent v
   * ({@link SampleShares.Moments#slopes}).
   */
  private Transfer mixture(Merge layer, Signal in, int[] shape) {
    List<List<Layer>> branches = layer.branches();
    Transfer router = passage.through(branches.get(0), in, shape);
    int first = passage.rows().size();
    List<Transfer> experts = new ArrayList<>();
    for (List<Layer> expert : branches.subList(1, branches.size())) {
      experts.add(passage.through(expert, in, shape));
    }
    List<LayerForecast> rows = List.copyOf(passage.rows().subList(first, passage.rows().size()));
    int units = layer.outputShape(shape)[0];
    Signal z = router.out();
    double count = experts.size();
    double logits = Math.max(0, z.variance() - z.common().covariance());
    double share = SampleShares.squares(count, logits);
    double response = count == 1 || logits == 0 ? 0 : response(count, logits, share);
    Signal y = mean(experts);
    double square = y.mean() * y.mean();
    double second = share * y.secondMoment() + (1 - share) * square;
    double ofExperts = second == 0 ? 1 : share * y.secondMoment() / second;
    double sensitivity = experts.stream().mapToDouble(Transfer::sensitivity).sum() / count;
    double noise = share / count * experts.stream().mapToDouble(Transfer::noise).sum();
    double together = ofExperts * (sensitivity + response * router.sensitivity());
    double alone = count == 1 ? 0 : response * response * 2 / (count - 1);
    double typical = logits == 0 ? 1 : 1 - z.gaps().mean() / logits;
    double alike = Double.isNaN(typical) ? 1 : Math.max(0, Math.min(1, typical));
    double own =
        ofExperts * ofExperts * (noise + MeanVariance.over(examples, alone, alone * alike * alike));
    Signal out =
        new Signal(
            y.mean(),
            second,
            y.norms(),
            y.gaps()
                .with(
                    z.gaps(),
                    (one, other) ->
                        second
                            - products(
                                overlap(count, share, logits == 0 ? 1 : 1 - other / logits),
                                y.secondMoment() - one,
                                square)),
            y.common().times(share),
            in.deviation().through(together, 1, 0).plus(own, own, 0),
            y.logError() + UNSURE_SHARE * Math.log(count * share),
            y.units(),
            y.border(),
            null);
    double preference = 4 * logits * alike * (1 - 1 / count);
    rows.forEach(row -> row.behind().preferred += preference);
    double ofTokens = 1 - z.gaps().tokens() / logits;
    double tokens = overlap(count, share, logits == 0 ? 1 : ofTokens) / share;
    double slopes = SampleShares.of(count, logits).slopes() / count;
    double ofLogits = units * slopes * Math.max(0, y.secondMoment() - square);
    double alikeValues = 1 - y.gaps().tokens() / y.secondMoment();
    return new Transfer(
        out,
        together,
        own,
        back -> {
          Gradient weighed = back.through(share / count, 0, ofExperts, 0);
          Gradient ofExpert = weighed.withTokens(weighed.products().tokens() * tokens);
          Gradient steered = back.through(ofLogits, 0, response, 0).plusLogError(UNSURE);
          Gradient sum = router.send(steered.withTokens(steered.products().tokens() * alikeValues));
          for (Transfer expert : experts) {
            sum = sum.plus(expert.send(ofExpert), back, together, own, units, examples);
          }
          for (LayerForecast row : rows) {
            double ofRow = row.behind().gradient.logVariance() - back.logVariance();
            row.behind().besideOthers += 2 * Math.max(0, ofRow);
          }
          return sum;
        });
  }

  /** d ln s/d ln q_z. */
  private static double response(double count, double logits, double share) {
    double more = SampleShares.squares(count, logits * (1 + STEP));
    return Math.log(more / share) / Math.log1p(STEP);
  }

  /** o(κ). */
  private static double overlap(double count, double share, double correlation) {
    double equal = 1 / count;
    return share <= equal
        ? equal
        : equal * Math.pow(share * count, Math.max(0, Math.min(1, correlation)));
  }

  /** E[x·x'] of sums whose weights have products o, by that of one expert and of two. */
  private static double products(double overlap, double one, double two) {
    return overlap * one + (1 - overlap) * two;
  }

  /** The mean over the experts of their outputs' moments. */
  private static Signal mean(List<Transfer> experts) {
    Signal first = experts.get(0).out();
    double count = experts.size();
    double mean = 0;
    double second = 0;
    Pairs gaps = Pairs.all(0);
    Signal.Common common = Signal.Common.NONE;
    double logError = 0;
    for (Transfer expert : experts) {
      Signal y = expert.out();
      mean += y.mean() / count;
      second += y.secondMoment() / count;
      gaps = gaps.plus(y.gaps().times(1 / count));
      common = common.plus(y.common().times(1 / count));
      logError = Math.max(logError, y.logError());
    }
    return new Signal(
        mean,
        second,
        first.norms(),
        gaps,
        common,
        first.deviation(),
        logError,
        first.units(),
        first.border(),
        null);
  }
}
