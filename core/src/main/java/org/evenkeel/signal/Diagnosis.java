// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.signal;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.evenkeel.activation.Gains;
import org.evenkeel.signal.Verdict.State;

/**
 * How a profile becomes a verdict: a row of questions, the most telling first, and the first that
 * is answered with yes has the say.
 */
final class Diagnosis {

  /** Second moments that have changed by more than this are lost, unless they level off. */
  private static final double LOST = 100;

  /** ln of the change over the second half of the way that counts as going on. */
  private static final double GOING_ON = 0.35 * Math.log(LOST);

  /** Beyond this correlation inputs are told apart by less than 1 % of their signal's scale. */
  private static final double INDISTINGUISHABLE = 0.9999;

  private static final double MOSTLY = 0.5;
  private static final double NEARLY_ALL = 0.95;

  /** Inputs further from second moment 1 than this, or with more of it in their mean than half. */
  private static final double NOT_STANDARDIZED = 10;

  /** Standard deviation of ln q or ln g over draws from which on most draws are lost. */
  private static final double TOO_NARROW = 2;

  /** Ranges are this many standard deviations wide to either side. */
  private static final double RANGE = 2.6;

  /** A tenth off at the input that an unstable fixed point makes e-fold. */
  private static final double AMPLIFIED = 10 * Math.E;

  /** ξ_c times this is how deep a network can be trained (Schoenholz et al. 2017, figure 5). */
  private static final double DEPTH_SCALES = 6;

  private final InputSignal input;
  private final List<LayerSignal> layers;

  /** The layers up to the last one with an activation; all where none has one. */
  private final List<LayerSignal> hidden;

  /**
   * Changes beyond this are lost if they go on. Residual and normalized layers bear more: they
   * change signals by power laws (Yang and Schoenholz 2017), and normalization takes the scale of
   * weights before it out of what is learnt.
   */
  private final double lost;

  /** Beyond this a forward signal has grown without bound. */
  private final double grown;

  Diagnosis(InputSignal input, List<LayerSignal> layers) {
    this.input = input;
    this.layers = layers;
    this.hidden = layers.subList(0, hidden(layers));
    long plain = hidden.stream().filter(layer -> layer.outlook() != null).count();
    this.lost = plain > MOSTLY * hidden.size() ? LOST : farther();
    this.grown = goesOn(layers, Diagnosis::forward) ? lost : farther();
  }

  Verdict verdict() {
    Verdict ofData = notStandardized();
    if (ofData != null || layers.isEmpty()) {
      return ofData != null ? ofData : healthy();
    }
    return Stream.<Supplier<Verdict>>of(
            this::overflowing,
            this::symmetric,
            this::dead,
            this::forwardLost,
            this::saturated,
            this::correlated,
            this::gradientLost,
            this::unstable,
            this::narrow)
        .map(Supplier::get)
        .filter(Objects::nonNull)
        .findFirst()
        .orElseGet(this::healthy);
  }

  private Verdict healthy() {
    boolean known =
        hidden.stream()
            .noneMatch(layer -> Double.isNaN(forward(layer)) || Double.isNaN(gradient(layer)));
    return verdict(
        State.HEALTHY,
        null,
        "signal and gradient keep their scale over the depth"
            + (known ? "" : ", as far as they are known"),
        null);
  }

  private Verdict notStandardized() {
    double second = input.secondMoment();
    String first = layers.isEmpty() ? null : layers.get(0).name();
    String remedy = "standardize the data: leave --raw away";
    if (second > NOT_STANDARDIZED || second < 1 / NOT_STANDARDIZED) {
      return verdict(
          second > 1 ? State.EXPLODING : State.VANISHING,
          first,
          "the data are not standardized: their second moment is %s, not 1"
              .formatted(number(second)),
          remedy);
    }
    if (input.mean() * input.mean() > MOSTLY * second && above(input.correlation(), MOSTLY)) {
      return verdict(
          State.CORRELATED,
          first,
          "the data are not standardized: their mean is %s, so that all inputs are alike (correlation %.2f)"
              .formatted(number(input.mean()), input.correlation()),
          remedy);
    }
    return null;
  }

