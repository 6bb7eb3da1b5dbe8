// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.signal;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.evenkeel.activation.Activations;
import org.evenkeel.parameter.Kind;
import org.evenkeel.signal.Verdict.State;
import org.jspecify.annotations.Nullable;

/** The trends of a profile over its depth, as causes of a verdict. */
record Trends(
    InputSignal input, List<LayerSignal> layers, List<LayerSignal> hidden, Reasons reasons) {

  /** ln of the change over the second half of the layers from which on it does not level off. */
  private static final double LEVELS_OFF = 0.35 * Math.log(Diagnosis.LOST);

  /**
   * Blocks of attention from which on networks whose tokens become one vector train slowly, and not
   * at all; 4 blocks without shortcuts and 8 behind normalized sums were trained and learn.
   */
  private static final int FEWEST_BLOCKS = 5;

  private static final int MANY_BLOCKS = 9;

  /** A fall of the queries' gradient over half of the blocks from which on tokens are one. */
  private static final double MERGED = 1e-3;

  /** A loss of so many times that of guessing takes many steps to come down. */
  private static final double LARGE_LOSS = 10;

  /**
   * The same of tokens, where large outputs are those of a table of large vectors that enters the
   * blocks too: bench/token_scales.py.
   */
  private static final double LARGE_LOSS_OF_TOKENS = 2.5;

  /**
   * The share of a sum's second moment below which what tells tokens, or positions, apart is learnt
   * slowly: bench/token_scales.py.
   */
  private static final double DROWNED = 0.04;

  /**
   * The second moment of tokens beyond which training does not make small positions large enough:
   * beside tokens of 1 positions of 0.003 are learnt as any others are.
   */
  private static final double LARGE_TOKENS = 30;

  /** 1 less the correlation of vectors that are the same for all inputs. */
  private static final double EQUAL = 1e-5;

  /** A state with the first layer concerned and the cause. */
  record Finding(State state, String layer, Cause cause) {

    /** The same, but where its gradient is level: the steps that layers take together. */
    Finding unlessLevel(double steps) {
      return cause instanceof Cause.GradientTrend trend
              && Math.abs(Math.log(trend.ratio())) < Math.log(visible())
          ? new Finding(state, layer, new Cause.Steps(steps))
          : this;
    }
  }

  /** Whether the network begins with a table of vectors of tokens. */
  boolean readsTokens() {
    return !layers.isEmpty() && isTable(layers.get(0));
  }

  private static boolean isTable(LayerSignal layer) {
    return layer.kind().equals(Kind.EMBEDDING.toString());
  }

  /** Tokens or positions whose vectors are small beside those of the other. */
  Optional<Finding> drowned() {
    return drownedTokens()
        .or(this::drownedPositions)
        .map(cause -> new Finding(State.SLOW, layers.get(0).name(), cause));
  }

  /** Tokens whose vectors are small beside what is added to all of them. */
  private Optional<Cause.Drowned> drownedTokens() {
    return Diagnosis.first(layers, layer -> readsTokens() && !isTable(layer))
        .filter(layer -> layer.correlation().isAbove(1 - DROWNED))
        .map(layer -> new Cause.Drowned(layer.name(), 1 - layer.correlation().known(), false));
  }

  /** Positions that are added to tokens, or have a table that was measured alone. */
  private Optional<Cause.Drowned> drownedPositions() {
    List<LayerSignal> tables = layers.stream().takeWhile(Trends::isTable).toList();
    return Diagnosis.first(tables, layer -> layer.positions().known() != null)
        .map(sum -> drowned(sum, sum.positions(), sum.forward()))
        .orElseGet(
            () ->
                largest(tables, layer -> layer.correlation().isAbove(1 - EQUAL))
                    .flatMap(
                        positions ->
                            largest(tables, layer -> layer.correlation().isBelow(1 - EQUAL))
                                .flatMap(
                                    tokens ->
                                        drowned(
                                            positions, positions.forward(), tokens.forward()))));
  }

  private static Optional<LayerSignal> largest(
      List<LayerSignal> tables, Predicate<LayerSignal> which) {
    return tables.stream()
        .filter(which.and(layer -> layer.forward().known() != null))
        .max(Comparator.comparingDouble(layer -> layer.forward().known()));
  }

  private static Optional<Cause.Drowned> drowned(
      LayerSignal layer, Quantity positions, Quantity tokens) {
    return tokens.isAbove(LARGE_TOKENS) && positions.isBelow(DROWNED * tokens.known())
        ? Optional.of(new Cause.Drowned(layer.name(), positions.known() / tokens.known(), true))
        : Optional.empty();
  }

  /** Whether outputs are so large that the loss takes many steps to come down. */
  boolean isSlow(Cause.LargeOutput output) {
    return output.loss() > (readsTokens() ? LARGE_LOSS_OF_TOKENS : LARGE_LOSS) * output.guessing();
  }

  /** The forward second moment that has grown by a trend. */
  double overgrown() {
    return input.secondMoment() * limit(layers, LayerSignal::forward);
  }

  /** The forward second moment that has shrunk by a trend. */
  double undergrown() {
    return input.secondMoment() / limit(layers, LayerSignal::forward);
  }

  /**
   * The change beyond which a second moment is a trend. On the edge of chaos it levels off, g_l ~
   * l, and residual and normalized layers change signals by power laws (Yang and Schoenholz 2017).
   */
  private double limit(List<LayerSignal> some, Function<LayerSignal, Quantity> quantity) {
    long plain = hidden.stream().filter(layer -> layer.outlook() != null).count();
    return plain <= Diagnosis.HALF * hidden.size() || levelsOff(some, quantity)
        ? 10.0 * Math.max(100, layers.size() * layers.size())
        : Diagnosis.LOST;
  }

  /** The signal's growth, or where it keeps its scale that of the gradient. */
  Finding growing() {
    double most = overgrown();
    return Diagnosis.first(hidden, layer -> layer.forward().isAbove(most))
        .or(() -> changed(1, layer -> layer.forward().isAbove(visible())))
        .map(where -> forwardTrend(State.EXPLODING, where))
        .or(() -> gradientTrend())
        .orElseGet(() -> gradientAt(extreme(hidden, layer -> layer.gradient().known(), 1)));
  }

  /** The signal's decay, or where it keeps its scale that of the gradient. */
  Finding shrinking() {
    double least = undergrown();
    return Diagnosis.first(hidden, layer -> layer.forward().isShrunkBelow(least))
        .or(() -> changed(-1, layer -> layer.forward().isShrunkBelow(1 / visible())))
        .map(where -> forwardTrend(State.VANISHING, where))
        .or(() -> gradientTrend())
        .orElseGet(() -> gradientAt(extreme(hidden, layer -> layer.gradient().known(), -1)));
  }

  /** The hidden layer that has changed most, or the output if it alone has changed. */
  private Optional<LayerSignal> changed(int sign, Predicate<LayerSignal> visibly) {
    return Stream.of(hidden, layers)
        .map(some -> extreme(some, layer -> layer.forward().known(), sign))
        .filter(visibly)
        .findFirst();
  }

  /** A change of the signal that explains a change of the kernel. */
  static double visible() {
    return Math.sqrt(Diagnosis.LOST);
  }

  /** The layer with the largest known value, or the smallest for sign -1. */
  private static LayerSignal extreme(
      List<LayerSignal> some, Function<LayerSignal, @Nullable Double> value, int sign) {
    return some.stream()
        .filter(layer -> value.apply(layer) != null)
        .max(Comparator.comparingDouble(layer -> sign * value.apply(layer)))
        .orElse(Diagnosis.last(some));
  }

  private Finding forwardTrend(State state, LayerSignal where) {
    double second = where.forward().known();
    double factor = Math.pow(second / input.secondMoment(), 1.0 / (layers.indexOf(where) + 1));
    Cause cause = new Cause.ForwardTrend(where.name(), factor, second, reasons.forward(where));
    return new Finding(state, where.name(), cause);
  }

  /** Most bounded activations beyond their slopes. */
  Optional<Finding> saturation() {
    return saturated(layer -> !isQuery(layer))
        .map(
            where ->
                new Finding(
                    State.SATURATED,
                    where.name(),
                    new Cause.Saturation(
                        where.name(),
                        TimeSignal.flatShare(where),
                        where.activation(),
                        TimeSignal.entering(where).orElse(where.forward().known()),
                        reasons.gain(where, true))));
  }

  /**
   * Most softmaxes beyond their slopes.
   *
   * @param ofQueries whether by their own weights alone, not by a signal that has grown before
   */
  Optional<Finding> collapse(boolean ofQueries) {
    return saturated(Trends::isQuery)
        .filter(where -> !ofQueries || reasons.gain(where, true) instanceof Reason.Gain)
        .map(
            where ->
                new Finding(
                    State.SATURATED,
                    where.name(),
                    new Cause.Collapse(
                        where.name(),
                        where.saturatedShare(),
                        where.forward().known(),
                        reasons.gain(where, true))));
  }

  /** The first of some layers that is flat, if more than half of them are. */
  private Optional<LayerSignal> saturated(Predicate<LayerSignal> some) {
    List<LayerSignal> bounded =
        layers.stream().filter(some.and(layer -> TimeSignal.flatShare(layer) != null)).toList();
    List<LayerSignal> flat =
        bounded.stream()
            .filter(layer -> Diagnosis.above(TimeSignal.flatShare(layer), Diagnosis.HALF))
            .toList();
    return flat.size() > Diagnosis.HALF * bounded.size()
        ? Optional.of(flat.get(0))
        : Optional.empty();
  }

  /**
   * Tokens that blocks make one vector. With r the correlation of two of them, a gradient reaches
   * queries by (1 - r)², which falls exponentially over blocks whose sums are normalized (Dong et
   * al. 2021; Noci et al. 2022).
   *
   * @param state what is asked for: correlated, or slow where blocks are few
   */
  Optional<Finding> mergedTokens(State state) {
    List<LayerSignal> queries =
        layers.stream()
            .filter(Trends::isQuery)
            .filter(layer -> layer.saturatedShare() != null && layer.gradient().known() != null)
            .toList();
    int blocks = queries.size();
    if (blocks < FEWEST_BLOCKS || (state == State.SLOW) != (blocks < MANY_BLOCKS)) {
      return Optional.empty();
    }
    double first = queries.get(0).gradient().known();
    double middle = queries.get((queries.size() - 1) / 2).gradient().known();
    double last = Diagnosis.last(queries).gradient().known();
    if (first == 0 || (middle > 0 && last > MERGED * middle)) {
      return Optional.empty();
    }
    LayerSignal where =
        Diagnosis.first(queries, layer -> layer.gradient().known() <= MERGED * first)
            .orElse(Diagnosis.last(queries));
    Cause cause = new Cause.MergedTokens(where.name(), last / first);
    return Optional.of(new Finding(state, where.name(), cause));
  }

  /** Whether a bounded layer's outputs enter a softmax: they meet no activation. */
  static boolean isQuery(LayerSignal layer) {
    return Activations.IDENTITY.name().equals(layer.activation());
  }

  /**
   * The first layer in which inputs have become one signal, else the one in which they nearly are.
   */
  private Optional<LayerSignal> merging() {
    return Diagnosis.first(
            layers, layer -> layer.correlation().isAbove(Diagnosis.INDISTINGUISHABLE))
        .or(() -> Optional.of(extreme(hidden, layer -> layer.correlation().known(), 1)))
        .filter(layer -> layer.correlation().known() != null);
  }

  Optional<Finding> merged() {
    return merging()
        .map(
            l ->
                new Finding(
                    State.CORRELATED,
                    l.name(),
                    new Cause.MergedInputs(l.name(), l.correlation().known(), reasons.merged(l))));
  }

  Optional<Finding> gradientTrend() {
    double limit = limit(hidden, LayerSignal::gradient);
    return Diagnosis.lastOf(hidden, layer -> layer.gradient().isAbove(limit))
        .or(() -> Diagnosis.lastOf(hidden, layer -> layer.gradient().isShrunkBelow(1 / limit)))
        .map(this::gradientAt);
  }

  private Finding gradientAt(LayerSignal where) {
    int behind = Math.max(1, hidden.size() - 1 - hidden.indexOf(where));
    Double known = where.gradient().known();
    double factor = Math.pow(known == null ? 1 : known, 1.0 / behind);
    LayerSignal first = layers.get(0).gradient().known() == null ? where : layers.get(0);
    Double ratio = first.gradient().known();
    Cause cause =
        new Cause.GradientTrend(
            factor, first.name(), ratio == null ? 1 : ratio, reasons.gradient(where));
    State grows = reasons.keepsScale() ? State.CHAOTIC : State.EXPLODING;
    return new Finding(factor > 1 ? grows : State.VANISHING, where.name(), cause);
  }

  /** Whether a second moment hardly changes over the second half of some layers. */
  private static boolean levelsOff(
      List<LayerSignal> some, Function<LayerSignal, Quantity> quantity) {
    if (some.size() < 3) {
      return false;
    }
    Double middle = quantity.apply(some.get(some.size() / 2 - 1)).known();
    Double end = quantity.apply(Diagnosis.last(some)).known();
    return middle != null && end != null && Math.abs(Math.log(end / middle)) <= LEVELS_OFF;
  }
}
