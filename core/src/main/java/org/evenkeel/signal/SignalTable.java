// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.signal;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.evenkeel.text.Numbers;
import org.evenkeel.text.Table;
import org.evenkeel.text.Table.Column;
import org.evenkeel.text.Text;
import org.jspecify.annotations.Nullable;

/**
 * A profile as a table, one row per layer: the predicted value, its range, and the measured value,
 * marked where it lies outside the range. Columns without values are omitted.
 */
public final class SignalTable {

  private final List<LayerSignal> layers;
  private final @Nullable String rule;
  private final @Nullable String activation;

  private SignalTable(SignalProfile profile) {
    this.layers = profile.layers();
    this.rule = uniform(SignalTable::rule, layers);
    this.activation = uniform(LayerSignal::activation, profile.hidden());
  }

  /** The table of a profile. */
  public static SignalTable of(SignalProfile profile) {
    return new SignalTable(profile);
  }

  /** The rule and the activation that all layers share; empty if there is neither. */
  public Optional<String> start() {
    String words =
        Stream.of(rule, activation == null ? null : "activation " + activation)
            .filter(Objects::nonNull)
            .collect(Collectors.joining(", "));
    return words.isEmpty() ? Optional.empty() : Optional.of("start     " + words);
  }

  /** The table itself; of a deep network, evenly chosen layers. */
  public Table rows(int most) {
    return new Table.Columns<LayerSignal>()
        .with(Column.of("layer").shortened(), LayerSignal::name)
        .with(Column.of("activation").ranked(3), l -> activation == null ? l.activation() : "")
        .with(Column.of("rule").ranked(4), l -> rule == null ? rule(l) : "")
        .with(
            Column.of("Var(w)").ranked(6),
            l -> l.start() == null ? "" : Numbers.number(l.start().variance()))
        .with(Column.of("theory").in("E[z²]"), l -> theory(l.forward()))
        .with(Column.of("range").in("E[z²]").ranked(5), l -> range(l.forward()))
        .with(measured("E[z²]", LayerSignal::forward), l -> measured(l, LayerSignal::forward))
        .with(Column.of("theory").in("gradient"), l -> theory(l.gradient()))
        .with(Column.of("range").in("gradient").ranked(5), l -> range(l.gradient()))
        .with(measured("gradient", LayerSignal::gradient), l -> measured(l, LayerSignal::gradient))
        .with(
            Column.of("theory").in("correlation").ranked(1),
            l -> fixed(l.correlation().predicted()))
        .with(
            measured("correlation", LayerSignal::correlation).ranked(1),
            l -> marked(l, LayerSignal::correlation, fixed(l.correlation().measured())))
        .with(Column.of("flat").ranked(2), SignalTable::flat)
        .of(IntStream.of(Table.chosen(layers.size(), most)).mapToObj(layers::get).toList());
  }

  /** The meaning of the marks in the table; empty if it has none. */
  public Optional<String> legend() {
    return Stream.<Function<LayerSignal, Quantity>>of(
                LayerSignal::forward, LayerSignal::gradient, LayerSignal::correlation)
            .anyMatch(this::marked)
        ? Optional.of("! outside the range that theory allows at this width.")
        : Optional.empty();
  }

  /** The property that all layers share; null if they differ or it is unknown. */
  private static @Nullable String uniform(
      Function<LayerSignal, String> what, List<LayerSignal> layers) {
    List<@Nullable String> different = layers.stream().map(what).distinct().limit(2).toList();
    return different.size() == 1 ? different.get(0) : null;
  }

  /** The column of measured values, grouped with the predicted ones where there are any. */
  private Column measured(String name, Function<LayerSignal, Quantity> quantity) {
    return layers.stream().anyMatch(layer -> quantity.apply(layer).predicted() != null)
        ? Column.of("measured").in(name)
        : Column.of(name);
  }

  /** The rule of a layer's weights with its multiplier; null if it is not known. */
  private static @Nullable String rule(LayerSignal layer) {
    LayerSignal.LayerStart start = layer.start();
    if (start == null || start.multiplier() == 1) {
      return start == null ? null : start.rule();
    }
    BigDecimal multiplier = BigDecimal.valueOf(start.multiplier()).round(new MathContext(3));
    return start.rule() + "*" + multiplier.stripTrailingZeros().toPlainString();
  }

  /** A predicted value; empty if there is none. */
  public static String theory(Quantity quantity) {
    return quantity.predicted() == null ? "" : Numbers.number(quantity.predicted());
  }

  /** A range in two numbers; empty where there is none. */
  public static String range(Quantity quantity) {
    if (quantity.low() == null
        || quantity.high() == null
        || quantity.low().equals(quantity.high())) {
      return "";
    }
    return Numbers.number(quantity.low(), 2) + "–" + Numbers.number(quantity.high(), 2);
  }

  private static String fixed(@Nullable Double value) {
    return value == null ? "" : Numbers.fixed(value, 4);
  }

  private String measured(LayerSignal layer, Function<LayerSignal, Quantity> which) {
    Double value = which.apply(layer).measured();
    return marked(layer, which, value == null ? "" : Numbers.number(value));
  }

  /** A measured value; in a column with a mark, every row has a place for it. */
  private String marked(LayerSignal layer, Function<LayerSignal, Quantity> which, String value) {
    return value.isEmpty() || !marked(which)
        ? value
        : value + (which.apply(layer).asPredicted() ? " " : "!");
  }

  private boolean marked(Function<LayerSignal, Quantity> which) {
    return !layers.stream().map(which).allMatch(Quantity::asPredicted);
  }

  /** The share of saturated units, or of dead units of an unbounded activation. */
  private static String flat(LayerSignal layer) {
    Double share = layer.saturatedShare() != null ? layer.saturatedShare() : layer.deadShare();
    return share == null ? "" : Numbers.percent(share);
  }

  /** The limit of infinitely many such layers, a line for each kind of layer. */
  public List<String> outlooks() {
    Map<Outlook, String> different = new LinkedHashMap<>();
    layers.stream()
        .filter(layer -> layer.outlook() != null)
        .forEach(layer -> different.putIfAbsent(layer.outlook(), layer.name()));
    Map<String, String> first = new LinkedHashMap<>(); // what differs may still read the same
    different.forEach((outlook, name) -> first.putIfAbsent(words(outlook), name));
    return first.entrySet().stream()
        .map(one -> "%s for ever: %s.".formatted(one.getValue(), one.getKey()))
        .toList();
  }

  private static String words(Outlook outlook) {
    String point =
        outlook.fixedPoint() == null
            ? "no fixed point"
            : "%s, %s%s"
                .formatted(
                    symbol("q*", outlook.fixedPoint()),
                    outlook.stability().name().toLowerCase(Locale.ROOT),
                    outlook.slope() == null
                        ? ""
                        : " (%s)".formatted(symbol("slope", outlook.slope())));
    return String.join(
        ", ",
        symbol("σ_w²", outlook.weightVariance()),
        symbol("σ_b²", outlook.biasVariance()),
        point,
        symbol("χ₁", outlook.chi()),
        symbol("ξ_c", outlook.correlationDepth()));
  }

  private static String symbol(String name, double value) {
    return Text.tied(name + " " + Numbers.number(value));
  }

  /** The notes on single layers, a line for each. */
  public List<String> notes() {
    return layers.stream()
        .flatMap(
            layer ->
                Stream.of(layer.time(), layer.note())
                    .filter(Objects::nonNull)
                    .map(
                        note -> layer.name() + ": " + note.toString().replaceAll("\\.$", "") + "."))
        .toList();
  }
}
