// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.experiment.rate;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.DoubleFunction;
import org.evenkeel.result.ResultJson;
import org.evenkeel.result.StudyResult;
import org.evenkeel.result.StudyResult.TheoryRange;
import org.evenkeel.study.space.Domain;
import org.evenkeel.study.space.Hyperparameter;
import org.evenkeel.study.space.Setting;
import org.evenkeel.study.space.Space;
import org.evenkeel.training.StableRate;

/**
 * The largest stable learning rates of a network with the variance multipliers that a search tries
 * first, and its first settings that follow from them.
 *
 * <pre>
 * m₀        the multiplier that the forecast prefers
 * s(m)      byMultiplier   the largest stable rate with multiplier m
 * r(m)      rate           {@value #SHARE} s(m), at most a factor of {@value #AWAY} from r(m₀)
 * </pre>
 *
 * <p>With plain gradient descent the best rate is a share of the stable one, which falls steeply
 * with the multiplier of a deep network. The first settings are (m₀, r(m₀)), (1, r(1)), and two
 * rates around the first.
 *
 * @param byMultiplier the rate of each multiplier, that of m₀ first; empty where none was found
 */
public record StableRates(Map<Double, StableRate> byMultiplier) {

  /** The attribute of a study that holds the rates. */
  public static final String NOTE = "evenkeel:stableRates";

  /** The name of the learning rate as a hyperparameter. */
  public static final String RATE = "learningRate";

  /** The best learning rate as a share of the largest stable one. */
  private static final double SHARE = 0.2;

  /** The largest factor between the rates of two multipliers. */
  private static final double AWAY = 10;

  /** The factor between the expected best rate and those tried around it. */
  private static final double AROUND = 2;

  /** The largest |log m₀| that counts as multiplier 1. */
  private static final double ABOUT_ONE = 0.05;

  /** Keeps the order of the rates. */
  public StableRates {
    byMultiplier = Collections.unmodifiableMap(new LinkedHashMap<>(byMultiplier));
  }

  /**
   * The rates of the multipliers that a search tries first: m₀, and 1 unless it is about m₀. None
   * where that of m₀ has no bounds.
   *
   * @param theory the forecast of the multipliers that may work
   * @param space the search space
   * @param measure the stable rate with a multiplier; empty where it cannot be measured
   */
  public static StableRates measured(
      TheoryRange theory, Space space, DoubleFunction<Optional<StableRate>> measure) {
    boolean one =
        space
            .named(StudyResult.MULTIPLIER)
            .filter(searched -> searched.domain().contains(1.0))
            .isPresent();
    double best = one && Math.abs(Math.log(theory.optimum())) < ABOUT_ONE ? 1 : theory.optimum();
    Map<Double, StableRate> rates = new LinkedHashMap<>();
    measure.apply(best).filter(StableRate::isBounded).ifPresent(rate -> rates.put(best, rate));
    if (one && best != 1 && !rates.isEmpty()) {
      measure.apply(1).ifPresent(rate -> rates.put(1.0, rate));
    }
    return new StableRates(rates);
  }

  /** The stable rate with the multiplier that the forecast prefers; empty if there is none. */
  public Optional<StableRate> ofOptimum() {
    return byMultiplier.values().stream().findFirst();
  }

  private double rate(double multiplier) {
    double best = SHARE * ofOptimum().orElseThrow().estimate();
    double own = SHARE * byMultiplier.get(multiplier).estimate();
    return inside(own, best / AWAY, best * AWAY);
  }

  /**
   * The settings that a search tries first; none without rates.
   *
   * @param space the search space
   * @param standard the setting of all other hyperparameters
   */
  public List<Setting> first(Space space, Setting standard) {
    List<Setting> first = new ArrayList<>();
    byMultiplier.forEach((m, stable) -> first.add(setting(space, standard, m, rate(m))));
    byMultiplier.keySet().stream()
        .limit(1)
        .forEach(
            best -> {
              first.add(setting(space, standard, best, rate(best) * AROUND));
              first.add(setting(space, standard, best, rate(best) / AROUND));
            });
    return first;
  }

  private static Setting setting(Space space, Setting standard, double multiplier, double rate) {
    return space.setting(
        one ->
            switch (one.name()) {
              case StudyResult.MULTIPLIER -> inside(one, multiplier);
              case RATE -> inside(one, rate);
              default -> standard.get(one.name());
            });
  }

  private static double inside(Hyperparameter one, double value) {
    Domain domain = one.domain();
    double low = ((Number) domain.at(0)).doubleValue();
    return inside(value, low, ((Number) domain.at(Math.nextDown(1.0))).doubleValue());
  }

  private static double inside(double value, double low, double high) {
    return Math.min(high, Math.max(low, value));
  }

  /** The rates as a note of a study. */
  public JsonElement json() {
    JsonArray rates = new JsonArray();
    byMultiplier.forEach(
        (multiplier, rate) -> {
          JsonObject one = new JsonObject();
          one.addProperty(StudyResult.MULTIPLIER, multiplier);
          one.add("rate", ResultJson.tree(rate));
          rates.add(one);
        });
    return rates;
  }

  /**
   * The rates of a note.
   *
   * @throws IllegalArgumentException if it holds something else
   */
  public static StableRates read(JsonElement note) {
    Map<Double, StableRate> rates = new LinkedHashMap<>();
    try {
      for (JsonElement one : note.getAsJsonArray()) {
        JsonObject object = one.getAsJsonObject();
        rates.put(
            object.get(StudyResult.MULTIPLIER).getAsDouble(),
            ResultJson.stableRate(Objects.requireNonNull(object.get("rate"))));
      }
      return new StableRates(rates);
    } catch (RuntimeException e) { // Gson throws several kinds, and so does a record
      throw new IllegalArgumentException(
          "the attribute \"%s\" of a study must hold learning rates by multiplier: %s does not; remove its line, or use another file"
              .formatted(NOTE, note),
          e);
    }
  }
}
