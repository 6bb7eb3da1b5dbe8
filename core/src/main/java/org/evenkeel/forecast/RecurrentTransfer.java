// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.forecast;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.evenkeel.activation.Activation;
import org.evenkeel.activation.Activations;
import org.evenkeel.activation.Entering;
import org.evenkeel.network.Network;
import org.evenkeel.network.Recurrent;
import org.evenkeel.recurrent.BackwardField;
import org.evenkeel.recurrent.RecurrentField;
import org.evenkeel.recurrent.TokenMoments;
import org.evenkeel.recurrent.TokenSeries;
import org.evenkeel.sample.Deviation;
import org.evenkeel.sample.MeanVariance;
import org.evenkeel.signal.Quantity;
import org.evenkeel.signal.TimeSignal;

/**
 * The passage of a signal through a recurrent layer, with what its states and the gradients of its
 * inputs are at every time step.
 *
 * <pre>
 * h_t, x_t   state behind, and input of, step t of T
 * R          relative variance of a mean over n units: that of one unit over n
 * </pre>
 *
 * <p>Weights that all steps share add what they deviate by over the steps, and states what they
 * deviate by once more in the sums behind them: ln E[h²] has variance ρ² R with ρ its response to a
 * unit's deviation; that of ln E[(dL/dx_t)²] against that of the last step is {@value #OF_GATES} R
 * for each step between them, {@value #OF_PLAIN} R without gates. Settled with the seeds 100 to
 * 115.
 */
final class RecurrentTransfer {

  private static final double OF_GATES = 1.5;

  private static final double OF_PLAIN = 4;

  /** What a step more adds to that of each step, as all have the same weights. */
  private static final double OF_MORE = 0.05;

  /** The errors of ln E[h²] and of the logarithm of a gradient by sampled units. */
  private static final double UNSURE = 0.005;

  private static final double UNSURE_GRADIENT = 0.06;

  private final Passage passage;
  private final Network network;
  private final Weights weights;
  private final double examples;

  RecurrentTransfer(Passage passage, Network network, Weights weights, double examples) {
    this.passage = passage;
    this.network = network;
    this.weights = weights;
    this.examples = examples;
  }

  Transfer through(Recurrent layer, Signal in, int[] shape) {
    Optional<Weights.Cells> ahead = cells(layer.forwards(), shape);
    if (ahead.isEmpty() || !in.isKnown() || in.secondMoment() == Double.POSITIVE_INFINITY) {
      return passage.unknown(layer, shape);
    }
    LayerForecast.Behind one = new LayerForecast.Behind();
    LayerForecast.Behind other = new LayerForecast.Behind();
    Transfer first = oneWay(layer.forwards(), ahead.get(), in, shape, false, one);
    if (!layer.bidirectional()) {
      return first;
    }
    Weights.Cells back = cells(layer.backwards(), shape).orElseThrow();
    return both(first, oneWay(layer.backwards(), back, in, shape, true, other), in, one, other);
  }

  private Optional<Weights.Cells> cells(Recurrent layer, int[] shape) {
    Set<String> names = layer.parameters(shape).keySet();
    return weights.of(
        layer, network.parameters().stream().filter(one -> names.contains(one.name())).toList());
  }

  /** States of two directions, one behind the other. */
  private Transfer both(
      Transfer one,
      Transfer other,
      Signal in,
      LayerForecast.Behind ofOne,
      LayerForecast.Behind ofOther) {
    Signal a = one.out();
    Signal b = other.out();
    Signal out =
        new Signal(
            (a.mean() + b.mean()) / 2,
            (a.secondMoment() + b.secondMoment()) / 2,
            (a.norms() + b.norms()) / 2,
            a.gaps().with(b.gaps(), (x, y) -> (x + y) / 2),
            Signal.Common.NONE,
            a.deviation(),
            a.logError(),
            0,
            a.border().mixed(1, b.border(), 1),
            new Signal.Steps(
                steps(a).series().sum(0.5, steps(b).series(), 0.5),
                IntStream.range(0, steps(a).more().size())
                    .mapToObj(t -> half(steps(a).more().get(t), steps(b).more().get(t)))
                    .toList(),
                half(steps(a).average(), steps(b).average())));
    return new Transfer(
        out,
        one.sensitivity(),
        one.noise(),
        back -> {
          Gradient sum =
              one.send(back).plus(other.send(back), back, 1, 0, in.border().positions(), examples);
          // The states of the two directions deviate each by themselves.
          double own = ofOne.gradient.logVariance() - back.logVariance();
          ofOne.besideOthers = 2 * Math.max(0, own);
          ofOther.besideOthers = ofOne.besideOthers;
          return sum;
        });
  }

