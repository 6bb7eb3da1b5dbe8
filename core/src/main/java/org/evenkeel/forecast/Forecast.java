// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.forecast;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.evenkeel.activation.Activation;
import org.evenkeel.activation.Activations;
import org.evenkeel.activation.FlatParts;
import org.evenkeel.gaussian.GaussianExpectation;
import org.evenkeel.init.Start;
import org.evenkeel.meanfield.Following;
import org.evenkeel.meanfield.MeanField;
import org.evenkeel.network.Branches;
import org.evenkeel.network.Layer;
import org.evenkeel.network.Network;
import org.evenkeel.parameter.Structure;
import org.evenkeel.sample.Deviation;
import org.evenkeel.signal.InputSignal;
import org.evenkeel.signal.LayerSignal;
import org.evenkeel.signal.Outlook;
import org.evenkeel.signal.Quantity;
import org.evenkeel.signal.SignalProfile;

/**
 * The forecast of a network before anything is drawn: forward second moments, correlations of two
 * inputs, and gradients along the actual trajectory of the signal (Poole et al. 2016; Schoenholz et
 * al. 2017), with their ranges at finite width.
 *
 * <pre>
 * m_l  second moment of the input of layer l
 * q_l  second moment of its pre-activation
 * g_l  second moment of dLoss/d(pre-activation), summed over positions
 * f    the activation;  z ~ N(0, 1);  n_l the units of layer l
 * </pre>
 *
 * <pre>{@code
 * q_l = σ_w² m_l + σ_b²,  m_(l+1) = E[f(√q_l z)²],  g_l = n_out Var(w_(l+1)) E[f'(√q_l z)²] g_(l+1).
 * }</pre>
 *
 * <p>Ranges follow the deviations of layer means over n units to first order in their logarithms;
 * for He's rule and one example they come to ∏(1 + 5/n_l) (Hanin and Rolnick 2018). They are meant
 * to hold one layer's mean over a batch in at least 95 % of draws.
 */
public final class Forecast {

  private static final int EXAMPLES = 64;

  /** Second moments beyond which neither the state of units nor functions of pairs are forecast. */
  static final double LARGEST = 1e30;

  /** The relative error of a correction from data. */
  private static final double ROUNDING = 0.02;

  private Forecast() {}

  /** A forecast of means over a batch of 64 examples. */
  public static SignalProfile of(Network network, Weights weights, InputSignal input) {
    return of(network, weights, input, EXAMPLES);
  }

  /**
   * A forecast of means over a batch of 64 examples. {@link Remedies#advise} adds a remedy.
   *
   * @throws IllegalArgumentException if the start's variances do not follow from a rule
   */
  public static SignalProfile of(Network network, Start start, InputSignal input) {
    return of(network, Weights.of(start), input).withSeed(start.seed());
  }

  /**
   * A forecast.
   *
   * @param examples the size of the batch whose means are forecast, at least 2
   * @throws IllegalArgumentException if a rule cannot draw one of the layers
   */
  public static SignalProfile of(
      Network network, Weights weights, InputSignal input, int examples) {
    return of(network, weights, input, examples, List.of());
  }

  /**
   * A forecast beside a measurement: gradients are relative to the same layer, and behind a layer
   * that theory does not know the forecast begins anew from what was measured.
   *
   * @param input the input of the network, which a profile may show as its first layer sees it
   * @param examples the size of the batch, at least 2
   * @throws IllegalArgumentException if theory cannot pass one of the layers
   */
  public static SignalProfile beside(
      SignalProfile measured, Network network, Weights weights, InputSignal input, int examples) {
    Set<String> chained = Branches.chained(network.layers());
    return measured
        .map(layer -> layer.withChained(layer.chained() || chained.contains(layer.name())))
        .beside(of(network, weights, input, examples, measured.layers()));
  }

