// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.sampler;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.evenkeel.study.space.CategoricalDomain;
import org.evenkeel.study.space.Hyperparameter;
import org.evenkeel.study.space.Setting;
import org.evenkeel.study.space.Space;
import org.evenkeel.study.trial.Trial;
import org.jspecify.annotations.Nullable;

/**
 * The sampler with one hyperparameter at a fixed value. Another sampler chooses the rest from a
 * space without other values; therefore this must enclose a {@link NoDuplicates}, not be within it.
 *
 * @param name the hyperparameter
 * @param value its value
 * @param rest the sampler of the others
 */
public record Fixed(String name, Object value, Sampler rest) implements Sampler {

  /** Throws {@link IllegalArgumentException} if the space has no such hyperparameter or value. */
  @Override
  public @Nullable Setting next(
      Space space, List<Trial> history, int number, RandomGenerator random) {
    return rest.next(held(space), history, number, random);
  }

  /** The part of a space where the hyperparameter, if it is active, has this value. */
  private Space held(Space space) {
    Hyperparameter fixed =
        space
            .named(name)
            .filter(one -> one.domain().contains(value))
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "a fixed value must be in the space: %s=%s is not in %s; widen the space"
                            .formatted(name, value, space)));
    Object exact = fixed.domain().external(fixed.domain().internal(value));
    List<Hyperparameter> kept = new ArrayList<>();
    Set<String> removed = new HashSet<>();
    for (Hyperparameter one : space.hyperparameters()) {
      Hyperparameter.Condition condition = one.condition();
      boolean onFixed = condition != null && condition.name().equals(name);
      if (one.equals(fixed)) {
        kept.add(new Hyperparameter(name, new CategoricalDomain(List.of(exact)), condition));
      } else if (condition != null
          && (removed.contains(condition.name())
              || (onFixed && !condition.values().contains(exact)))) {
        removed.add(one.name());
      } else if (onFixed && fixed.condition() == null) {
        kept.add(Hyperparameter.of(one.name(), one.domain()));
      } else {
        kept.add(onFixed ? Hyperparameter.of(one.name(), one.domain()).onlyIf(name, exact) : one);
      }
    }
    return new Space(kept);
  }
}