  private Transfer oneWay(
      Recurrent layer,
      Weights.Cells cells,
      Signal in,
      int[] shape,
      boolean reversed,
      LayerForecast.Behind behind) {
    int steps = shape[1];
    double units = layer.units();
    double q = in.secondMoment();
    double square = square(in.mean());
    if (Double.isNaN(in.gaps().tokens())) {
      passage.remark("recurrent: steps are taken as having nothing in common");
    }
    TokenSeries entering =
        in.origin() instanceof Signal.Steps known && known.series().steps() == steps
            ? known.series().masked(q)
            : TokenSeries.even(
                new TokenMoments(
                    q,
                    known(q - in.gaps().mean(), square),
                    known(q - in.gaps().tokens(), square),
                    known(q - in.gaps().across(), square)),
                steps);
    TokenSeries ordered = reversed ? entering.reversed() : entering;
    RecurrentField field = RecurrentField.of(layer.cell(), cells.gates(), ordered);
    RecurrentField.Response response =
        RecurrentField.response(layer.cell(), cells.gates(), ordered);
    TokenMoments moments = field.moments();
    double second = moments.same();
    double apart = in.gaps().mean();
    double ofUnit = response.ofUnits() * response.ofUnits() / units;
    double c = field.series().correlation();
    // Directions have chance correlations, by whose squares the states' grow on average.
    double features = shape[0];
    double varied = in.gaps().variance() / (q * q);
    double entered = square(1 - square(entering.correlation()));
    double chance = Math.max(entered / features, known(varied, 0));
    TokenSeries series = field.series().alike(response.alike() * chance);
    double alike = second * response.alike() * chance;
    double factor = apart > 0 ? second * (1 - series.correlation()) / apart : Double.NaN;
    double left = square(1 - c * c);
    double directions = chance + left / units;
    double more = 2 * square(response.input()) * chance + 2 * square(response.state()) * directions;
    double noise = ofUnit * field.ofUnits(examples) + more / units;
    double ofDistance = ofUnit * overPairs(field.ofDistance(), field.ofDistances(), c, directions);
    List<Deviation> ofSteps = new ArrayList<>();
    for (int t = 0; t < steps; t++) {
      int at = reversed ? steps - 1 - t : t;
      ofSteps.add(
          Deviation.NONE.plus(
              Math.max(0, ofUnit * field.ofUnits(at, examples) + more / units - noise),
              Math.max(
                  0,
                  ofUnit * overPairs(field.ofDistance(at), field.ofDistances(), c, directions)
                      - ofDistance),
              0));
    }
    Deviation average =
        Deviation.NONE.plus(
            Math.max(0, ofUnit * field.average().ofUnits(examples) + more / units - noise),
            Math.max(
                0, ofUnit * overPairs(field.average().ofDistance(), 0, c, directions) - ofDistance),
            0);
    double[] states = field.secondMoments();
    Signal out =
        new Signal(
            field.mean(),
            second,
            in.norms(),
            in.gaps()
                .map(gap -> gap == 0 ? 0 : factor * gap)
                .repeated(0)
                .widened(left * directions * second * second, false)
                .at(
                    Math.max(0, second - moments.times() - alike),
                    Math.max(0, second - moments.apart() - alike)),
            Signal.Common.NONE,
            in.deviation()
                .through(respond(response, in.deviation()), 1, 0)
                .plus(noise, ofDistance, 0)
                .drifting(response.curvature() / features),
            response.input() * in.logError() + UNSURE,
            0,
            Border.along(ordered(states, reversed)),
            new Signal.Steps(reversed ? series.reversed() : series, ofSteps, average));
    double together = Math.max(0, known(1 - in.gaps().mean() / q, 0));
    Activation following = layer.following(Activations.IDENTITY);
    Network.Placed placed =
        new Network.Placed(layer, layer.weights(shape), following, Entering.UNKNOWN);
    passage.row(placed, cells.input(), out, behind);
    return new Transfer(
        out,
        response.input(),
        noise,
        from -> back(field, from, behind, placed, ofUnit, together, reversed));
  }

  /** The state of one step. */
  static Signal at(Signal.Steps steps, int t, Signal in) {
    double second = steps.series().masked(in.secondMoment()).at(t, 0, true);
    double gap = second - steps.series().at(t, 0, false);
    double mean = in.gaps().mean();
    Deviation one = steps.more().get(t);
    return new Signal(
        in.mean(),
        second,
        in.norms(),
        in.gaps().map(value -> mean == 0 ? gap : value * gap / mean),
        in.common(),
        in.deviation().plus(one.signal(), one.distance(), 0),
        in.logError(),
        in.units(),
        Border.NONE,
        null);
  }

  private static Signal.Steps steps(Signal states) {
    return (Signal.Steps) Objects.requireNonNull(states.origin());
  }

  /** Of the mean of two that are independent, as far as the larger of them is. */
  private static Deviation half(Deviation a, Deviation b) {
    return Deviation.NONE.plus((a.signal() + b.signal()) / 4, (a.distance() + b.distance()) / 4, 0);
  }

  /**
   * The variance of a mean over the pairs of a batch.
   *
   * @param own that of one pair
   * @param units what a unit gives all pairs
   * @param c the correlation of two inputs
   * @param squares what its square deviates by
   */
  private double overPairs(double own, double units, double c, double squares) {
    double square = c * c + squares;
    double share = own / square(1 + c);
    double common = Math.min(own, units);
    return MeanVariance.inRow(
        Math.max(1, examples - 1),
        own,
        Math.max(common, share * (c + 1.5 * square)),
        Math.max(common, share * 2 * square));
  }

