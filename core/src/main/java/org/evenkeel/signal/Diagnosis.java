// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.signal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.evenkeel.signal.Verdict.State;
import org.jspecify.annotations.Nullable;

/**
 * The verdict on a profile, by the first check that applies, from most to least specific.
 *
 * <pre>
 * q   forward second moment E[z²] of a layer
 * g   second moment of dLoss/dz, against the last hidden layer's
 * c   correlation of two different inputs
 * χ₁  factor on g a layer;  ξ_c  layers over which c approaches its fixed point by a factor e
 * </pre>
 */
final class Diagnosis {

  /** A second moment that has changed by more than this is a trend, unless it levels off. */
  static final double LOST = 100;

  /** Beyond this correlation inputs are told apart by less than 1 % of their signal's scale. */
  static final double INDISTINGUISHABLE = 0.9999;

  /** Beyond this correlation it is a cause if the scales alone would do. */
  private static final double NEARLY_INDISTINGUISHABLE = 0.99;

  static final double HALF = 0.5;

  /** The share of units from which on a layer is off as a whole. */
  private static final double NEARLY_ALL = 0.995;

  /** The share of units and examples, through all saturated layers, that still trains the first. */
  private static final double PASSING = 1e-3;

  /** Inputs further from second moment 1 than this are not standardized. */
  private static final double NOT_STANDARDIZED = 10;

  /** Trainable depth over ξ_c (Schoenholz et al. 2017, figure 5). */
  private static final double DEPTH_SCALES = 6;

  /** A trainable depth beyond this is no limit. */
  private static final double UNLIMITED = 1e6;

  private final InputSignal input;
  private final List<LayerSignal> layers;
  private final List<LayerSignal> hidden;
  private final Reasons reasons;
  private final Trends trends;

  /** Empty where no kernel is known, so that changes of moments have to tell. */
  private final Optional<Prospect> prospect;

  Diagnosis(InputSignal input, List<LayerSignal> layers) {
    this.input = input;
    this.layers = layers;
    this.hidden = SignalProfile.hidden(layers);
    this.reasons = new Reasons(input, hidden);
    this.trends = new Trends(input, layers, hidden, reasons);
    this.prospect = Prospect.of(input, layers);
  }

  Verdict verdict() {
    return Stream.<Supplier<Optional<Verdict>>>of(
            this::notStandardized,
            this::copies,
            this::unmoved,
            this::deadUnits,
            () -> limited(Prospect.Grade.NOT),
            this::saturated,
            () -> throughTime(Prospect.Grade.NOT),
            () -> trends.mergedTokens(State.CORRELATED).map(this::redrawn),
            () -> prospect.isPresent() ? Optional.empty() : trend(),
            this::unseen,
            this::largeOutput,
            () -> trends.drowned().map(this::redrawn).map(Diagnosis::slow),
            () -> throughTime(Prospect.Grade.SLOWLY).map(Diagnosis::slow),
            () -> limited(Prospect.Grade.SLOWLY).map(Diagnosis::slow),
            () -> trends.mergedTokens(State.SLOW).map(this::redrawn))
        .flatMap(check -> check.get().stream())
        .findFirst()
        .orElseGet(this::level);
  }

  /** The verdict where the tangent kernel tells how the network trains. */
  private Optional<Verdict> limited(Prospect.Grade grade) {
    return prospect.filter(found -> found.grade() == grade).map(this::cause);
  }

  /**
   * Saturation alone: the first layers learn slowly, or not where little passes all layers, and all
   * time steps of recurrent ones, and nothing goes around them, as values do around a softmax.
   */
  private Optional<Verdict> saturated() {
    double passing = 1;
    for (LayerSignal layer : layers) {
      Double share = TimeSignal.flatShare(layer);
      int times = layer.time() == null ? 1 : layer.time().gradient().size();
      passing *= above(share, HALF) && !Trends.isQuery(layer) ? Math.pow(1 - share, times) : 1;
    }
    boolean lost = passing < PASSING && !Prospect.goesAround(input, layers);
    return trends
        .saturation()
        .map(this::redrawn)
        .map(verdict -> lost ? verdict : slow(verdict))
        .or(() -> trends.collapse(false).map(this::redrawn).map(Diagnosis::slow));
  }

