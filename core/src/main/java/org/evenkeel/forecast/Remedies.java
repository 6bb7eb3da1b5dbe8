// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.forecast;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import org.evenkeel.activation.Activation;
import org.evenkeel.activation.Activations;
import org.evenkeel.init.Start;
import org.evenkeel.meanfield.MeanField;
import org.evenkeel.network.Network;
import org.evenkeel.signal.Cause;
import org.evenkeel.signal.Change;
import org.evenkeel.signal.InputSignal;
import org.evenkeel.signal.LayerSignal;
import org.evenkeel.signal.Remedy;
import org.evenkeel.signal.SignalProfile;
import org.evenkeel.signal.Verdict;
import org.evenkeel.text.Numbers;
import org.jspecify.annotations.Nullable;

/**
 * The search for a remedy: changes are forecast one after the other, the smallest first, and the
 * first whose forecast is healthy is the remedy. None is what the network has already.
 */
public final class Remedies {

  /** Second moments for which a point of the critical line is tried. */
  private static final double[] RESTING = {1, 0.5, 0.25, 0.1, 0.03};

  private static final int WIDEST = 16;

  /**
   * Layers beyond which orthogonal weights and tanh are tried before more units: in so long a chain
   * of ReLU layers inputs merge whatever their width, as trained networks show.
   */
  private static final int LONG = 40;

  /** Rates of dropout that are tried in place of larger ones. */
  private static final double[] DROPOUT = {0.3, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002};

  /** Rules that are tried in place of the one in use, the best first. */
  private static final List<String> RULES = List.of("auto", "lecun", "critical");

  /** The relative difference of variances that are the same. */
  private static final double SAME = 0.05;

  /** The change of a second moment that a correction from data may leave. */
  private static final double EVEN = 100;

  /** The number of layers that a search forecasts at most, so that it answers at once. */
  private static final int MOST_LAYERS = 10_000;

  private Remedies() {}

  /**
   * A remedy with what it makes of a network.
   *
   * @param remedy the changes
   * @param network the network after them
   * @param start the start after them; empty where that needs the data
   * @param input the input after them
   */
  public record Treated(Remedy remedy, Network network, Optional<Start> start, InputSignal input) {}

  /**
   * A profile with a remedy in its verdict: one whose forecast is healthy, one untried where no
   * forecast tells, or {@link Remedy#NONE_KNOWN}.
   *
   * @param start how it was started; null if that is not known
   */
  public static SignalProfile advise(Network network, Start start, SignalProfile profile) {
    Verdict verdict = profile.verdict();
    if (verdict.healthy() || verdict.unknown()) {
      return profile;
    }
    Optional<Treated> found = search(network, start, profile.input());
    return found.isPresent() || !isUnread(network, profile)
        ? profile.withVerdict(
            verdict.withRemedy(found.map(Treated::remedy).orElse(Remedy.NONE_KNOWN)))
        : adviseUntried(start, profile);
  }

  /** Whether no forecast tells; a gain that counts at every time step needs one. */
  public static boolean isUnread(Network network, SignalProfile profile) {
    return profile.layers().stream().allMatch(layer -> layer.time() == null)
        && !profile.layers().stream().allMatch(LayerSignal::isForecast)
        && Forecast.of(network, Weights.of(Start.of("auto")), profile.input()).verdict().unknown();
  }

  /**
   * A profile of a model that theory cannot read: its verdict's remedy, untried, unless in use.
   *
   * @param start how it was started; null if that is not known
   */
  public static SignalProfile adviseUntried(@Nullable Start start, SignalProfile profile) {
    Verdict verdict = profile.verdict();
    if (start == null || !start.followsRule() || verdict.remedy() == null) {
      return profile;
    }
    Change.Redraw auto =
        new Change.Redraw("auto", multiplierReset(start), biasReset(start), hasRulebook(start));
    List<Change> changes = new ArrayList<>();
    for (Change change : verdict.remedy().changes()) {
      boolean activates = change instanceof Change.Activate;
      if (hasRulebook(start) && (activates || change instanceof Change.Redraw)) {
        changes.add(auto);
      } else if (activates) {
        changes.add(new Change.Told(change.toString())); // in the model's own code
      } else if (!(change instanceof Change.Redraw redraw && redraw.applyTo(start).equals(start))) {
        changes.add(change);
      }
    }
    return profile.withVerdict(verdict.withRemedy(new Remedy(changes)));
  }

