// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.signal;

import static org.evenkeel.text.Numbers.fixed;

import java.util.List;
import java.util.Optional;
import org.evenkeel.gaussian.NormalDistribution;
import org.evenkeel.text.Numbers;

/**
 * The cause of a verdict, with the numbers that it rests on. {@code toString} is a sentence without
 * its full stop.
 */
public sealed interface Cause {

  /** Signal and gradient keep their scale. */
  record Level() implements Cause {
    @Override
    public String toString() {
      return "signal and gradient keep their scale over the depth";
    }
  }

  /**
   * A signal that changes its scale, by factors on its second moment since the input, but no more
   * than a learning rate makes up for.
   */
  record Bearable(double least, double most) implements Cause {
    @Override
    public String toString() {
      String change =
          least * most < 1 ? "shrinks to ×" + number(least) : "grows to ×" + number(most);
      return "the signal's second moment %s, which training makes up for".formatted(change);
    }
  }

  /**
   * A gradient that changes its scale on its way back while the signal keeps its own, by factors
   * against the last hidden layer, but no more than a learning rate makes up for.
   */
  record BearableGradient(double least, double most) implements Cause {
    @Override
    public String toString() {
      String change =
          least * most < 1 ? "shrinks to ×" + number(least) : "grows to ×" + number(most);
      return "the gradient's second moment %s on its way back, which training makes up for"
          .formatted(change);
    }
  }

  /**
   * Outputs of a scale at which training begins with a large loss.
   *
   * @param layer the output layer
   * @param secondMoment E[z²] of its outputs
   * @param loss the cross-entropy to expect
   * @param guessing that of guessing, ln(classes)
   */
  record LargeOutput(String layer, double secondMoment, double loss, double guessing)
      implements Cause {
    @Override
    public String toString() {
      return "the outputs of %s have second moment %s: training begins with a cross-entropy of %s, where guessing has %s"
          .formatted(layer, number(secondMoment), number(loss), number(guessing));
    }

    /** That of a layer; empty if it has one output, or if the scale of its outputs is unknown. */
    static Optional<LargeOutput> of(LayerSignal output) {
      Double second = output.forward().known();
      if (second == null || output.fans() == null || output.fans().out() < 2) {
        return Optional.empty();
      }
      double classes = output.fans().out();
      // The mean of the largest of so many Gaussians (Blom 1958).
      double largest = NormalDistribution.quantile((classes - 0.375) / (classes + 0.25));
      double loss = Math.sqrt(second) * largest;
      return Optional.of(new LargeOutput(output.name(), second, loss, Math.log(classes)));
    }
  }

  /**
   * Outputs that begin too large while all else keeps its scale, but no more than a learning rate
   * makes up for.
   *
   * @param rate the largest learning rate that is stable and usual
   */
  record BearableOutput(LargeOutput output, double rate) implements Cause {
    @Override
    public String toString() {
      return output + "; learning rates near %s make up for that".formatted(number(rate));
    }
  }

  /**
   * Vectors that are small beside those that enter with them: tokens beside what all inputs have in
   * common, as positions are, or positions beside tokens.
   *
   * @param layer the first layer that sees both
   * @param apart half the mean square of the difference of two inputs, or of two positions, as a
   *     share of the whole
   * @param ofPositions whether positions are what is small
   */
  record Drowned(String layer, double apart, boolean ofPositions) implements Cause {
    @Override
    public String toString() {
      return ofPositions
          ? "the vectors of positions are small beside large ones of tokens, so that what depends on the order is learnt slowly: two positions differ by ×%s of the second moment at %s"
              .formatted(number(apart), layer)
          : "the vectors of tokens are small beside those of positions: two inputs differ by ×%s of what enters %s"
              .formatted(number(apart), layer);
    }
  }

  /** Layers of which none is at fault alone, and which take many steps to move together. */
  record Steps(double steps) implements Cause {
    @Override
    public String toString() {
      return "no layer changes much, but together they take some %s steps at the best learning rate"
          .formatted(number(steps));
    }
  }

  /** Layers whose signal or gradient is not known, so that nothing can be said. */
  record Unseen(List<String> layers) implements Cause {

    /** Names that the sentence lists. */
    private static final int LISTED = 4;

