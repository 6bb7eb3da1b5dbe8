// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.signal;

import java.util.List;
import org.evenkeel.init.Rulebook;
import org.evenkeel.init.Start;
import org.evenkeel.naming.Arguments;
import org.jspecify.annotations.Nullable;

/** One change that a remedy consists of. {@code toString} is Java, or plain words. */
public sealed interface Change {

  /** Data brought to mean 0 and variance 1. */
  record Standardize() implements Change {
    @Override
    public String toString() {
      return "standardize the data";
    }
  }

  /**
   * Another start; what is null stays as it is.
   *
   * @param rule the rule's word, as {@link Start#of(String)} takes it, without a multiplier
   * @param multiplier the variance multiplier; null to keep it
   * @param biasVariance the variance of the biases; null to keep it
   * @param withoutRulebook whether the rules for single parameters are dropped
   */
  record Redraw(
      String rule,
      @Nullable Double multiplier,
      @Nullable Double biasVariance,
      boolean withoutRulebook)
      implements Change {

    /** A start by another rule that keeps all else. */
    public static Redraw by(String rule) {
      return new Redraw(rule, null, null, false);
    }

    /** The start that it makes of another one. */
    public Start applyTo(Start base) {
      Start named = Start.of(rule);
      return new Start(
          named.rule(),
          multiplier == null ? base.options() : base.options().withMultiplier(multiplier),
          biasVariance == null ? base.biasVariance() : biasVariance,
          withoutRulebook ? Rulebook.EMPTY : base.rulebook(),
          named.correction(),
          base.seed(),
          "");
    }

    @Override
    public String toString() {
      return "Start.of(\"%s\")".formatted(rule)
          + with("Multiplier", multiplier)
          + with("BiasVariance", biasVariance)
          + (withoutRulebook ? ".withRulebook(Rulebook.EMPTY)" : "");
    }

    private static String with(String what, @Nullable Double value) {
      return value == null ? "" : ".with%s(%s)".formatted(what, Arguments.text(value));
    }
  }

  /**
   * Wider hidden layers.
   *
   * @param factor how many times as wide
   * @param sizes all sizes of a perceptron after that; empty for other networks
   */
  record Widen(int factor, List<Integer> sizes) implements Change {

    /** A copy of the sizes. */
    public Widen {
      sizes = List.copyOf(sizes);
    }

    /** The sizes as {@link org.evenkeel.network.Network#perceptron} reads them. */
    public String layers() {
      StringBuilder text = new StringBuilder();
      for (int i = 0, run = 1; i < sizes.size(); i += run) {
        run = 1;
        while (i + run < sizes.size() && sizes.get(i + run).equals(sizes.get(i))) {
          run++;
        }
        text.append(i == 0 ? "" : ",").append(sizes.get(i)).append(run == 1 ? "" : "x" + run);
      }
      return text.toString();
    }

    @Override
    public String toString() {
      return "hidden layers %d times as wide".formatted(factor)
          + (sizes.isEmpty() ? "" : ": \"%s\"".formatted(layers()));
    }
  }

  /** Another activation, by its name, in every hidden layer. */
  record Activate(String activation) implements Change {
    @Override
    public String toString() {
      return "the activation " + activation;
    }
  }

  /** Dropout at no more than a rate, between 0 and 1. */
  record Drop(double rate) implements Change {
    @Override
    public String toString() {
      return "dropout at a rate of %s at most".formatted(Arguments.text(rate));
    }
  }

  /** A change that is known as words only, as from a file. */
  record Told(String text) implements Change {
    @Override
    public String toString() {
      return text;
    }
  }
}
