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

/**
 * One setting and what became of it.
 *
 * @param number its number in the study, from 0
 * @param state where it stands
 * @param setting its values
 * @param domains what each value was chosen from
 * @param value what is minimized; null if it is not known
 * @param intermediate what was reported on the way, by step
 * @param attributes what else was noted, by name
 * @param started when it was begun; null if it was not
 * @param completed when it ended; null if it did not
 */
public record Trial(
    int number,
    TrialState state,
    Setting setting,
    Map<String, Domain> domains,
    Double value,
    SortedMap<Integer, Double> intermediate,
    Map<String, JsonElement> attributes,
    LocalDateTime started,
    LocalDateTime completed) {

  public Trial {
    domains = Map.copyOf(domains);
    intermediate = Collections.unmodifiableSortedMap(new TreeMap<>(intermediate));
    attributes = Map.copyOf(attributes);
  }

  /** Whether it is complete, with a value that is a number. */
  public boolean hasValue() {
    return state == TrialState.COMPLETE && value != null && !value.isNaN();
  }
}
