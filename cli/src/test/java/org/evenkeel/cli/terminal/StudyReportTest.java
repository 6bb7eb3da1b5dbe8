// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.evenkeel.study.journal.Journal;
import org.evenkeel.study.space.Setting;
import org.evenkeel.study.space.Space;
import org.evenkeel.study.trial.TrialState;
import org.junit.jupiter.api.Test;

class StudyReportTest {

  /** As by {@code study.ask()} of Optuna's: a trial that runs and has no owner. */
  @Test
  void aTrialThatAnotherProcessRunsIsCounted() {
    Journal journal = Journal.inMemory();
    Space space = Space.parse("x=0..1");
    journal.change(c -> c.create(space, Setting.empty().with("x", 0.5), TrialState.RUNNING));
    assertEquals(
        "1 trials: 0 complete, 0 pruned, 0 given up before the first step, 0 failed, 1 running elsewhere; 0 training steps",
        StudyReport.tally(journal.trials()));
  }
}
