// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.sampler;

import java.util.List;
import java.util.random.RandomGenerator;
import org.evenkeel.study.space.Setting;
import org.evenkeel.study.space.Space;
import org.evenkeel.study.trial.Trial;

/**
 * Tries known settings first: setting i is that of trial i, unless a trial has it already.
 *
 * @param settings the settings to try first
 * @param then chooses all the others
 */
public record FirstPoints(List<Setting> settings, Sampler then) implements Sampler {

  public FirstPoints {
    settings = List.copyOf(settings);
  }

  /** Tries these settings first. */
  public static FirstPoints of(List<Setting> settings, Sampler then) {
    return new FirstPoints(settings, then);
  }

  /**
   * Throws {@link IllegalArgumentException} if a setting that is to be tried is none of the space.
   */
  @Override
  public Setting next(Space space, List<Trial> history, int number, RandomGenerator random) {
    if (number < settings.size()) {
      Setting setting = settings.get(number);
      if (!space.contains(setting)) {
        throw new IllegalArgumentException(
            "a first setting is one of the space: %s is not in %s; give every active one a value"
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