  /**
   * The smallest change that makes a network's forecast healthy; empty if none is found.
   *
   * @param start how the network was started; null if that is not known
   */
  public static Optional<Treated> search(Network network, Start start, InputSignal input) {
    boolean raw = !SignalProfile.of(null, input, List.of()).verdict().healthy();
    InputSignal better = raw ? InputSignal.STANDARDIZED : input;
    Start base =
        start == null || start.isLibraryDefaults()
            ? Start.of("auto")
            : start.withCorrection(Optional.empty());
    Start drawn = start != null && start.followsRule() ? base : null;
    List<Change> data = raw ? List.of(new Change.Standardize()) : List.of();
    List<Treated> candidates = new ArrayList<>();
    if (raw && drawn != null) {
      candidates.add(new Treated(new Remedy(data), network, Optional.of(drawn), better));
    }
    for (Change.Redraw redraw : redraws(network, base)) {
      Start changed = redraw.applyTo(base);
      if (!changed.equals(drawn) && !isInUse(changed, drawn, network)) {
        candidates.add(treated(data, List.of(redraw), network, Optional.of(changed), better));
      }
    }
    List<Supplier<List<Treated>>> tried = new ArrayList<>(); // networks of their own cost time
    tried.add(() -> candidates);
    for (double rate : DoubleStream.of(DROPOUT).filter(r -> r < network.dropoutRate()).toArray()) {
      tried.add(() -> lessDropout(rate, data, network, start, base, better));
    }
    tried.add(() -> others(data, network, start, base, better));
    return tried.stream()
        .flatMap(made -> made.get().stream())
        .limit(Math.max(1, MOST_LAYERS / network.weightedLayers().size()))
        .filter(Remedies::helps)
        .findFirst();
  }

  /** Whether a start draws all weights as the one in use does, under another name. */
  private static boolean isInUse(Start changed, @Nullable Start drawn, Network network) {
    if (drawn == null) {
      return false;
    }
    try {
      Weights some = Weights.of(changed);
      Weights used = Weights.of(drawn);
      return network.weightedLayers().stream()
          .allMatch(placed -> some.of(placed).isDrawnAs(used.of(placed)));
    } catch (IllegalArgumentException e) {
      return false; // a rule without a gain for one of the activations
    }
  }

  private static Treated treated(
      List<Change> data,
      List<Change> more,
      Network network,
      Optional<Start> start,
      InputSignal input) {
    List<Change> changes = new ArrayList<>(data);
    changes.addAll(more);
    return new Treated(new Remedy(changes), network, start, input);
  }

  /** Other starts of the same network. */
  private static List<Change.Redraw> redraws(Network network, Start base) {
    List<Change.Redraw> redraws = new ArrayList<>();
    Double multiplier = multiplierReset(base);
    Double bias = biasReset(base);
    boolean book = hasRulebook(base);
    String rule = base.rule().toString();
    if (multiplier != null) {
      redraws.add(new Change.Redraw(rule, multiplier, null, false));
    }
    if (bias != null) {
      redraws.add(new Change.Redraw(rule, null, bias, false));
      redraws.add(new Change.Redraw(rule, multiplier, bias, false));
    }
    List<Change.Redraw> others =
        rules(network).stream()
            .map(other -> new Change.Redraw(other, multiplier, bias, book))
            .toList();
    redraws.addAll(isWrong(network, base) ? 0 : redraws.size(), others);
    Set<Activation> activations = activations(network);
    if (activations.size() == 1) {
      for (double q : RESTING) {
        critical(activations.iterator().next(), q)
            .ifPresent(
                field ->
                    redraws.add(
                        new Change.Redraw(
                            "lecun",
                            rounded(field.weightVariance()),
                            rounded(field.biasVariance()),
                            book)));
      }
    }
    return redraws;
  }