  /**
   * The response to what the input deviates by. Where that is a part which all steps have in
   * common, the distances of inputs fall by what E[x²] grows.
   */
  private static double respond(RecurrentField.Response response, Deviation in) {
    double shared = in.signal() > 0 ? Math.max(0, Math.min(1, -in.both() / in.signal())) : 0;
    return response.input() + shared * (response.shared() - response.input());
  }

  private static double square(double x) {
    return x * x;
  }

  private static double known(double value, double otherwise) {
    return Double.isNaN(value) ? otherwise : value;
  }

  private static double[] ordered(double[] values, boolean reversed) {
    List<Double> list = new ArrayList<>(Arrays.stream(values).boxed().toList());
    if (reversed) {
      Collections.reverse(list);
    }
    return list.stream().mapToDouble(value -> value).toArray();
  }

  private Gradient back(
      RecurrentField field,
      Gradient behindStates,
      LayerForecast.Behind behind,
      Network.Placed placed,
      double ofUnit,
      double alike,
      boolean reversed) {
    boolean gated = placed.weights().parts().size() > 1;
    Gradient back = new Nonlinear(examples).settle(behindStates);
    behind.gradient = back;
    double second = back.secondMoment();
    if (!(second > 0) || second == Double.POSITIVE_INFINITY) {
      return back;
    }
    double units = placed.weights().parts().get(0).outputs();
    TokenSeries near = back.products().near();
    BackwardField inputs =
        near == null || near.steps() != back.border().positions()
            ? field.back(ordered(back.border().along(), reversed), known(back.ofTokens(), 0))
            : field.back((reversed ? near.reversed() : near).times(1 / second));
    double[] gradient = inputs.second().stream().mapToDouble(one -> one).toArray();
    double mean = Arrays.stream(gradient).average().orElse(0);
    double shares = units / placed.inputs();
    double average = inputs.scatter().stream().mapToDouble(one -> one).average().orElse(0);
    double gain = gated ? OF_GATES : OF_PLAIN;
    double common = average * alike * alike + 2 * back.products().examples();
    double ofStep = gain * MeanVariance.over(examples, average, common) / units;
    behind.time = time(field, gradient, ofUnit, ofStep);
    Gradient of =
        back.times(mean * shares)
            .withBorder(Border.along(ordered(gradient, reversed)))
            .withTokens(second * inputs.times() * shares)
            .uncoupled()
            .plusLogError(UNSURE_GRADIENT);
    TokenSeries nearby = inputs.near().times(second * shares);
    return of.withLogVariance(back.logVariance() + ofUnit * field.ofUnits(examples) + ofStep)
        .inRandomDirections(placed.inputs() * gradient.length, examples)
        .near(reversed ? nearby.reversed() : nearby);
  }

  /**
   * Each step by itself, against the last state and against the largest gradient. Where other steps
   * have nearly as much, draws have their largest gradient there, so that all are further from it.
   */
  private TimeSignal time(RecurrentField field, double[] gradient, double ofUnit, double ofStep) {
    double most = Arrays.stream(gradient).max().orElse(0);
    double[] states = field.secondMoments();
    double[] inputs = field.ofInputs();
    List<Double> ratios = new ArrayList<>();
    List<TimeSignal.Step> steps = new ArrayList<>();
    int largest = 0;
    for (int t = 0; t < gradient.length; t++) {
      largest = gradient[t] == most ? t : largest;
      ratios.add(most > 0 ? gradient[t] / most : 0);
    }
    int near = 0;
    for (int t = 0; t < gradient.length; t++) {
      int distance = Math.abs(largest - t);
      boolean other = -Math.log(ratios.get(t)) < Deviation.WIDTH * Math.sqrt(ofStep * distance);
      near = other ? Math.max(near, distance) : near;
    }
    for (int t = 0; t < gradient.length; t++) {
      int away = Math.max(near, Math.abs(largest - t));
      Deviation ofStates = Deviation.NONE.plus(ofUnit * field.ofUnits(t, examples), 0, 0);
      double ofSteps = ofStep * away;
      Deviation ofGradient = Deviation.NONE.plus(ofSteps, 0, 0);
      double more = Deviation.WIDTH * Math.sqrt(ofSteps) * (Math.sqrt(1 + OF_MORE * away) - 1);
      steps.add(
          new TimeSignal.Step(
              LayerForecast.Ranges.range(states[t], 1, ofStates, UNSURE),
              Quantity.predicted(states[t] == 0 ? 1 : inputs[t] / states[t]),
              LayerForecast.Ranges.range(
                  ratios.get(t), 1, ofGradient, away == 0 ? 0 : UNSURE_GRADIENT + more)));
    }
    return new TimeSignal(ratios, null, null, steps);
  }
}
