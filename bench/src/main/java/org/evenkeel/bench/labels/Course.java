// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.bench.labels;

import java.util.List;
import org.evenkeel.djl.train.Training;
import org.evenkeel.training.TrainingRun;

/** The course of a run, which ends at its target, or where it has learnt nothing. */
final class Course implements Training.Progress {
  private final double target;
  private final int patience;
  private final double nothing;
  private double best;
  private long steps;

  /**
   * The course of a run that has not begun.
   *
   * @param target the validation accuracy at which it ends
   * @param patience the epochs after which it ends unless it is better than nothing
   * @param nothing the validation accuracy of a network that has learnt nothing
   */
  Course(double target, int patience, double nothing) {
    this.target = target;
    this.patience = patience;
    this.nothing = nothing;
  }

  /** The best validation accuracy of an epoch; 0 before the first ends. */
  double best() {
    return best;
  }

  /** The steps taken. */
  long steps() {
    return steps;
  }

  @Override
  public void stepped(long step, List<TrainingRun.Epoch> epochs) {
    steps = step;
  }

  @Override
  public boolean goesOn(TrainingRun.Epoch epoch) {
    best = Math.max(best, epoch.validationAccuracy());
    return best < target && (epoch.epoch() < patience || best >= nothing);
  }
}