    /** A copy of the names. */
    public Unseen {
      layers = List.copyOf(layers);
    }

    @Override
    public String toString() {
      int more = layers.size() - LISTED;
      return "cannot tell: signal or gradient is neither measured nor forecast in "
          + String.join(", ", layers.subList(0, Math.min(LISTED, layers.size())))
          + (more > 0 ? " and %d more".formatted(more) : "");
    }
  }

  /** Data of another scale than 1, with second moment E[x²]. */
  record DataScale(double secondMoment) implements Cause {
    @Override
    public String toString() {
      return "the data are not standardized: their second moment is %s, not 1"
          .formatted(number(secondMoment));
    }
  }

  /** Data with a mean E[x] that all inputs have in common, and so a correlation of two of them. */
  record DataMean(double mean, double correlation) implements Cause {
    @Override
    public String toString() {
      return "the data are not standardized: their mean is %s, so all inputs are alike (correlation %s)"
          .formatted(number(mean), fixed(correlation, 2));
    }
  }

  /** Units of one layer that are copies of one another. */
  record Copies(String layer) implements Cause {
    @Override
    public String toString() {
      return "all units of %s give the same output, so they get the same gradient and stay copies of one another"
          .formatted(layer);
    }
  }

  /** Units of one layer that are off for every input, a share of all its units. */
  record DeadUnits(String layer, double share) implements Cause {
    @Override
    public String toString() {
      return "%s of the units of %s are off for every input and pass no gradient"
          .formatted(percent(share), layer);
    }
  }

  /**
   * A forward second moment that grows or shrinks over depth.
   *
   * @param layer the first layer where it is lost
   * @param factor the factor a layer, a geometric mean
   * @param secondMoment E[z²] at that layer
   * @param reason why it does
   */
  record ForwardTrend(String layer, double factor, double secondMoment, Reason reason)
      implements Cause {
    @Override
    public String toString() {
      return "the signal's second moment %s ×%s a layer, to %s at %s%s"
          .formatted(grows(factor), number(factor), number(secondMoment), layer, reason);
    }
  }

  /**
   * A gradient that grows or shrinks on its way back.
   *
   * @param factor the factor a layer on its second moment, a geometric mean
   * @param layer the first layer
   * @param ratio the gradient's second moment there, against the last hidden layer's
   * @param reason why it does
   */
  record GradientTrend(double factor, String layer, double ratio, Reason reason) implements Cause {
    @Override
    public String toString() {
      return "the gradient's second moment %s ×%s a layer on its way back, to ×%s at %s%s"
          .formatted(grows(factor), number(factor), number(ratio), layer, reason);
    }
  }

  /**
   * A gradient that reaches few of the time steps of a recurrent layer, or explodes over them.
   *
   * @param layer the layer
   * @param time its gradient over time
   * @param gated whether its cell has gates
   */
  record ThroughTime(String layer, TimeSignal time, boolean gated) implements Cause {
    @Override
    public String toString() {
      int steps = time.gradient().size();
      String factor = time.factor() == null ? "" : " ×" + number(time.factor());
      String shrinks =
          gated
              ? "%d of %d steps reach the weights"
              : "a cell without gates learns from %d of %d steps";
      if (time.fades(gated) && !time.explodes(gated)) {
        return "through time: the gradient's second moment at %s shrinks%s a step on its way back, to ×%s where inputs are told apart, and a cell without gates forgets them before it learns to wait"
            .formatted(layer, factor, number(time.mean()));
      }
      return time.explodes(gated)
          ? "through time: the gradient's second moment at %s grows%s a step on its way back over %d steps"
              .formatted(layer, factor, steps)
          : "through time: the gradient's second moment at %s shrinks%s a step on its way back, so that "
                  .formatted(layer, factor)
              + shrinks.formatted(time.learnt(gated), steps)
              + (time.differences() == null
                  ? ""
                  : ", with %s of what tells inputs apart"
                      .formatted(percent(time.learntShare(gated))));
    }
  }

