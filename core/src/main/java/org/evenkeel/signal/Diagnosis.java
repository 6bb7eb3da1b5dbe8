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
 * The verdict on a profile. Checks run from most to least specific; the first that applies
 * determines the verdict.
 *
 * <pre>
 * q   forward second moment E[z²] of a layer
 * g   second moment of dLoss/dz, against the last hidden layer's
 * c   correlation of two different inputs
 * χ₁  factor on g a layer;  ξ_c  layers over which c approaches its fixed point by a factor e
 * </pre>
 */
final class Diagnosis {

  /** A second moment that has changed by more than this is lost, unless it levels off. */
  static final double LOST = 100;

  /** ln of the change over the second half of the layers from which on it does not level off. */
  private static final double LEVELS_OFF = 0.35 * Math.log(LOST);

  /** Beyond this correlation inputs are told apart by less than 1 % of their signal's scale. */
  private static final double INDISTINGUISHABLE = 0.9999;

  static final double HALF = 0.5;
  private static final double NEARLY_ALL = 0.95;

  /** Inputs further from second moment 1 than this are not standardized. */
  private static final double NOT_STANDARDIZED = 10;

  /** Standard deviation of ln q or ln g over draws from which on most draws are lost. */
  private static final double SCATTERED = 2;

  /** Ranges are this many standard deviations wide to either side. */
  private static final double RANGE = 2.6;

  /** A tenth off at the input that an unstable fixed point makes e-fold. */
  private static final double AMPLIFIED = 10 * Math.E;

  /** Trainable depth over ξ_c (Schoenholz et al. 2017, figure 5). */
  private static final double DEPTH_SCALES = 6;

  /** A trainable depth beyond this is no limit. */
  private static final double UNLIMITED = 1e6;

  private final InputSignal input;
  private final List<LayerSignal> layers;
  private final List<LayerSignal> hidden;
  private final Reasons reasons;

  /**
   * The change beyond which a second moment that does not level off is lost. Residual and
   * normalized layers change signals by power laws (Yang and Schoenholz 2017), and normalization
   * takes the scale of weights out of what is learnt, so they bear more.
   */
  private final double lost;

  /** The growth beyond which a forward signal is lost. */
  private final double overgrown;

  Diagnosis(InputSignal input, List<LayerSignal> layers) {
    this.input = input;
    this.layers = layers;
    this.hidden = SignalProfile.hidden(layers);
    this.reasons = new Reasons(input, hidden);
    long plain = hidden.stream().filter(layer -> layer.outlook() != null).count();
    this.lost = plain > HALF * hidden.size() ? LOST : lostAnyway();
    this.overgrown = levelsOff(layers, LayerSignal::forward) ? lostAnyway() : lost;
  }

  Verdict verdict() {
    return Stream.<Supplier<Optional<Verdict>>>of(
            this::notStandardized,
            this::copies,
            this::deadUnits,
            this::forwardGrows,
            this::forwardShrinks,
            this::saturation,
            this::mergedInputs,
            this::gradientTrend,
            this::throughTime,
            this::unstableFixedPoint,
            this::narrow,
            this::unseen)
        .flatMap(check -> check.get().stream())
        .findFirst()
        .orElseGet(this::level);
  }