  private Verdict overflowing() {
    LayerSignal where = first(layers, layer -> Double.isInfinite(forward(layer)));
    return where == null || first(layers, this::grown) != null
        ? null
        : forwardVerdict(State.EXPLODING, where);
  }

  private Verdict symmetric() {
    LayerSignal where = first(layers, LayerSignal::copies);
    LayerSignal died = first(layers, layer -> forward(layer) < input.secondMoment() / LOST);
    return where == null || (died != null && layers.indexOf(died) < layers.indexOf(where))
        ? null
        : verdict(
            State.SYMMETRIC,
            where.name(),
            "all units of %s give the same output, so they get the same gradient and stay copies of one another"
                .formatted(where.name()),
            "draw the weights at random: --rule auto");
  }

  private Verdict dead() {
    LayerSignal where = first(layers, layer -> above(layer.deadShare(), NEARLY_ALL));
    return where == null
        ? null
        : verdict(
            State.VANISHING,
            where.name(),
            "%.0f %% of the units of %s are off for every input and pass no gradient"
                .formatted(100 * where.deadShare(), where.name()),
            "--bias-variance 0, or an activation without a flat side: --activation leaky-relu");
  }

  private Verdict forwardLost() {
    LayerSignal grown = first(layers, this::grown);
    if (grown != null) {
      return forwardVerdict(State.EXPLODING, grown);
    }
    LayerSignal died = first(layers, layer -> forward(layer) < input.secondMoment() / lost);
    boolean far =
        layers.stream().anyMatch(layer -> forward(layer) < input.secondMoment() / farther());
    return died != null && (far || goesOn(layers, Diagnosis::forward))
        ? forwardVerdict(State.VANISHING, died)
        : null;
  }

  private boolean grown(LayerSignal layer) {
    return forward(layer) > grown * input.secondMoment();
  }

  /** What is lost whether or not it goes on. */
  private double farther() {
    return 10.0 * Math.max(100, layers.size() * layers.size());
  }

  private Verdict saturated() {
    long bounded = layers.stream().filter(layer -> layer.saturatedShare() != null).count();
    long flat = layers.stream().filter(layer -> above(layer.saturatedShare(), MOSTLY)).count();
    if (flat == 0 || flat <= MOSTLY * bounded) {
      return null;
    }
    LayerSignal where = first(layers, layer -> above(layer.saturatedShare(), MOSTLY));
    return verdict(
        State.SATURATED,
        where.name(),
        "saturation: %.0f %% of the signal of %s lies where %s is flat, as its pre-activations have second moment %s%s"
            .formatted(
                100 * where.saturatedShare(),
                where.name(),
                where.activation(),
                number(forward(where)),
                gain(where)),
        where.start() == null || where.start().multiplier() <= 1
            ? "--rule auto"
            : "--multiplier 1");
  }

  private Verdict correlated() {
    LayerSignal last = hidden.get(hidden.size() - 1);
    LayerSignal where = first(layers, layer -> above(correlation(layer), INDISTINGUISHABLE));
    double before = correlation(layers.get(0));
    if (layers.size() <= 2
        || where == null
        || !above(correlation(last), INDISTINGUISHABLE)
        || !(before < INDISTINGUISHABLE)) {
      return null;
    }
    Outlook outlook = where.outlook();
    boolean biased = outlook != null && outlook.biasVariance() > MOSTLY * forward(last);
    return verdict(
        State.CORRELATED,
        where.name(),
        "from %s on, different inputs give the same signal (correlation %.4f)%s"
            .formatted(
                where.name(),
                correlation(where),
                biased
                    ? ": bias dominates, σ_b² %s of %s"
                        .formatted(number(outlook.biasVariance()), number(forward(last)))
                    : slope(where)),
        "--bias-variance 0 --rule auto");
  }

