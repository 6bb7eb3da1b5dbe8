// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli.terminal;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.evenkeel.cli.terminal.Table.Column;
import org.evenkeel.signal.LayerSignal;
import org.evenkeel.signal.Outlook;
import org.evenkeel.signal.Quantity;
import org.evenkeel.signal.SignalProfile;
import org.evenkeel.text.Numbers;
import org.jspecify.annotations.Nullable;

/**
 * A profile as a table, one row per layer: the predicted value, its range, and the measured value,
 * marked where it lies outside the range. Columns without values are omitted.
 */
public final class SignalTable {

  /** The largest number of rows; of a deeper network, evenly chosen layers are shown. */
  private static final int MAX_ROWS = 60;

  /** The number of different outlooks that are printed; JSON has all. */
  private static final int MAX_OUTLOOKS = 3;

  /** The number of notes that are printed; JSON has all. */
  private static final int MAX_NOTES = 8;

  private final SignalProfile profile;
  private final List<LayerSignal> layers;
  private boolean marked;

  private SignalTable(SignalProfile profile) {
    this.profile = profile;
    this.layers = profile.layers();
  }

  /** Prints the table, its notes and the summary. */
  public static void print(Terminal terminal, SignalProfile profile) {
    new SignalTable(profile).print(terminal);
    ProfileSummary.print(terminal, profile);
  }

  private void print(Terminal terminal) {
    String rule = uniform(layer -> layer.start() == null ? "" : rule(layer.start()), layers);
    String activation = uniform(LayerSignal::activation, profile.hidden());
    if (rule != null || activation != null) {
      terminal.print(
          "start     "
              + Stream.of(rule, activation == null ? null : "activation " + activation)
                  .filter(Objects::nonNull)
                  .collect(Collectors.joining(", ")));
    }
    terminal.print("");
    Table table =
        Table.of(
            Column.of("layer").shortened(),
            Column.of("activation").ranked(3),
            Column.of("rule").ranked(4),
            Column.of("Var(w)").ranked(6),
            Column.of("theory").in("E[z²]"),
            Column.of("range").in("E[z²]").ranked(5),
            measured("E[z²]", LayerSignal::forward),
            Column.of("theory").in("gradient"),
            Column.of("range").in("gradient").ranked(5),
            measured("gradient", LayerSignal::gradient),
            Column.of("theory").in("correlation").ranked(1),
            measured("correlation", LayerSignal::correlation).ranked(1),
            Column.of("flat").ranked(2));
    for (int i : Table.chosen(layers.size(), MAX_ROWS)) {
      LayerSignal layer = layers.get(i);
      table.row(
          layer.name(),
          layer.activation() == null || activation != null ? "" : layer.activation(),
          layer.start() == null || rule != null ? "" : rule(layer.start()),
          layer.start() == null ? "" : Numbers.number(layer.start().variance()),
          theory(layer.forward()),
          range(layer.forward()),
          measured(layer, LayerSignal::forward, Numbers::number),
          theory(layer.gradient()),
          range(layer.gradient()),
          measured(layer, LayerSignal::gradient, Numbers::number),
          layer.correlation().predicted() == null
              ? ""
              : Numbers.fixed(layer.correlation().predicted(), 4),
          measured(layer, LayerSignal::correlation, value -> Numbers.fixed(value, 4)),
          flat(layer));
    }
    table.print(terminal);
    terminal.print("");
    if (marked) {
      terminal.print("! outside the range that theory allows at this width.");
    }
    outlooks().forEach(terminal::print);
    notes().forEach(terminal::print);
  }

  /** The property that all layers share; null if they differ or it is unknown. */
  private static @Nullable String uniform(
      Function<LayerSignal, String> what, List<LayerSignal> layers) {
    List<String> different = layers.stream().map(what).distinct().collect(Collectors.toList());
    return different.size() != 1 || different.get(0) == null || different.get(0).isEmpty()
        ? null
        : different.get(0);
  }

  /** The column of measured values, grouped with the predicted ones where there are any. */
  private Column measured(String name, Function<LayerSignal, Quantity> quantity) {
    return layers.stream().anyMatch(layer -> quantity.apply(layer).predicted() != null)
        ? Column.of("measured").in(name)
        : Column.of(name);
  }

  private static String rule(LayerSignal.LayerStart start) {
    return start.multiplier() == 1
        ? start.rule()
        : start.rule()
            + "*"
            + BigDecimal.valueOf(start.multiplier())
                .round(new MathContext(3))
                .stripTrailingZeros()
                .toPlainString();
  }

  private static String theory(Quantity quantity) {
    return quantity.predicted() == null ? "" : Numbers.number(quantity.predicted());
  }

  public static String range(Quantity quantity) {
    if (quantity.low() == null
        || quantity.high() == null
        || quantity.low().equals(quantity.high())) {
      return "";
    }
    return Numbers.number(quantity.low(), 2) + "–" + Numbers.number(quantity.high(), 2);
  }

  /** The measured value; in a column with a mark, every row has a place for it. */
  private String measured(
      LayerSignal layer, Function<LayerSignal, Quantity> which, Function<Double, String> written) {
    boolean anyMarked = !layers.stream().map(which).allMatch(Quantity::asPredicted);
    Quantity quantity = which.apply(layer);
    String value = quantity.measured() == null ? "" : written.apply(quantity.measured());
    marked |= anyMarked;
    return anyMarked && !value.isEmpty() ? value + (quantity.asPredicted() ? " " : "!") : value;
  }

  /** The share of saturated units, or of dead units of an unbounded activation. */
  private static String flat(LayerSignal layer) {
    Double share = layer.saturatedShare() != null ? layer.saturatedShare() : layer.deadShare();
    return share == null ? "" : Numbers.percent(share);
  }

  /** The limit of infinitely many such layers, once for each kind of layer. */
  private List<String> outlooks() {
    Map<Outlook, String> different = new LinkedHashMap<>();
    for (LayerSignal layer : layers) {
      if (layer.outlook() != null) {
        different.putIfAbsent(layer.outlook(), layer.name());
      }
    }
    Map<String, String> first = new LinkedHashMap<>(); // what differs may still read the same
    different.forEach((outlook, name) -> first.putIfAbsent(words(outlook), name));
    List<String> lines = new ArrayList<>();
    first.entrySet().stream()
        .limit(MAX_OUTLOOKS)
        .forEach(one -> lines.add("%s for ever: %s.".formatted(one.getValue(), one.getKey())));
    if (first.size() > MAX_OUTLOOKS) {
      lines.add("%,d others; --format json has them.".formatted(first.size() - MAX_OUTLOOKS));
    }
    return lines;
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

  private List<String> notes() {
    List<LayerSignal> noted =
        layers.stream().filter(layer -> Objects.nonNull(layer.note())).toList();
    List<String> lines = new ArrayList<>();
    for (LayerSignal layer : noted.subList(0, Math.min(MAX_NOTES, noted.size()))) {
      lines.add("%s: %s.".formatted(layer.name(), layer.note().replaceAll("\\.$", "")));
    }
    if (noted.size() > MAX_NOTES) {
      lines.add("And %,d more notes; --format json has them.".formatted(noted.size() - MAX_NOTES));
    }
    return lines;
  }
}
