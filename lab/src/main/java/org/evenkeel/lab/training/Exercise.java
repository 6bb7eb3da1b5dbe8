// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.lab.training;

import java.util.List;
import java.util.Locale;
import org.evenkeel.activation.Activation;
import org.evenkeel.data.Digits;
import org.evenkeel.data.Examples;
import org.evenkeel.data.Generated;
import org.evenkeel.data.Split;
import org.evenkeel.network.Network;

/**
 * What is to be learnt, and how: a run for each start.
 *
 * @param set the examples
 * @param f the activation
 * @param depth hidden layers
 * @param width units of each
 * @param batch examples of a step
 * @param rate the learning rate
 * @param epochs passes over the examples
 * @param seed of the examples, their order and the weights
 */
public record Exercise(
    Set set, Activation f, int depth, int width, int batch, double rate, int epochs, int seed) {

  /** The validation accuracy to which steps are counted. */
  public static final double TARGET = 0.8;

  private static final double VALIDATION = 0.25;
  private static final int DEEPEST = 40;
  private static final int WIDEST = 64;
  private static final int MOST_EPOCHS = 100_000;

  /** The generated sets, as the command generates them by default, but for their size. */
  public enum Set {
    CIRCLES(400),
    SPIRALS(400),
    DIGITS(800);

    private static final int PIXELS = 8;

    private final int size;

    Set(int size) {
      this.size = size;
    }

    /** The number of examples, a quarter of which are for validation. */
    public int size() {
      return size;
    }

    /** The set of a name. */
    public static Set named(String name) {
      for (Set set : values()) {
        if (set.toString().equals(name)) {
          return set;
        }
      }
      throw new IllegalArgumentException(
          "the data are circles, spirals or digits: there is no \"" + name + "\"");
    }

    private Examples examples(int seed) {
      return switch (this) {
        case CIRCLES -> Generated.circles(size, 0.8, 0.05, seed);
        case SPIRALS -> Generated.spirals(size, 2, 0.03, seed);
        case DIGITS -> Digits.draw(size, PIXELS, 0.05, seed).reshaped(List.of(PIXELS * PIXELS));
      };
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public Exercise {
    require("depth", depth, DEEPEST);
    require("width", width, WIDEST);
    require("batch", batch, set.size());
    require("number of epochs", epochs, MOST_EPOCHS);
    if (!(rate > 0 && rate <= 1000)) {
      throw new IllegalArgumentException(
          "the learning rate is above 0 and at most 1000: %s; 0.1 is usual".formatted(rate));
    }
  }

  private static void require(String what, int value, int most) {
    if (value < 1 || value > most) {
      throw new IllegalArgumentException(
          "the %s is from 1 to %d here: %d".formatted(what, most, value));
    }
  }

  /** The same with another seed. */
  public Exercise withSeed(int other) {
    return new Exercise(set, f, depth, width, batch, rate, epochs, other);
  }

  /** The same with as many epochs as there may be. */
  public Exercise withMostEpochs() {
    return new Exercise(set, f, depth, width, batch, rate, MOST_EPOCHS, seed);
  }

  /** The examples as they were generated. */
  public Split raw() {
    return Split.of(set.examples(seed), VALIDATION, seed);
  }

  /** The examples that are learnt from, standardized. */
  public Split data() {
    return raw().standardized();
  }

  /** The network; its layers have the names that the command gives them. */
  public Network network() {
    return Network.perceptron(layers(), f);
  }

  /** The widths as the command takes them. */
  public String layers() {
    return set == Set.DIGITS
        ? "64,%dx%d,10".formatted(width, depth)
        : "2,%dx%d,2".formatted(width, depth);
  }

  /** The command that trains the same. */
  public String command(List<String> starts) {
    return "evenkeel compare --data %s --examples %d --validation %s --layers %s --activation %s --learning-rate %s --batch %d --epochs %d --starts %s"
            .formatted(
                set,
                set.size(),
                VALIDATION,
                layers(),
                f.name(),
                rate,
                batch,
                epochs,
                String.join(",", starts))
        + (seed == 0 ? "" : " --seed " + seed);
  }
}
