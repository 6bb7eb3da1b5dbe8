// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.worker;

import com.google.gson.JsonElement;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import org.evenkeel.study.objective.Monitor;

/** Remembers what it is told. */
final class Heard implements Monitor {

  final List<String> lines = new ArrayList<>();
  final List<JsonElement> notes = new ArrayList<>();
  private final IntPredicate goesOn;
  long units;

  Heard() {
    this(step -> true);
  }

  Heard(IntPredicate goesOn) {
    this.goesOn = goesOn;
  }

  @Override
  public boolean report(int step, double value) {
    lines.add(step + " " + value);
    return goesOn.test(step);
  }

  @Override
  public void note(String key, JsonElement value) {
    notes.add(value);
  }

  @Override
  public void worked(long done) {
    units = done;
  }
}