  /**
   * A bounded activation that is mostly flat.
   *
   * @param layer the layer
   * @param share the share of its signal where the activation is flat
   * @param activation the activation
   * @param secondMoment E[z²]
   * @param reason why that is so large
   */
  record Saturation(
      String layer, double share, String activation, double secondMoment, Reason reason)
      implements Cause {
    @Override
    public String toString() {
      return "saturation: %s of the signal of %s lies where %s is flat, as its pre-activations have second moment %s%s"
          .formatted(percent(share), layer, activation, number(secondMoment), reason);
    }
  }

  /**
   * Attention in which one token has nearly all the weight, so that little of a gradient passes the
   * softmax.
   *
   * @param layer the queries
   * @param share the sum of the squared weights above that of equal ones
   * @param secondMoment that of the queries
   */
  record Collapse(String layer, double share, double secondMoment, Reason reason) implements Cause {
    @Override
    public String toString() {
      return "attention collapses: the squared weights of the softmax over %s sum to %s, 1 if one token has all, as queries have second moment %s%s"
          .formatted(layer, fixed(share, 2), number(secondMoment), reason);
    }
  }

  /**
   * Weights that are 0 and get no gradient, as those that their outputs are multiplied by are 0.
   */
  record Unmoved(String layer) implements Cause {
    @Override
    public String toString() {
      return "all weights of %s are 0, and so are those that its outputs are multiplied by: neither gets a gradient, so no step moves them"
          .formatted(layer);
    }
  }

  /**
   * Different inputs that become one signal.
   *
   * @param layer the first layer where they have
   * @param correlation of two different inputs there
   * @param reason why they do
   */
  record MergedInputs(String layer, double correlation, Reason reason) implements Cause {
    @Override
    public String toString() {
      return "from %s on, different inputs give the same signal (correlation %s)%s"
          .formatted(layer, fixed(correlation, 4), reason);
    }
  }

  /**
   * Tokens of a sequence that become one vector, so that no query learns which to look at.
   *
   * @param layer the first layer of queries that is concerned
   * @param ratio the second moment of the gradient of the last queries, against the first ones'
   */
  record MergedTokens(String layer, double ratio) implements Cause {
    @Override
    public String toString() {
      return "attention: the tokens of a sequence become one vector over the blocks, so that from %s on nearly no gradient reaches queries and keys, ×%s of the first block's at the last one"
          .formatted(layer, number(ratio));
    }
  }

  /**
   * Dropout whose masks tell passes apart as much as inputs do.
   *
   * @param layer the first layer where they do
   * @param same the correlation of two passes of one input there
   * @param different that of two inputs
   */
  record Masks(String layer, double same, double different) implements Cause {
    @Override
    public String toString() {
      return "dropout: at %s, two passes of one input are hardly closer than those of two inputs (correlation %s and %s), so that its noise covers what tells inputs apart"
          .formatted(layer, fixed(same, 3), fixed(different, 3));
    }
  }

  /**
   * An unstable fixed point of the variance map.
   *
   * @param fixedPoint the second moment that stays where it is
   * @param slope the slope of the map there
   */
  record Unstable(double fixedPoint, double slope) implements Cause {
    @Override
    public String toString() {
      return "unstable fixed point: a second moment off %s moves away ×%s a layer, to nothing or without bound"
          .formatted(number(fixedPoint), number(slope));
    }
  }

  /** Layers too narrow for the depth, by Σ 1/n over the hidden ones: draws differ by factors. */
  record Narrow(double inverseWidths) implements Cause {

    /**
     * Σ 1/n from which on width is a cause: for He's rule ln E[z²] has variance 5·Σ 1/n (Hanin and
     * Rolnick 2018).
     */
    public static final double LEAST = 0.25;

    @Override
    public String toString() {
      return new Reason.Width(inverseWidths).text();
    }
  }

  /** A cause that is known as a sentence only, as from a file. */
  record Told(String text) implements Cause {
    @Override
    public String toString() {
      return text;
    }
  }

  private static String grows(double factor) {
    return factor > 1 ? "grows" : "shrinks";
  }

  /** A share in whole per cent. */
  private static String percent(double share) {
    return fixed(100 * share, 0) + " %"; // not %% in a format, by which TeaVM's takes an argument
  }

  /** A number with three significant digits. */
  static String number(double value) {
    return Numbers.general(value, 3);
  }
}