  private static SignalProfile of(
      Network network,
      Weights weights,
      InputSignal input,
      int examples,
      List<LayerSignal> measured) {
    List<Network.Placed> weighted = network.weightedLayers();
    Run run = new Run(network, weighted, input, examples, measured);
    List<LayerForecast> rows = run.rows(weights, reference(weighted));
    Layer reference = reference(rows.stream().map(LayerForecast::placed).toList()).layer();
    int last = rows.size() - 1;
    while (!rows.get(last).placed().layer().equals(reference)) {
      last--;
    }
    int compared = last;
    LayerForecast head = rows.get(rows.size() - 1);
    double least =
        isConstant(head) ? LayerSignal.ROUNDING * head.behind().gradient.secondMoment() : 0;
    while (compared >= 0 && rows.get(compared).behind().gradient.secondMoment() <= least) {
      compared--;
    }
    boolean none = compared < 0;
    if (none) {
      compared = last;
    } else if (compared < last) {
      rows = run.rows(weights, rows.get(compared).placed());
    }
    List<LayerForecast> moved =
        none
            ? run.rows(
                new Weights.Moved(weights, behind(rows, compared)), rows.get(compared).placed())
            : rows;
    IdentityHashMap<Layer, Outlook> outlooks = outlooks(network, rows);
    Set<String> summands = Branches.summands(network.layers());
    Set<String> bypassed = Branches.bypassed(network.layers());
    Set<String> normalized = Branches.normalized(network.layers());
    Map<Activation, FlatParts> saturated = new HashMap<>();
    Map<Activation, FlatParts> dead = new HashMap<>();
    List<LayerSignal> layers = new ArrayList<>();
    for (int l = 0; l < rows.size(); l++) {
      LayerForecast row = rows.get(l);
      Quantity gradient =
          none && l > compared
              ? Quantity.UNKNOWN
              : LayerForecast.Ranges.gradient(moved.get(l), moved.get(compared), examples);
      boolean copies =
          l < rows.size() - 1
              && isConstant(row)
              && isConstant(rows.get(l + 1))
              && !summands.contains(row.placed().layer().name());
      String name = row.placed().layer().name();
      layers.add(
          layer(
              row,
              gradient,
              outlooks.get(row.placed().layer()),
              new LayerSignal.Units(
                  deadShare(row, dead, examples), saturatedShare(row, saturated), copies),
              !bypassed.contains(name),
              normalized.contains(name),
              examples));
    }
    return SignalProfile.of(null, input, layers);
  }

  private static Set<Layer> behind(List<LayerForecast> rows, int compared) {
    return rows.subList(compared + 1, rows.size()).stream()
        .map(row -> row.placed().layer())
        .collect(Collectors.toSet());
  }

  private static boolean isConstant(LayerForecast row) {
    Weights.Drawn drawn = row.drawn();
    return drawn.structure() == Structure.CONSTANT
        && drawn.biasVariance() <= drawn.biasMean() * drawn.biasMean();
  }

  /** The passages of an input through a network and back. */
  private record Run(
      Network network,
      List<Network.Placed> weighted,
      InputSignal input,
      int examples,
      List<LayerSignal> measured) {

    /** The rows of a passage, with the layer that others are compared with. */
    List<LayerForecast> rows(Weights weights, Network.Placed reference) {
      Passage passage = new Passage(network, weighted, weights, examples, reference, measured);
      int[] shape = network.inputShape();
      Transfer passed = passage.through(network.layers(), signal(input, shape), shape);
      int units = passage.rows().get(passage.rows().size() - 1).signal().units();
      int outputs = units == 0 ? network.outputShape()[0] : units;
      passed.send(Transfer.ofLoss(outputs, passed.out(), examples, passed.out().border().power(0)));
      return passage.rows();
    }
  }

  /** The last hidden layer: the last one before an activation, or the last one of all. */
  private static Network.Placed reference(List<Network.Placed> layers) {
    for (int l = layers.size() - 1; l >= 0; l--) {
      if (!layers.get(l).following().equals(Activations.IDENTITY)) {
        return layers.get(l);
      }
    }
    return layers.get(layers.size() - 1);
  }

  private static Signal signal(InputSignal input, int[] shape) {
    double second = input.secondMoment();
    return new Signal(
        input.mean() == null ? 0 : input.mean(),
        second,
        input.norms() == null ? 0 : input.norms() * input.norms(),
        Pairs.of(input, shape).map(c -> (1 - c) * second),
        Signal.Common.NONE,
        Deviation.NONE,
        0,
        0,
        Border.of(shape),
        null);
  }

  private static LayerSignal layer(
      LayerForecast row,
      Quantity gradient,
      Outlook outlook,
      LayerSignal.Units units,
      boolean chained,
      boolean isNormalized,
      int examples) {
    Signal signal = row.signal();
    Weights.Drawn drawn = row.drawn();
    Network.Placed placed = row.placed();
    double sample = // that of a table is counted
        signal.units() == 0
            ? 0
            : Signal.Rotation.of(signal).ofSquares(signal, examples) / signal.units();
    double share = signal.secondMoment() == 0 ? 1 : signal.deviating() / signal.secondMoment();
    Deviation deviation = signal.deviation().plus(sample, 0, 0).through(share, 1, 0);
    return new LayerSignal(
        new LayerSignal.Identity(
            placed.layer().name(),
            placed.weights().kind().toString(),
            placed.weights().fans(),
            placed.following().name(),
            drawn.start(),
            false,
            false,
            chained,
            isNormalized),
        new LayerSignal.Moments(
            drawn.scaledTo() == null
                ? LayerForecast.Ranges.range(signal.secondMoment(), 1, deviation, signal.logError())
                : LayerForecast.Ranges.range(signal.secondMoment(), 1, Deviation.NONE, ROUNDING),
            Quantity.predicted(row.behind().activations),
            gradient,
            LayerForecast.Ranges.correlation(signal, examples),
            repeated(signal),
            Double.isNaN(row.behind().positions)
                ? Quantity.UNKNOWN
                : Quantity.predicted(row.behind().positions)),
        units,
        row.behind().time,
        outlook,
        row.note(),
        null);
  }