  private static Verdict slow(Verdict verdict) {
    return new Verdict(
        State.SLOW, verdict.layer(), verdict.cause(), verdict.remedy(), verdict.trainableDepth());
  }

  private Verdict cause(Prospect prospect) {
    Prospect.Limit limit = prospect.limit();
    if (limit == Prospect.Limit.WIDTH) {
      Cause narrow = new Cause.Narrow(reasons.inverseWidths());
      Remedy remedy = Remedy.of(new Change.Widen(2, List.of()));
      return verdict(State.VANISHING, hidden.get(0).name(), narrow, remedy);
    }
    if (limit.isMasks()) {
      LayerSignal where = first(layers, Prospect::isMasked).orElse(last(layers));
      return verdict(
          State.CORRELATED,
          where.name(),
          new Cause.Masks(where.name(), where.repeated().known(), where.correlation().predicted()),
          Remedy.NONE_KNOWN);
    }
    Quantity correlation = last(hidden).correlation();
    boolean apart =
        Prospect.ofScalesAlone(input, layers)
            .filter(alone -> alone.grade() == Prospect.Grade.WELL)
            .isPresent();
    boolean merge = correlation.isAbove(apart ? NEARLY_INDISTINGUISHABLE : INDISTINGUISHABLE);
    Trends.Finding found =
        trends
            .saturation()
            .or(() -> trends.collapse(true))
            .or(() -> limit.isSteps() && merge ? trends.merged() : Optional.empty())
            .orElseGet(() -> limit.isSteps() ? trends.shrinking() : trends.growing());
    return redrawn(prospect.steps().map(found::unlessLevel).orElse(found));
  }

  /** The verdict by changes of moments alone. */
  private Optional<Verdict> trend() {
    double most = trends.overgrown();
    double least = trends.undergrown();
    boolean grows = layers.stream().anyMatch(layer -> layer.forward().isAbove(most));
    boolean shrinks = layers.stream().anyMatch(layer -> layer.forward().isShrunkBelow(least));
    if (grows || shrinks) {
      return Optional.of(redrawn(grows ? trends.growing() : trends.shrinking()));
    }
    Predicate<LayerSignal> merged = layer -> layer.correlation().isAbove(INDISTINGUISHABLE);
    boolean parted = layers.size() > 2 && layers.get(0).correlation().isBelow(INDISTINGUISHABLE);
    return (parted && merged.test(last(hidden)) ? trends.merged() : trends.gradientTrend())
        .map(this::redrawn);
  }

  private Verdict verdict(
      State state, @Nullable String layer, Cause cause, @Nullable Remedy remedy) {
    return new Verdict(state, layer, cause, remedy, trainableDepth(state));
  }

  private Verdict redrawn(Trends.Finding found) {
    return verdict(found.state(), found.layer(), found.cause(), redraw());
  }

  /** The verdict with a cause that follows from the layer found, if there is one. */
  private Optional<Verdict> at(
      Optional<LayerSignal> found, State state, Function<LayerSignal, Cause> cause, Remedy remedy) {
    return found.map(layer -> verdict(state, layer.name(), cause.apply(layer), remedy));
  }

  private Optional<Verdict> notStandardized() {
    double second = input.secondMoment();
    String first = layers.isEmpty() ? null : layers.get(0).name();
    Remedy remedy = Remedy.of(new Change.Standardize());
    if (second > NOT_STANDARDIZED || second < 1 / NOT_STANDARDIZED) {
      State state = second > 1 ? State.EXPLODING : State.VANISHING;
      return Optional.of(verdict(state, first, new Cause.DataScale(second), remedy));
    }
    if (input.mean() != null
        && input.mean() * input.mean() > HALF * second
        && above(input.correlation(), HALF)) {
      Cause cause = new Cause.DataMean(input.mean(), input.correlation());
      return Optional.of(verdict(State.CORRELATED, first, cause, remedy));
    }
    return Optional.empty();
  }

