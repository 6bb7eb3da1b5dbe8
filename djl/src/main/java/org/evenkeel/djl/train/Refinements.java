// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.train;

import ai.djl.training.tracker.Tracker;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.evenkeel.text.Numbers;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a training beyond its optimizer and learning rate.
 *
 * @param weightDecay the share λ of a weight that is added to its gradient (for adamw: taken off
 *     the weight at each step, times the learning rate); null for the optimizer's own, which is
 *     0.01 for adamw and 0 for others
 * @param momentum the share of the last update that the optimizer {@code momentum} adds to the next
 *     one; null for 0.9
 * @param schedule the course of the learning rate after the warm-up
 * @param warmUp the share of all steps in which the learning rate rises linearly to its value
 * @param clip the largest norm of the gradient of all parameters together, to which a larger one is
 *     scaled down; null for none
 * @param labelSmoothing the share of a label's probability that is spread evenly over all classes
 *     in the training loss; the validation loss has none
 * @param distance how the distance of outputs and targets is measured, in the losses of training
 *     and validation; null for {@link Distance#SQUARED}
 */
public record Refinements(
    @Nullable Double weightDecay,
    @Nullable Double momentum,
    Schedule schedule,
    double warmUp,
    @Nullable Double clip,
    double labelSmoothing,
    @Nullable Distance distance) {

  /** Refinements with the squared distance of outputs and targets. */
  public Refinements(
      @Nullable Double weightDecay,
      @Nullable Double momentum,
      Schedule schedule,
      double warmUp,
      @Nullable Double clip,
      double labelSmoothing) {
    this(weightDecay, momentum, schedule, warmUp, clip, labelSmoothing, null);
  }

  /** The distance of an output and the number that is to be told. */
  public enum Distance {
    /** The squared error, which is lowest at the mean. */
    SQUARED,
    /** The absolute error, which is lowest at the median and heeds outliers less. */
    ABSOLUTE;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** The course of a learning rate. */
  public enum Schedule {
    /** The same rate in every step. */
    CONSTANT,
    /** A straight line to 0. */
    LINEAR,
    /** Half a period of a cosine to 0 (Loshchilov and Hutter, 2017). */
    COSINE;

    /** The factor of the learning rate after a share of the steps. */
    double factor(double share) {
      return switch (this) {
        case CONSTANT -> 1;
        case LINEAR -> 1 - share;
        case COSINE -> (1 + Math.cos(Math.PI * share)) / 2;
      };
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** A training without any. */
  public static final Refinements NONE = new Refinements(null, null, Schedule.CONSTANT, 0, null, 0);

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException naming the first that is out of its range
   */
  public Refinements {
    schedule = schedule == null ? Schedule.CONSTANT : schedule;
    distance = distance == Distance.SQUARED ? null : distance; // as studies of before store it
    requireShare("momentum", momentum == null ? 0 : momentum);
    requireShare("the warm-up", warmUp);
    requireShare("label smoothing", labelSmoothing);
    if (weightDecay != null && !(weightDecay >= 0 && Double.isFinite(weightDecay))) {
      throw new IllegalArgumentException("weight decay must be at least 0: " + weightDecay);
    }
    if (clip != null && !(clip > 0 && Double.isFinite(clip))) {
      throw new IllegalArgumentException(
          "the norm to which gradients are clipped must be a positive number: " + clip);
    }
  }

  private static void requireShare(String what, double share) {
    if (!(share >= 0 && share < 1)) {
      throw new IllegalArgumentException(
          "%s must be at least 0 and below 1: %s".formatted(what, share));
    }
  }

  /** The same with another weight decay. */
  public Refinements withWeightDecay(double other) {
    return new Refinements(other, momentum, schedule, warmUp, clip, labelSmoothing, distance);
  }

  /** The same with another momentum. */
  public Refinements withMomentum(double other) {
    return new Refinements(weightDecay, other, schedule, warmUp, clip, labelSmoothing, distance);
  }

  /** The same with another schedule. */
  public Refinements withSchedule(Schedule other) {
    return new Refinements(weightDecay, momentum, other, warmUp, clip, labelSmoothing, distance);
  }

  /** The same with another warm-up. */
  public Refinements withWarmUp(double other) {
    return new Refinements(weightDecay, momentum, schedule, other, clip, labelSmoothing, distance);
  }

  /** The same with another norm to which gradients are clipped. */
  public Refinements withClip(double other) {
    return new Refinements(
        weightDecay, momentum, schedule, warmUp, other, labelSmoothing, distance);
  }

  /** The same with another label smoothing. */
  public Refinements withLabelSmoothing(double other) {
    return new Refinements(weightDecay, momentum, schedule, warmUp, clip, other, distance);
  }

  /** The same with another distance of outputs and targets. */
  public Refinements withDistance(Distance other) {
    return new Refinements(weightDecay, momentum, schedule, warmUp, clip, labelSmoothing, other);
  }

  /** Whether the loss is the absolute error. */
  boolean isAbsolute() {
    return distance == Distance.ABSOLUTE;
  }

  /**
   * The learning rate of each step: in step t of a warm-up of W the rate times t / W, after it the
   * rate times the schedule's factor.
   *
   * @param steps the number of steps of the training
   */
  Tracker rate(double learningRate, long steps) {
    if (schedule == Schedule.CONSTANT && warmUp == 0) {
      return Tracker.fixed((float) learningRate);
    }
    long rising = Math.round(warmUp * steps);
    return step ->
        (float)
            (learningRate
                * (step <= rising
                    ? (double) step / rising
                    : schedule.factor((step - 1.0 - rising) / Math.max(1, steps - rising))));
  }

  /** Those that differ from a training without any, in words; empty if none does. */
  @Override
  public String toString() {
    List<String> words = new ArrayList<>();
    if (weightDecay != null) {
      words.add("weight decay " + Numbers.number(weightDecay));
    }
    if (momentum != null) {
      words.add("momentum " + Numbers.number(momentum));
    }
    if (schedule != Schedule.CONSTANT) {
      words.add(schedule + " schedule");
    }
    if (warmUp > 0) {
      words.add("warm-up over %s %% of the steps".formatted(Numbers.number(100 * warmUp)));
    }
    if (clip != null) {
      words.add("gradients clipped to norm " + Numbers.number(clip));
    }
    if (labelSmoothing > 0) {
      words.add("label smoothing " + Numbers.number(labelSmoothing));
    }
    if (isAbsolute()) {
      words.add("absolute error");
    }
    return String.join(", ", words);
  }
}