  /** The correlation of two passes of one input; unknown where no dropout tells them apart. */
  private static Quantity repeated(Signal signal) {
    double gap = signal.gaps().same();
    return gap == 0 ? Quantity.UNKNOWN : Quantity.predicted(1 - gap / signal.secondMoment());
  }

  /**
   * The share of a layer's signal where its activation is flat, or of a softmax's weight that one
   * token has; null if it meets neither a bounded activation nor a softmax.
   */
  private static Double saturatedShare(LayerForecast row, Map<Activation, FlatParts> known) {
    if (!Double.isNaN(row.behind().concentration)) {
      return Math.max(0, row.behind().concentration);
    }
    Activation f = row.placed().following();
    Signal signal = row.behind().entering;
    double q = signal == null ? Double.NaN : signal.secondMoment();
    return f.bounded() && q > 0 && q < Double.POSITIVE_INFINITY
        ? ActivationMoments.CommonPart.of(
                new ActivationMoments.Gaussian(f, signal), signal.common())
            .share(known.computeIfAbsent(f, FlatParts::saturated))
        : null;
  }

  /**
   * The share of units whose activation is flat for every example and position, where biases or
   * weights with a mean shift them: of its Gaussian a unit has for all examples the part in which
   * they agree. Null where nothing shifts them, as then half of them are on.
   */
  private static Double deadShare(
      LayerForecast row, Map<Activation, FlatParts> known, double examples) {
    Activation f = row.placed().following();
    Signal signal = row.behind().entering;
    if (f.equals(Activations.IDENTITY) || signal == null || signal.mean() == 0) {
      return null;
    }
    double variance = signal.variance();
    double gap = variance == 0 ? 0 : Math.min(variance, signal.gaps().mean());
    if (!(variance + gap < LARGEST)) {
      return null;
    }
    FlatParts flat = known.computeIfAbsent(f, FlatParts::dead);
    double together = Math.sqrt(variance - gap);
    double values = examples * signal.border().positions();
    double deviation = Math.sqrt(Math.log1p(signal.spread()));
    double reach = Math.sqrt(3) * deviation;
    Pairs lengths =
        new Pairs(reach, 0, -reach, 0).map(x -> Math.exp(x - deviation * deviation / 2));
    double share =
        GaussianExpectation.of(
            z ->
                Math.pow(
                    lengths
                        .map(s -> flat.share(signal.mean() + Math.sqrt(s) * together * z, s * gap))
                        .mean(),
                    values));
    return Math.max(0, Math.min(1, share));
  }

  /** The outlook of each layer with only an activation and dropout up to the next one. */
  private static IdentityHashMap<Layer, Outlook> outlooks(
      Network network, List<LayerForecast> rows) {
    Map<MeanField, Outlook> known = new HashMap<>();
    IdentityHashMap<Layer, Outlook> outlooks = new IdentityHashMap<>();
    IdentityHashMap<Layer, LayerForecast> byLayer = new IdentityHashMap<>();
    rows.forEach(row -> byLayer.put(row.placed().layer(), row));
    List<Layer> layers = network.layers();
    for (int i = 0; i < layers.size(); i++) {
      LayerForecast row = byLayer.get(layers.get(i));
      if (row != null
          && !Double.isNaN(row.signal().secondMoment())
          && row.drawn().mean() == 0
          && row.drawn().biasMean() == 0) {
        Following following = Following.of(layers, i + 1).orElse(null);
        if (following != null) {
          MeanField field = repeated(row, byLayer.get(following.next()), following);
          outlooks.put(
              layers.get(i),
              known.computeIfAbsent(field, f -> f.outlook(row.signal().secondMoment())));
        }
      }
    }
    return outlooks;
  }

  /**
   * The layer repeated infinitely often. Where something else than the activation behind it enters
   * it, as data does the first one, it is the next layer that is repeated.
   */
  private static MeanField repeated(LayerForecast row, LayerForecast next, Following following) {
    Activation f = following.activation();
    LayerForecast one = repeats(row, f) || !repeats(next, f) ? row : next;
    return new MeanField(
        (one.drawn().structure().isMirrored() ? f.odd() : f).interpolated(),
        one.weightVariance() / following.keep(),
        one.drawn().biasVariance(),
        one.drawn().structure().isCentered());
  }

  /** Whether a layer lies between two that have one activation. */
  private static boolean repeats(LayerForecast row, Activation f) {
    return row.placed().entering().activation().equals(f) && row.placed().following().equals(f);
  }
}
