// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.result;

import java.util.List;
import org.evenkeel.init.Fans;

/**
 * What one parameter of a network is drawn by, and why; or one part of it, where parts differ.
 *
 * @param name the parameter's name
 * @param part the part's name; null if all parts are alike
 * @param kind its kind of layer
 * @param dimensions its shape
 * @param fans its fans; null if it has none
 * @param rule the rule's name
 * @param multiplier the multiplier on the rule's variance
 * @param distribution the distribution's name; null where the rule has none
 * @param gain √(n_in·Var(w)); null for what is no weight
 * @param variance the variance of a value
 * @param bound the largest absolute value; null where there is no bound
 * @param why the entry of the rule file that decides, or what follows
 * @param entries the entries of the rule file that match, counted from 1
 */
public record PlannedParameter(
    String name,
    String part,
    String kind,
    List<Long> dimensions,
    Fans fans,
    String rule,
    double multiplier,
    String distribution,
    Double gain,
    double variance,
    Double bound,
    String why,
    List<Integer> entries) {

  public PlannedParameter {
    dimensions = List.copyOf(dimensions);
    entries = List.copyOf(entries);
  }
}