  private Verdict gradientLost() {
    // On the edge of chaos g_l ~ l: all of the change is next to the first layer.
    double limit = goesOn(hidden, Diagnosis::gradient) ? lost : farther();
    LayerSignal steep = last(hidden, layer -> gradient(layer) > limit);
    LayerSignal flat = last(hidden, layer -> gradient(layer) < 1 / limit);
    LayerSignal where = steep != null ? steep : flat;
    if (where == null) {
      return null;
    }
    LayerSignal first = layers.get(0);
    double factor =
        Math.pow(gradient(where), 1.0 / Math.max(1, hidden.size() - 1 - hidden.indexOf(where)));
    boolean chaotic = steep != null && keepsScale();
    return verdict(
        chaotic ? State.CHAOTIC : steep != null ? State.EXPLODING : State.VANISHING,
        where.name(),
        "the gradient's second moment %s ×%s a layer on its way back, to ×%s at %s%s"
            .formatted(
                steep != null ? "grows" : "shrinks",
                number(factor),
                number(gradient(first)),
                first.name(),
                slope(where)),
        "--rule auto");
  }

  /** Whether the forward signal alone looks healthy. */
  private boolean keepsScale() {
    return hidden.stream().allMatch(layer -> !(forward(layer) > LOST * input.secondMoment()))
        && hidden.stream().anyMatch(layer -> layer.saturatedShare() != null);
  }

  /** Only where nothing is measured: a measurement shows whether the signal ran away. */
  private Verdict unstable() {
    if (measured()) {
      return null;
    }
    LayerSignal where =
        first(
            hidden,
            layer ->
                layer.outlook() != null
                    && layer.outlook().stability() == Outlook.Stability.UNSTABLE
                    && Math.pow(layer.outlook().slope(), hidden.size()) > AMPLIFIED);
    return where == null
        ? null
        : verdict(
            State.EXPLODING,
            where.name(),
            "unstable fixed point: what is off its second moment %s runs away ×%s a layer, to nothing or without bound"
                .formatted(number(where.outlook().fixedPoint()), number(where.outlook().slope())),
            "--rule data");
  }

  private Verdict narrow() {
    if (measured()) {
      return null;
    }
    LayerSignal where =
        first(hidden, layer -> layer.note() == null && scatter(layer.forward()) > TOO_NARROW);
    if (where == null
        && hidden.get(0).note() == null
        && scatter(hidden.get(0).gradient()) > TOO_NARROW) {
      where = hidden.get(0);
    }
    return where == null
        ? null
        : verdict(State.VANISHING, where.name(), narrowness(), "wider layers");
  }

  private String narrowness() {
    double sum =
        hidden.stream().filter(l -> l.fans() != null).mapToDouble(l -> 1 / l.fans().out()).sum();
    return "too narrow for its depth: the sum of 1/width is %s, so that signals of single draws differ by factors"
        .formatted(number(sum));
  }

  private static double scatter(Quantity quantity) {
    return quantity.low() == null || quantity.high() == null || !(quantity.low() > 0)
        ? 0
        : Math.log(quantity.high() / quantity.low()) / 2 / RANGE;
  }

  private boolean measured() {
    return layers.stream()
        .anyMatch(
            layer -> layer.forward().measured() != null || layer.gradient().measured() != null);
  }

  private Verdict forwardVerdict(State state, LayerSignal where) {
    double factor =
        Math.pow(forward(where) / input.secondMoment(), 1.0 / (layers.indexOf(where) + 1));
    String text =
        "the signal's second moment %s ×%s a layer, to %s at %s"
            .formatted(
                state == State.EXPLODING ? "grows" : "shrinks",
                number(factor),
                number(forward(where)),
                where.name());
    boolean asDrawn =
        where.forward().predicted() != null
            && where.forward().measured() != null
            && where.forward().predicted() < LOST * input.secondMoment()
            && where.forward().predicted() > input.secondMoment() / LOST;
    return verdict(
        state, where.name(), text + (asDrawn ? "; " + narrowness() : gain(where)), "--rule auto");
  }

