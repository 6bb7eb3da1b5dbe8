// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.sampler;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.evenkeel.study.space.Domain;
import org.evenkeel.study.space.Hyperparameter;
import org.evenkeel.study.space.IntDomain;
import org.evenkeel.study.space.Setting;
import org.evenkeel.study.space.Space;
import org.evenkeel.study.trial.Trial;
import org.jspecify.annotations.Nullable;

/**
 * The sampler that repeats no setting, whatever the result of the first trial. Settings are equal
 * if their values are, real numbers to 6 significant digits.
 *
 * <p>A repeated setting is replaced by another draw, up to 50 times from the sampler and then up to
 * 50 times at random. After that the first untried setting of the space is taken, or null if there
 * is none. In a space with infinitely many settings the last draw is taken instead.
 *
 * @param sampler chooses the settings
 */
public record NoDuplicates(Sampler sampler) implements Sampler {

  private static final int ATTEMPTS = 50;
  private static final MathContext DIGITS = new MathContext(6);

  @Override
  public @Nullable Setting next(
      Space space, List<Trial> history, int number, RandomGenerator random) {
    Set<Map<String, Object>> tried =
        history.stream().map(trial -> key(trial.setting())).collect(Collectors.toSet());
    Setting setting = null;
    for (int i = 0; i < 2 * ATTEMPTS; i++) {
      Sampler chooser = i < ATTEMPTS ? sampler : Sampler.RANDOM;
      setting = chooser.next(space, history, number, random);
      if (setting == null || !tried.contains(key(setting))) {
        return setting;
      }
    }
    boolean finite =
        space.hyperparameters().stream()
            .allMatch(one -> one.domain().size() < Double.POSITIVE_INFINITY);
    return finite ? untried(space, 0, Setting.empty(), tried).orElse(null) : setting;
  }

  /** Whether two settings are equal. */
  static boolean same(Setting one, Setting other) {
    return key(one).equals(key(other));
  }

  private static Map<String, Object> key(Setting setting) {
    Map<String, Object> key = new TreeMap<>();
    setting
        .values()
        .forEach(
            (name, value) ->
                key.put(
                    name,
                    value instanceof Double real && Double.isFinite(real)
                        ? new BigDecimal(real).round(DIGITS).stripTrailingZeros()
                        : value));
    return key;
  }

  /** The first untried setting that continues given values of the earlier hyperparameters. */
  private static Optional<Setting> untried(
      Space space, int from, Setting before, Set<Map<String, Object>> tried) {
    if (from == space.hyperparameters().size()) {
      return Optional.of(before).filter(setting -> !tried.contains(key(setting)));
    }
    Hyperparameter one = space.hyperparameters().get(from);
    if (!one.active(before)) {
      return untried(space, from + 1, before, tried);
    }
    return values(one.domain())
        .map(value -> untried(space, from + 1, before.with(one.name(), value), tried))
        .flatMap(Optional::stream)
        .findFirst();
  }

  /** All values of a finite domain in order. */
  private static Stream<Object> values(Domain domain) {
    long size = (long) domain.size();
    Stream<Long> indices = Stream.iterate(0L, i -> i < size, i -> i + 1);
    return domain instanceof IntDomain whole
        ? indices.map(i -> whole.low() + i * whole.step())
        : indices.map(i -> domain.at((i + 0.5) / size));
  }
}