  /**
   * Units that are copies, unless the signal is lost or off before, which makes all units alike.
   */
  private Optional<Verdict> copies() {
    double least = input.secondMoment() / LOST;
    Optional<LayerSignal> found =
        first(layers, layer -> layer.copies() || isOff(layer))
            .filter(LayerSignal::copies)
            .filter(layer -> !isShrunk(layers.indexOf(layer) - 1, least));
    Remedy remedy = Remedy.of(Change.Redraw.by("auto"));
    return at(found, State.SYMMETRIC, where -> new Cause.Copies(where.name()), remedy);
  }

  /** Whether a layer has lost the signal; a table of small vectors that is normalized has not. */
  private boolean isShrunk(int index, double least) {
    return index >= 0
        && layers.get(index).chained()
        && layers.get(index).forward().isShrunkBelow(least);
  }

  /** Weights of 0 whose outputs meet weights of 0, as query and key, or value and output. */
  private Optional<Verdict> unmoved() {
    return at(
        first(
            hidden,
            layer ->
                isZero(layer.forward())
                    && isZero(layer.gradient())
                    && layer.start() != null
                    && layer.start().variance() == 0),
        State.SYMMETRIC,
        where -> new Cause.Unmoved(where.name()),
        Remedy.of(Change.Redraw.by("auto")));
  }

  private static boolean isZero(Quantity quantity) {
    return quantity.known() != null && quantity.known() == 0;
  }

  private Optional<Verdict> deadUnits() {
    return at(
        first(layers, Diagnosis::isOff),
        State.VANISHING,
        where -> new Cause.DeadUnits(where.name(), where.deadShare()),
        Remedy.of(new Change.Activate("leaky-relu")));
  }

  private static boolean isOff(LayerSignal layer) {
    return above(layer.deadShare(), NEARLY_ALL);
  }

  /** A recurrent layer whose gradient reaches few of its steps, or grows on its way back. */
  private Optional<Verdict> throughTime(Prospect.Grade grade) {
    Optional<LayerSignal> found =
        first(layers, layer -> layer.time() != null && TimeSignal.grade(layer, layers) == grade);
    return found.map(
        layer ->
            verdict(
                layer.time().explodes(layer.isGated()) ? State.EXPLODING : State.VANISHING,
                layer.name(),
                new Cause.ThroughTime(layer.name(), layer.time(), layer.isGated()),
                Remedy.NONE_KNOWN));
  }

  /** Outputs so large that training begins with a loss far beyond that of guessing. */
  private Optional<Verdict> largeOutput() {
    return layers.isEmpty()
        ? Optional.empty()
        : Cause.LargeOutput.of(last(layers))
            .filter(trends::isSlow)
            .map(
                large ->
                    last(hidden).forward().isAbove(trends.overgrown())
                        ? slow(redrawn(trends.growing()))
                        : verdict(State.SLOW, large.layer(), large, redraw()));
  }

  /** Layers whose signal or gradient is not known, or with weights inside that were not seen. */
  private Optional<Verdict> unseen() {
    List<String> unseen = new ArrayList<>();
    for (int l = 0; l < layers.size(); l++) {
      LayerSignal layer = layers.get(l);
      boolean known = layer.forward().known() != null && layer.gradient().known() != null;
      if (layer.opaque() || (l < hidden.size() && !known)) {
        unseen.add(layer.name());
      }
    }
    return unseen.isEmpty()
        ? Optional.empty()
        : Optional.of(verdict(State.UNKNOWN, unseen.get(0), new Cause.Unseen(unseen), null));
  }