  /**
   * The rules to try. Where tokens enter by a table of vectors, the usual small variance of
   * transformers comes too: by rules for sums a table has variance 1, which is too much for a head
   * that shares it.
   */
  private static List<String> rules(Network network) {
    List<String> rules = new ArrayList<>(RULES);
    network.weightedLayers().stream()
        .filter(placed -> placed.layer().vocabulary().isPresent())
        .findFirst()
        .ifPresent(t -> rules.addAll(1, List.of("small-init(" + t.units() + ")", "normal(0.02)")));
    return rules;
  }

  /**
   * Whether the rule as it stands has other variances than the activations of the ReLU family need,
   * or linear layers where there are no activations; only one variance keeps signal and gradient.
   */
  private static boolean isWrong(Network network, Start start) {
    Weights needed = Weights.of(Start.of("activation"));
    boolean linear = activations(network).isEmpty();
    try {
      Weights drawn = Weights.of(start.withMultiplier(1));
      return network.weightedLayers().stream()
          .filter(placed -> linear || !placed.following().equals(Activations.IDENTITY))
          .filter(placed -> placed.following().positivelyHomogeneous())
          .anyMatch(
              placed ->
                  Math.abs(drawn.of(placed).variance() / needed.of(placed).variance() - 1) > SAME);
    } catch (IllegalArgumentException e) {
      return false; // a rule that depends on data, or without a gain for one of the activations
    }
  }

  /** The multiplier of a rule as it stands; null if that is in use. */
  private static Double multiplierReset(Start start) {
    return start.multiplier() == 1 ? null : (Double) 1.0;
  }

  /** The biases' variance by default; null if that is in use. */
  private static Double biasReset(Start start) {
    return start.biasVariance() == 0 ? null : (Double) 0.0;
  }

  private static boolean hasRulebook(Start start) {
    return !start.rulebook().entries().isEmpty();
  }

  /** The same network with less dropout, from its start or by the rules for its activations. */
  private static List<Treated> lessDropout(
      double rate, List<Change> data, Network network, Start start, Start base, InputSignal input) {
    Change.Redraw auto =
        new Change.Redraw("auto", multiplierReset(base), biasReset(base), hasRulebook(base));
    Network less = network.withDropout(rate);
    Change drop = new Change.Drop(rate);
    Optional<Start> drawn = Optional.of(auto.applyTo(base));
    Treated redrawn = treated(data, List.of(auto, drop), less, drawn, input);
    return start != null && start.followsRule()
        ? List.of(treated(data, List.of(drop), less, Optional.of(base), input), redrawn)
        : List.of(redrawn);
  }

