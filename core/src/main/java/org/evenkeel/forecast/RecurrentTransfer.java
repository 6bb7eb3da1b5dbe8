// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.forecast;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.evenkeel.activation.Activation;
import org.evenkeel.activation.Activations;
import org.evenkeel.activation.Entering;
import org.evenkeel.network.Network;
import org.evenkeel.network.Recurrent;
import org.evenkeel.recurrent.RecurrentField;
import org.evenkeel.recurrent.TokenMoments;
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
 * <p>Weights that all steps share add what they deviate by over the steps: ln E[h²] has variance
 * {@value #OF_STATES} R, and ln E[(dL/dx_t)²] against that of the last step {@value #OF_GATES} R
 * for each step between them, {@value #OF_PLAIN} R without gates. Settled with the seeds 100 to
 * 115.
 */
final class RecurrentTransfer {

  private static final double OF_STATES = 2;

  private static final double OF_GATES = 1.5;

  private static final double OF_PLAIN = 4;

  /** The errors of ln E[h²] and of the logarithm of a gradient by sampled units. */
  private static final double UNSURE = 0.02;

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
    Transfer first = oneWay(layer.forwards(), ahead.get(), in, shape, false);
    if (!layer.bidirectional()) {
      return first;
    }
    Weights.Cells back = cells(layer.backwards(), shape).orElseThrow();
    return both(first, oneWay(layer.backwards(), back, in, shape, true), in);
  }

  private Optional<Weights.Cells> cells(Recurrent layer, int[] shape) {
    Set<String> names = layer.parameters(shape).keySet();
    return weights.of(
        layer, network.parameters().stream().filter(one -> names.contains(one.name())).toList());
  }

  /** States of two directions, one behind the other. */
  private Transfer both(Transfer one, Transfer other, Signal in) {
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
            null);
    return new Transfer(
        out,
        one.sensitivity(),
        one.noise(),
        back ->
            one.send(back).plus(other.send(back), back, 1, 0, in.border().positions(), examples));
  }

  private Transfer oneWay(
      Recurrent layer, Weights.Cells cells, Signal in, int[] shape, boolean reversed) {
    int steps = shape[1];
    double units = layer.units();
    double q = in.secondMoment();
    double square = in.mean() * in.mean();
    if (Double.isNaN(in.gaps().tokens())) {
      passage.remark("recurrent: steps are taken as having nothing in common");
    }
    RecurrentField field =
        RecurrentField.of(
            layer.cell(),
            cells.gates(),
            new TokenMoments(
                q,
                known(q - in.gaps().mean(), square),
                known(q - in.gaps().tokens(), square),
                known(q - in.gaps().across(), square)),
            steps);
    TokenMoments moments = field.moments();
    double second = moments.same();
    double apart = in.gaps().mean();
    double factor = apart > 0 ? (second - moments.inputs()) / apart : Double.NaN;
    double noise = OF_STATES * MeanVariance.over(examples, field.alone(), field.common()) / units;
    double near = Math.max(0, Math.min(2, second == 0 ? 0 : 1 - moments.inputs() / second));
    double ofDistance =
        OF_STATES
            * UnitVariance.gaussianDistance(Pairs.all(1 - near), Math.max(1, examples - 1), 1)
            / units;
    double[] states = field.secondMoments();
    Signal out =
        new Signal(
            field.mean(),
            second,
            in.norms(),
            in.gaps()
                .map(gap -> gap == 0 ? 0 : factor * gap)
                .repeated(0)
                .at(Math.max(0, second - moments.times()), Math.max(0, second - moments.apart())),
            Signal.Common.NONE,
            in.deviation().through(1, 1, 0).plus(noise, ofDistance, 0),
            in.logError() + UNSURE,
            0,
            Border.along(ordered(states, reversed)),
            null);
    double alike = Math.max(0, known(1 - in.gaps().mean() / q, 0));
    LayerForecast.Behind behind = new LayerForecast.Behind();
    Activation following = layer.following(Activations.IDENTITY);
    Network.Placed placed =
        new Network.Placed(layer, layer.weights(shape), following, Entering.UNKNOWN);
    passage.row(placed, cells.input(), out, behind);
    return new Transfer(
        out, 1, noise, back -> back(field, back, behind, placed, noise, alike, reversed));
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
      double noise,
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
    RecurrentField.Back inputs =
        field.back(ordered(back.border().along(), reversed), known(back.ofTokens(), 0));
    double[] gradient = inputs.second().stream().mapToDouble(one -> one).toArray();
    double mean = Arrays.stream(gradient).average().orElse(0);
    double shares = units / placed.inputs();
    double average = inputs.scatter().stream().mapToDouble(one -> one).average().orElse(0);
    double gain = gated ? OF_GATES : OF_PLAIN;
    double common = average * alike * alike + 2 * back.products().examples();
    double ofStep = gain * MeanVariance.over(examples, average, common) / units;
    behind.time = time(field, gradient, noise, ofStep);
    Gradient of =
        back.times(mean * shares)
            .withBorder(Border.along(ordered(gradient, reversed)))
            .withTokens(second * inputs.times() * shares)
            .uncoupled()
            .plusLogError(UNSURE_GRADIENT);
    return of.withLogVariance(back.logVariance() + noise + ofStep)
        .inRandomDirections(placed.inputs() * gradient.length);
  }

  /** Each step by itself, against the last state and against the largest gradient. */
  private static TimeSignal time(
      RecurrentField field, double[] gradient, double noise, double ofStep) {
    double most = Arrays.stream(gradient).max().orElse(0);
    double[] states = field.secondMoments();
    double[] inputs = field.ofInputs();
    List<Double> ratios = new ArrayList<>();
    List<TimeSignal.Step> steps = new ArrayList<>();
    int largest = 0;
    for (int t = 0; t < gradient.length; t++) {
      largest = gradient[t] == most ? t : largest;
    }
    for (int t = 0; t < gradient.length; t++) {
      double ratio = most > 0 ? gradient[t] / most : 0;
      ratios.add(ratio);
      Deviation ofStates = Deviation.NONE.plus(noise, 0, 0);
      Deviation ofGradient = Deviation.NONE.plus(ofStep * Math.abs(largest - t), 0, 0);
      steps.add(
          new TimeSignal.Step(
              LayerForecast.Ranges.range(states[t], 1, ofStates, UNSURE),
              Quantity.predicted(states[t] == 0 ? 1 : inputs[t] / states[t]),
              LayerForecast.Ranges.range(
                  ratio, 1, ofGradient, t == largest ? 0 : UNSURE_GRADIENT)));
    }
    return new TimeSignal(ratios, null, null, steps);
  }
}