  private Verdict level() {
    // The little that a branch adds is no loss of what leads around it.
    boolean chains = hidden.stream().anyMatch(LayerSignal::chained);
    Stream<LayerSignal> passed = hidden.stream().filter(layer -> !chains || layer.chained());
    double least = passed.mapToDouble(this::change).min().orElse(1);
    double most = hidden.stream().mapToDouble(this::change).max().orElse(1);
    Optional<Cause> output = bearableOutput(most);
    if (output.isPresent()) {
      return verdict(State.HEALTHY, null, output.get(), null);
    }
    if (least < 1 / Trends.visible() || most > Trends.visible()) {
      return verdict(State.HEALTHY, null, new Cause.Bearable(least, most), null);
    }
    double[] gradients =
        hidden.stream()
            .map(layer -> layer.gradient().known())
            .filter(gradient -> gradient != null && gradient > 0)
            .mapToDouble(gradient -> gradient)
            .sorted()
            .toArray();
    boolean even =
        gradients.length == 0
            || (gradients[0] >= 1 / LOST && gradients[gradients.length - 1] <= LOST);
    return verdict(
        State.HEALTHY,
        null,
        even
            ? new Cause.Level()
            : new Cause.BearableGradient(gradients[0], gradients[gradients.length - 1]),
        null);
  }

  /**
   * Outputs that alone begin too large.
   *
   * @param most the largest change of a hidden layer
   */
  private Optional<Cause> bearableOutput(double most) {
    return layers.isEmpty()
            || change(last(layers)) <= Trends.visible()
            || (layers.size() > 1 && most > Trends.visible())
        ? Optional.empty()
        : Cause.LargeOutput.of(last(layers))
            .flatMap(
                large ->
                    Prospect.rate(input, layers)
                        .map(rate -> new Cause.BearableOutput(large, rate)));
  }

  /** The change of a layer's second moment since the input; 1 if it is unknown or 0 on purpose. */
  private double change(LayerSignal layer) {
    Double second = layer.forward().known();
    return second == null || second == 0 ? 1 : second / input.secondMoment();
  }

  /** A start that is not in use already: by the activation, else corrected from data. */
  private Remedy redraw() {
    List<LayerSignal.LayerStart> starts =
        layers.stream().map(LayerSignal::start).filter(start -> start != null).toList();
    boolean biased =
        hidden.stream().anyMatch(l -> l.outlook() != null && l.outlook().biasVariance() > 0);
    boolean multiplied = starts.stream().anyMatch(start -> start.multiplier() != 1);
    if (starts.stream().anyMatch(start -> start.rule().equals("data"))) {
      return Remedy.NONE_KNOWN;
    }
    boolean auto = starts.stream().anyMatch(start -> start.rule().equals("auto"));
    return Remedy.of(
        auto && !biased && !multiplied
            ? Change.Redraw.by("data")
            : new Change.Redraw("auto", multiplied ? 1.0 : null, biased ? 0.0 : null, false));
  }

  /**
   * 6 ξ_c of the median layer, where one rule drew them all: weights that were corrected from data
   * scatter about the edge of chaos, where ξ_c is anything.
   */
  private @Nullable Integer trainableDepth(State state) {
    boolean corrected =
        layers.stream().anyMatch(l -> l.start() != null && l.start().rule().equals("data"));
    double[] scales =
        hidden.stream()
            .filter(layer -> layer.outlook() != null && layer.outlook().weightVariance() > 0)
            .mapToDouble(layer -> Math.abs(layer.outlook().correlationDepth()))
            .sorted()
            .toArray();
    if (corrected || scales.length == 0) {
      return null;
    }
    double depth = Math.floor(DEPTH_SCALES * scales[scales.length / 2]);
    boolean contradicts = state == State.HEALTHY && depth < layers.size();
    return depth < UNLIMITED && !contradicts ? (Integer) (int) depth : null;
  }

  static Optional<LayerSignal> first(List<LayerSignal> some, Predicate<LayerSignal> test) {
    return some.stream().filter(test).findFirst();
  }

  static Optional<LayerSignal> lastOf(List<LayerSignal> some, Predicate<LayerSignal> test) {
    return some.stream().filter(test).reduce((one, next) -> next);
  }

  static LayerSignal last(List<LayerSignal> some) {
    return some.get(some.size() - 1);
  }

  static boolean above(@Nullable Double value, double limit) {
    return value != null && value > limit;
  }
}
