// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.sampler;

import java.util.List;
import java.util.random.RandomGenerator;
import org.evenkeel.study.space.Setting;
import org.evenkeel.study.space.Space;
import org.evenkeel.study.trial.Trial;
import org.jspecify.annotations.Nullable;

/**
 * The sampler that starts with given settings: setting i is that of trial i, unless an earlier
 * trial has it.
 *
 * @param settings the first settings
 * @param then the sampler of all other trials
 */
public record FirstPoints(List<Setting> settings, Sampler then) implements Sampler {

  public FirstPoints {
    settings = List.copyOf(settings);
  }

  /** Throws {@link IllegalArgumentException} if the space does not contain a first setting. */
  @Override
  public @Nullable Setting next(
      Space space, List<Trial> history, int number, RandomGenerator random) {
    if (number < settings.size()) {
      Setting setting = settings.get(number);
      if (!space.contains(setting)) {
        throw new IllegalArgumentException(
            "a first setting must be in the space: %s is not in %s; give every active value"
                .formatted(setting, space));
      }
      Setting exact =
          space.setting(
              one -> one.domain().external(one.domain().internal(setting.get(one.name()))));
      if (history.stream().noneMatch(trial -> NoDuplicates.same(trial.setting(), exact))) {
        return exact;
      }
    }
    return then.next(space, history, number, random);
  }
}