  /** What is wrong with a layer's gain, in words that follow a sentence; empty if nothing is. */
  private static String gain(LayerSignal where) {
    if (where.start() == null) {
      return "; " + where.name() + " kept the library's own start";
    }
    if (where.fans() == null || where.activation() == null) {
      return "";
    }
    double has = where.fans().in() * where.start().variance();
    double needs;
    try {
      needs = Gains.named(where.activation()).forwardVariance();
    } catch (IllegalArgumentException e) {
      return ""; // an activation of the user's, or one without a gain
    }
    double ratio = has / needs;
    if (ratio > 0.95 && ratio < 1.05) {
      return runsAway(where)
          ? ": unstable fixed point, as the variance map of %s is steeper than 1"
              .formatted(where.activation())
          : "";
    }
    return ": gain too %s, n_in·Var(w) is %s where %s needs %s"
        .formatted(ratio < 1 ? "small" : "large", number(has), where.activation(), number(needs));
  }

  /** Whether a signal that is where this one is does not come to rest, at the layer's own gain. */
  private static boolean runsAway(LayerSignal where) {
    return where.outlook() != null
        && (where.outlook().stability() == Outlook.Stability.UNSTABLE
            || where.outlook().stability() == Outlook.Stability.NONE);
  }

  private String slope(LayerSignal where) {
    Outlook outlook = where.outlook();
    if (where.start() == null && outlook == null) {
      return gain(where);
    }
    return outlook == null || where.activation() == null
        ? ""
        : ": the slope of %s, χ₁ %s%s"
            .formatted(
                where.activation(),
                number(outlook.chi()),
                outlook.chi() > 1 && keepsScale() ? ", although the signal keeps its scale" : "");
  }

  private Verdict verdict(State state, String layer, String cause, String remedy) {
    double depth =
        hidden.stream()
            .filter(one -> one.outlook() != null && one.outlook().weightVariance() > 0)
            .mapToDouble(one -> Math.abs(one.outlook().correlationDepth()))
            .filter(scale -> !Double.isNaN(scale))
            .min()
            .orElse(Double.POSITIVE_INFINITY);
    boolean limited = DEPTH_SCALES * depth < 1e6;
    return new Verdict(
        state, layer, cause, remedy, limited ? (int) Math.floor(DEPTH_SCALES * depth) : null);
  }

  /** Whether a second moment goes on changing at the end of its way. */
  private static boolean goesOn(List<LayerSignal> way, ToDoubleFunction<LayerSignal> moment) {
    if (way.size() < 3) {
      return true;
    }
    double middle = moment.applyAsDouble(way.get(way.size() / 2 - 1));
    double end = moment.applyAsDouble(way.get(way.size() - 1));
    return !(Math.abs(Math.log(end / middle)) <= GOING_ON);
  }

  private static LayerSignal first(List<LayerSignal> layers, Predicate<LayerSignal> test) {
    return layers.stream().filter(test).findFirst().orElse(null);
  }

  private static LayerSignal last(List<LayerSignal> layers, Predicate<LayerSignal> test) {
    return layers.stream().filter(test).reduce((one, next) -> next).orElse(null);
  }

  private static int hidden(List<LayerSignal> layers) {
    for (int l = layers.size() - 1; l >= 0; l--) {
      String activation = layers.get(l).activation();
      if (activation != null && !activation.equals("identity")) {
        return l + 1;
      }
    }
    return layers.size();
  }

  private static boolean above(Double value, double limit) {
    return value != null && value > limit;
  }

  private static double forward(LayerSignal layer) {
    return layer.forward().known();
  }

  private static double gradient(LayerSignal layer) {
    return layer.gradient().known();
  }

  private static double correlation(LayerSignal layer) {
    return layer.correlation().known();
  }

  /** Three digits that tell. */
  private static String number(double value) {
    return String.format(Locale.ROOT, "%.3g", value);
  }
}