  private Verdict verdict(
      State state, @Nullable String layer, Cause cause, @Nullable Remedy remedy) {
    return new Verdict(state, layer, cause, remedy, trainableDepth().orElse(null));
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

  /** Units that are copies, unless the signal is lost before them, which makes all units alike. */
  private Optional<Verdict> copies() {
    double least = input.secondMoment() / LOST;
    Optional<LayerSignal> found =
        first(layers, layer -> layer.copies() || layer.forward().isShrunkBelow(least))
            .filter(LayerSignal::copies);
    Remedy remedy = Remedy.of(Change.Redraw.by("auto"));
    return at(found, State.SYMMETRIC, where -> new Cause.Copies(where.name()), remedy);
  }

  private Optional<Verdict> deadUnits() {
    return at(
        first(layers, layer -> above(layer.deadShare(), NEARLY_ALL)),
        State.VANISHING,
        where -> new Cause.DeadUnits(where.name(), where.deadShare()),
        Remedy.of(new Change.Activate("leaky-relu")));
  }

  private Optional<Verdict> forwardGrows() {
    return first(layers, layer -> layer.forward().isAbove(overgrown * input.secondMoment()))
        .map(where -> forwardTrend(State.EXPLODING, where));
  }

  private Optional<Verdict> forwardShrinks() {
    double least = input.secondMoment() / lostAnyway();
    boolean far = layers.stream().anyMatch(layer -> layer.forward().isShrunkBelow(least));
    return far || !levelsOff(layers, LayerSignal::forward)
        ? first(layers, layer -> layer.forward().isShrunkBelow(input.secondMoment() / lost))
            .map(where -> forwardTrend(State.VANISHING, where))
        : Optional.empty();
  }

  private Verdict forwardTrend(State state, LayerSignal where) {
    double second = where.forward().known();
    double factor = Math.pow(second / input.secondMoment(), 1.0 / (layers.indexOf(where) + 1));
    Cause cause = new Cause.ForwardTrend(where.name(), factor, second, reasons.forward(where));
    return verdict(state, where.name(), cause, redraw());
  }

  private Optional<Verdict> saturation() {
    long bounded = layers.stream().filter(layer -> layer.saturatedShare() != null).count();
    Predicate<LayerSignal> flat = layer -> above(layer.saturatedShare(), HALF);
    if (layers.stream().filter(flat).count() <= HALF * bounded) {
      return Optional.empty();
    }
    return at(
        first(layers, flat),
        State.SATURATED,
        where ->
            new Cause.Saturation(
                where.name(),
                where.saturatedShare(),
                where.activation(),
                where.forward().known(),
                reasons.gain(where)),
        redraw());
  }

  /** Inputs that become one signal; it takes more than two layers, and inputs that differ. */
  private Optional<Verdict> mergedInputs() {
    Predicate<LayerSignal> merged = layer -> layer.correlation().isAbove(INDISTINGUISHABLE);
    if (layers.size() <= 2
        || !layers.get(0).correlation().isBelow(INDISTINGUISHABLE)
        || !merged.test(last(hidden))) {
      return Optional.empty();
    }
    return at(
        first(layers, merged),
        State.CORRELATED,
        l -> new Cause.MergedInputs(l.name(), l.correlation().known(), reasons.merged(l)),
        redraw());
  }

  private Optional<Verdict> gradientTrend() {
    // On the edge of chaos g_l ~ l, so all of the change is next to the first layer.
    double limit = levelsOff(hidden, LayerSignal::gradient) ? lostAnyway() : lost;
    Optional<LayerSignal> steep = lastOf(hidden, layer -> layer.gradient().isAbove(limit));
    Optional<LayerSignal> flat = lastOf(hidden, layer -> layer.gradient().isShrunkBelow(1 / limit));
    State grows = reasons.keepsScale() ? State.CHAOTIC : State.EXPLODING;
    State state = steep.isPresent() ? grows : State.VANISHING;
    return at(steep.or(() -> flat), state, this::gradientTrend, redraw());
  }

  private Cause gradientTrend(LayerSignal where) {
    int behind = Math.max(1, hidden.size() - 1 - hidden.indexOf(where));
    double factor = Math.pow(where.gradient().known(), 1.0 / behind);
    LayerSignal first = layers.get(0).gradient().known() == null ? where : layers.get(0);
    double ratio = first.gradient().known();
    return new Cause.GradientTrend(factor, first.name(), ratio, reasons.gradient(where));
  }

  /** A recurrent layer whose gradient reaches few of its steps, or grows on its way back. */
  private Optional<Verdict> throughTime() {
    Optional<LayerSignal> found =
        first(layers, layer -> layer.time() != null && !layer.time().isEven());
    return found.map(
        layer ->
            verdict(
                layer.time().explodes() ? State.EXPLODING : State.VANISHING,
                layer.name(),
                new Cause.ThroughTime(layer.name(), layer.time()),
                Remedy.NONE_KNOWN));
  }

  /** Only where nothing is measured: a measurement shows whether the signal ran away. */
  private Optional<Verdict> unstableFixedPoint() {
    Predicate<LayerSignal> unstable =
        layer ->
            !measured()
                && layer.outlook() != null
                && layer.outlook().stability() == Outlook.Stability.UNSTABLE
                && Math.pow(layer.outlook().slope(), hidden.size()) > AMPLIFIED;
    return at(
        first(hidden, unstable),
        State.EXPLODING,
        where -> new Cause.Unstable(where.outlook().fixedPoint(), where.outlook().slope()),
        Remedy.of(Change.Redraw.by("data")));
  }

  /** Only where nothing is measured: a measurement shows what became of this draw. */
  private Optional<Verdict> narrow() {
    double widths = reasons.inverseWidths();
    if (measured() || widths < Reasons.NARROW) {
      return Optional.empty();
    }
    Optional<LayerSignal> found =
        first(hidden, layer -> layer.note() == null && isWide(layer.forward()))
            .or(() -> first(hidden.subList(0, 1), l -> l.note() == null && isWide(l.gradient())));
    Remedy remedy = Remedy.of(new Change.Widen(2, List.of()));
    return at(found, State.VANISHING, where -> new Cause.Narrow(widths), remedy);
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
    return verdict(State.HEALTHY, null, new Cause.Level(true), null);
  }

  /** The change that is lost whether or not it levels off. */
  private double lostAnyway() {
    return 10.0 * Math.max(100, layers.size() * layers.size());
  }

  private boolean measured() {
    return layers.stream().anyMatch(LayerSignal::isMeasured);
  }

  private static boolean isWide(Quantity quantity) {
    return quantity.low() != null
        && quantity.high() != null
        && quantity.low() > 0
        && Math.log(quantity.high() / quantity.low()) / 2 / RANGE > SCATTERED;
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

  private Optional<Integer> trainableDepth() {
    double depth =
        hidden.stream()
            .filter(layer -> layer.outlook() != null && layer.outlook().weightVariance() > 0)
            .mapToDouble(layer -> Math.abs(layer.outlook().correlationDepth()))
            .filter(scale -> DEPTH_SCALES * scale < UNLIMITED)
            .min()
            .orElse(Double.POSITIVE_INFINITY);
    return depth < UNLIMITED
        ? Optional.of((int) Math.floor(DEPTH_SCALES * depth))
        : Optional.empty();
  }

  /** Whether a second moment hardly changes over the second half of some layers. */
  private static boolean levelsOff(
      List<LayerSignal> some, Function<LayerSignal, Quantity> quantity) {
    if (some.size() < 3) {
      return false;
    }
    Double middle = quantity.apply(some.get(some.size() / 2 - 1)).known();
    Double end = quantity.apply(last(some)).known();
    return middle != null && end != null && Math.abs(Math.log(end / middle)) <= LEVELS_OFF;
  }

  private static Optional<LayerSignal> first(List<LayerSignal> some, Predicate<LayerSignal> test) {
    return some.stream().filter(test).findFirst();
  }

  private static Optional<LayerSignal> lastOf(List<LayerSignal> some, Predicate<LayerSignal> test) {
    return some.stream().filter(test).reduce((one, next) -> next);
  }

  private static LayerSignal last(List<LayerSignal> some) {
    return some.get(some.size() - 1);
  }

  private static boolean above(@Nullable Double value, double limit) {
    return value != null && value > limit;
  }
}
