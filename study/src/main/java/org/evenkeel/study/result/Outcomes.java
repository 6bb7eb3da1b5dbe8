// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.result;

import java.util.Locale;
import org.evenkeel.study.trial.Trial;
import org.evenkeel.study.trial.TrialNotes;

/** How a trial ended, whether that is noted or not. */
final class Outcomes {
  private Outcomes() {}

  /** The outcome noted; where none is, done for a complete trial and else the state's name. */
  static String of(Trial trial) {
    String noted = TrialNotes.outcome(trial);
    if (!noted.isEmpty()) {
      return noted;
    }
    return switch (trial.state()) {
      case COMPLETE -> "done";
      case FAIL -> "failed";
      default -> trial.state().name().toLowerCase(Locale.ROOT);
    };
  }
}
