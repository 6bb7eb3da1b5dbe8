// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.signal;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.function.DoubleFunction;
import org.evenkeel.text.Numbers;
import org.jspecify.annotations.Nullable;

/**
 * The signal after one epoch of a training.
 *
 * @param verdict the verdict on the profile
 * @param secondMoment E[z²] of the last layer
 * @param gradient the gradient's second moment at the first layer, as a ratio to the last hidden
 *     layer's
 * @param correlation the correlation of two inputs in the last hidden layer
 * @param mostDead the layer with the largest share of dead units; empty if none has an activation
 */
public record EpochSignal(
    Verdict verdict,
    @Nullable Double secondMoment,
    @Nullable Double gradient,
    @Nullable Double correlation,
    Optional<LayerSignal> mostDead) {

  /** The signal in numbers of a measured profile. */
  public static EpochSignal of(SignalProfile profile) {
    List<LayerSignal> layers = profile.layers();
    LayerSignal last = layers.get(layers.size() - 1);
    LayerSignal lastHidden = profile.hidden().get(profile.hidden().size() - 1);
    return new EpochSignal(
        profile.verdict(),
        last.forward().measured(),
        layers.get(0).gradient().measured(),
        lastHidden.correlation().measured(),
        layers.stream()
            .filter(layer -> layer.deadShare() != null)
            .max(Comparator.comparing(LayerSignal::deadShare)));
  }

  /** The numbers that are known, by name. */
  public Map<String, Double> numbers() {
    Map<String, @Nullable Double> numbers = new LinkedHashMap<>();
    numbers.put("second_moment", secondMoment);
    numbers.put("gradient", gradient);
    numbers.put("correlation", correlation);
    numbers.put("dead_share", mostDead.map(LayerSignal::deadShare).orElse(null));
    numbers.values().removeIf(Objects::isNull);
    return numbers;
  }

  /**
   * One line of text.
   *
   * @param before the state after the previous epoch; null if this is the first
   */
  public String line(Verdict.@Nullable State before) {
    StringJoiner line = new StringJoiner(", ");
    line.add(state(before));
    add(line, "last E[z²] ", secondMoment, value -> Numbers.general(value, 3));
    add(line, "gradient first/last ", gradient, value -> Numbers.general(value, 3));
    add(line, "correlation ", correlation, value -> text("%.4f", value));
    mostDead.ifPresent(
        layer ->
            line.add(
                text("dead %.0f", 100 * layer.deadShare())
                    + " %"
                    + (layer.deadShare() > 0 ? " (" + layer.name() + ")" : "")));
    return line.toString();
  }

  private String state(Verdict.@Nullable State before) {
    String changed = before == null || before == verdict.state() ? "" : "was " + before.label();
    String cause = verdict.healthy() ? "" : verdict.cause().toString();
    String detail = changed + (changed.isEmpty() || cause.isEmpty() ? "" : "; ") + cause;
    return verdict.state().label() + (detail.isEmpty() ? "" : " (" + detail + ")");
  }

  private static void add(
      StringJoiner line, String name, @Nullable Double value, DoubleFunction<String> text) {
    if (value != null) {
      line.add(name + text.apply(value));
    }
  }

  private static String text(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }
}