  /** A correction from data, other widths, or another activation. */
  private static List<Treated> others(
      List<Change> data, Network network, Start start, Start base, InputSignal input) {
    Double multiplier = multiplierReset(base);
    Double bias = biasReset(base);
    List<Treated> others = new ArrayList<>();
    if (start == null || start.correction().isEmpty()) {
      Change correct = new Change.Redraw("data", multiplier, bias, false);
      others.add(treated(data, List.of(correct), network, Optional.empty(), input));
    }
    if (!network.isPerceptron()) {
      return others;
    }
    List<Treated> wider = new ArrayList<>();
    boolean ruled = start != null && start.followsRule();
    if (ruled && isNarrow(network)) {
      longChain(data, network, base, input).ifPresent(wider::add);
    }
    for (int factor = 2; ruled && isNarrow(network) && factor <= WIDEST; factor *= 2) {
      Network wide = network.widened(factor);
      Change widen = new Change.Widen(factor, wide.widths());
      wider.add(treated(data, List.of(widen), wide, Optional.of(base), input));
    }
    others.addAll(0, wider);
    Change.Redraw auto = new Change.Redraw("auto", multiplier, bias, hasRulebook(base));
    Start drawn = auto.applyTo(base);
    for (int factor = 1; factor <= WIDEST; factor *= 2) {
      Network relu = network.widened(factor).withActivation(Activations.RELU);
      List<Change> changes = new ArrayList<>();
      if (!activations(network).equals(Set.of(Activations.RELU))) {
        changes.add(new Change.Activate(Activations.RELU.name()));
      }
      if (start == null || !drawn.equals(start)) {
        changes.add(auto);
      }
      if (factor > 1) {
        changes.add(new Change.Widen(factor, relu.widths()));
      }
      if (!changes.isEmpty()) {
        others.add(treated(data, changes, relu, Optional.of(drawn), input));
      }
    }
    return others;
  }

  /** Orthogonal weights and tanh in place of a long chain of the ReLU family. */
  private static Optional<Treated> longChain(
      List<Change> data, Network network, Start base, InputSignal input) {
    Change.Redraw redraw =
        new Change.Redraw("orthogonal", multiplierReset(base), biasReset(base), hasRulebook(base));
    Start drawn = redraw.applyTo(base);
    if (network.weightedLayers().size() <= LONG
        || !activations(network).stream().allMatch(Activation::positivelyHomogeneous)) {
      return Optional.empty();
    }
    List<Change> changes = List.of(new Change.Activate(Activations.TANH.name()), redraw);
    Network tanh = network.withActivation(Activations.TANH);
    return Optional.of(treated(data, changes, tanh, Optional.of(drawn), input));
  }

  /** Whether the hidden layers are so narrow that width may be the cause. */
  private static boolean isNarrow(Network network) {
    List<Network.Placed> layers = network.weightedLayers();
    return layers.stream()
            .limit(layers.size() - 1)
            .mapToDouble(placed -> 1 / placed.weights().fans().out())
            .sum()
        >= Cause.Narrow.LEAST;
  }

  private static boolean helps(Treated treated) {
    try {
      if (treated.start.isPresent()) {
        return Forecast.of(treated.network, Weights.of(treated.start.get()), treated.input)
            .verdict()
            .healthy();
      }
      // With every layer scaled to second moment 1 from data, all are at the rule activation's
      // fixed point.
      Activation first = treated.network.weightedLayers().get(0).following();
      InputSignal scaled =
          new InputSignal(1 / first.forwardVariance(), 0.0, treated.input.correlation(), null, 0.0);
      SignalProfile even = Forecast.of(treated.network, Weights.of(Start.of("activation")), scaled);
      return even.verdict().healthy()
          && even.layers().stream()
              .allMatch(
                  layer -> isEven(layer.forward().known()) && isEven(layer.gradient().known()));
    } catch (IllegalArgumentException e) {
      return false; // a rule without a gain for one of the activations
    }
  }

  private static boolean isEven(Double moment) {
    return moment != null && moment < EVEN && moment > 1 / EVEN;
  }

  private static Optional<MeanField> critical(Activation activation, double q) {
    try {
      return activation.positivelyHomogeneous()
          ? Optional.empty()
          : Optional.of(MeanField.critical(activation, q));
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // no such point for this activation
    }
  }

  private static Set<Activation> activations(Network network) {
    return network.weightedLayers().stream()
        .map(Network.Placed::following)
        .filter(following -> !following.equals(Activations.IDENTITY))
        .collect(Collectors.toSet());
  }

  /** Four digits, as they are written. */
  private static double rounded(double value) {
    return Double.parseDouble(Numbers.general(value, 4));
  }
}
