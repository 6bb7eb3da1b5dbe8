// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.meanfield;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.evenkeel.activation.Activation;
import org.evenkeel.activation.Activations;
import org.evenkeel.init.Rulebook;
import org.evenkeel.init.Start;
import org.evenkeel.network.Network;
import org.evenkeel.signal.InputSignal;
import org.evenkeel.signal.SignalProfile;
import org.evenkeel.signal.Verdict;

/**
 * What would make a network healthy: changes are tried one after the other, the smallest first, and
 * the first whose forecast is healthy is the remedy.
 */
public final class Remedies {

  /** Where on the critical line to look, by the second moment that the signal rests at. */
  private static final double[] RESTING = {1, 0.5, 0.25, 0.1, 0.03};

  private static final int WIDEST = 16;
  private static final double EVEN = 100;

  /** How many layers are forecast in search of a remedy, so that it is there at once. */
  private static final int MOST_LAYERS = 10_000;

  private Remedies() {}

  /**
   * A change that was tried.
   *
   * @param text what to do, as options of the command
   * @param network the network after it
   * @param start the start after it; empty for {@code --rule data}, which needs the data
   * @param input the input after it
   */
  public record Remedy(String text, Network network, Optional<Start> start, InputSignal input) {}

  /**
   * A profile's verdict with a remedy that was tried, if one was found.
   *
   * @param start how the network was started; null if by its library's own defaults
   */
  public static Verdict of(Network network, Start start, SignalProfile profile) {
    return profile.verdict().healthy()
        ? profile.verdict()
        : search(network, start, profile.input())
            .map(remedy -> profile.verdict().withRemedy(remedy.text))
            .orElse(profile.verdict());
  }

  /**
   * The smallest change that makes a network's forecast healthy.
   *
   * @param start how the network was started; null if by its library's own defaults
   * @param input what enters
   */
  public static Optional<Remedy> search(Network network, Start start, InputSignal input) {
    boolean raw = !standardized(input);
    InputSignal better = raw ? InputSignal.STANDARDIZED : input;
    List<Remedy> candidates = new ArrayList<>();
    if (raw && start != null) {
      candidates.add(remedy("", network, start, better));
    }
    starts(network, start)
        .forEach(one -> candidates.add(remedy(one.text, network, one.start, better)));
    int most = Math.max(1, MOST_LAYERS / network.weightedLayers().size());
    if (candidates.size() < most) { // they are networks of their own, and would take a while
      candidates.addAll(others(network, start, better));
    }
    for (Remedy candidate : candidates.subList(0, Math.min(candidates.size(), most))) {
      if (healthy(candidate)) {
        String text = candidate.text.strip();
        String data = text.isEmpty() ? "" : ", and ";
        return Optional.of(
            raw
                ? new Remedy(
                    "standardize the data, without --raw" + data + text,
                    candidate.network,
                    candidate.start,
                    better)
                : candidate);
      }
    }
    return Optional.empty();
  }

  private record Option(String text, Start start) {}

  private static Remedy remedy(String text, Network network, Start start, InputSignal input) {
    return new Remedy(text, network, Optional.of(start), input);
  }

  /** Other starts of the same network. */
  private static List<Option> starts(Network network, Start start) {
    List<Option> options = new ArrayList<>();
    Start base = start == null ? Start.of("auto") : start;
    Start plain = base.withMultiplier(1).withBiasVariance(0);
    if (base.multiplier() != 1) {
      options.add(new Option("--rule " + base.rule() + " --multiplier 1", base.withMultiplier(1)));
    }
    if (base.biasVariance() > 0) {
      options.add(new Option("--bias-variance 0", base.withBiasVariance(0)));
      if (base.multiplier() != 1) {
        options.add(
            new Option("--rule " + base.rule() + " --multiplier 1 --bias-variance 0", plain));
      }
    }
    String bias = reset(base);
    String book = base.rulebook().entries().isEmpty() ? "" : " without --rules";
    for (String rule : List.of("auto", "lecun")) {
      Start changed = with(plain, rule);
      if (start == null || !changed.equals(start)) {
        options.add(new Option("--rule " + rule + bias + book, changed));
      }
    }
    Set<Activation> activations = activations(network);
    if (activations.size() == 1) {
      for (double q : RESTING) {
        critical(activations.iterator().next(), q)
            .ifPresent(
                field ->
                    options.add(
                        new Option(
                            "--rule lecun --multiplier %s --bias-variance %s%s"
                                .formatted(
                                    number(field.weightVariance()),
                                    number(field.biasVariance()),
                                    book),
                            with(plain, "lecun")
                                .withMultiplier(rounded(field.weightVariance()))
                                .withBiasVariance(rounded(field.biasVariance())))));
      }
    }
    return options;
  }

  /** The options that a start has besides its rule, as they are by default. */
  private static String reset(Start start) {
    return (start.multiplier() == 1 ? "" : " --multiplier 1")
        + (start.biasVariance() == 0 ? "" : " --bias-variance 0");
  }

  /** What needs the data, other widths or another activation. */
  private static List<Remedy> others(Network network, Start start, InputSignal input) {
    Start auto =
        with(
            start == null ? Start.of("auto") : start.withMultiplier(1).withBiasVariance(0), "auto");
    String plain = start == null ? "" : reset(start);
    List<Remedy> remedies = new ArrayList<>();
    Remedy data = new Remedy("--rule data" + plain, network, Optional.empty(), input);
    if (!network.isPerceptron()) {
      return List.of(data);
    }
    for (int factor = 2; start != null && factor <= WIDEST; factor *= 2) {
      Network wide = network.widened(factor);
      remedies.add(remedy("--layers " + wide.widths(), wide, start, input));
    }
    remedies.add(data);
    for (int factor = 1; factor <= WIDEST; factor *= 2) {
      Network relu = network.widened(factor).withActivation(Activations.RELU);
      String layers = factor == 1 ? "" : " --layers " + relu.widths();
      remedies.add(remedy("--activation relu --rule auto" + plain + layers, relu, auto, input));
    }
    return remedies;
  }

  private static boolean healthy(Remedy remedy) {
    try {
      if (remedy.start.isPresent()) {
        return Forecast.of(remedy.network, Weights.of(remedy.start.get()), remedy.input)
            .verdict()
            .healthy();
      }
      // With every layer scaled to second moment 1, by data, auto's fixed point is where all are.
      Activation first = remedy.network.weightedLayers().get(0).following();
      InputSignal scaled =
          new InputSignal(
              1 / first.forwardVariance(), 0, remedy.input.correlation(), Double.NaN, 0);
      return Forecast.of(remedy.network, Weights.of(Start.of("auto")), scaled).layers().stream()
          .allMatch(layer -> even(layer.forward().known()) && even(layer.gradient().known()));
    } catch (IllegalArgumentException e) {
      return false; // a rule without a gain for one of the activations
    }
  }

  private static boolean even(double moment) {
    return moment < EVEN && moment > 1 / EVEN;
  }

  private static boolean standardized(InputSignal input) {
    return SignalProfile.of(null, input, List.of()).verdict().healthy();
  }

  private static Start with(Start start, String rule) {
    return new Start(
        Start.of(rule).rule(),
        start.choices(),
        start.biasVariance(),
        Rulebook.EMPTY,
        Optional.empty(),
        start.seed(),
        "");
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

  private static double rounded(double value) {
    return Double.parseDouble(number(value));
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.4g", value);
  }
}
