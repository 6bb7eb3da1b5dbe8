// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.trial;

import com.google.gson.JsonElement;
import java.time.LocalDateTime;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.evenkeel.study.space.Domain;
import org.evenkeel.study.space.Setting;
import org.jspecify.annotations.Nullable;

/**
 * One trial: a setting and its result so far.
 *
 * @param number the number within the study, from 0
 * @param state the state
 * @param setting the values
 * @param domains the domain that each value was chosen from
 * @param value the loss, lower is better; null if it is unknown. A study that maximizes has other
 *     values in its journal, see {@link Direction}
 * @param intermediate the reported intermediate losses by step
 * @param attributes the notes by name
 * @param started the time of the start; null before it
 * @param completed the time of the end; null before it
 */
public record Trial(
    int number,
    TrialState state,
    Setting setting,
    Map<String, Domain> domains,
    @Nullable Double value,
    SortedMap<Integer, Double> intermediate,
    Map<String, JsonElement> attributes,
    @Nullable LocalDateTime started,
    @Nullable LocalDateTime completed) {

  public Trial {
    domains = Map.copyOf(domains);
    intermediate = Collections.unmodifiableSortedMap(new TreeMap<>(intermediate));
    attributes = Map.copyOf(attributes);
  }

  /** Whether the trial is complete with a value that is a number. */
  public boolean hasValue() {
    return state == TrialState.COMPLETE && value != null && !value.isNaN();
  }

  /** The trial with other intermediate values. */
  public Trial withIntermediate(SortedMap<Integer, Double> intermediate) {
    return new Trial(
        number, state, setting, domains, value, intermediate, attributes, started, completed);
  }
}
