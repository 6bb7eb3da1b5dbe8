// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.experiment;

import java.util.List;
import java.util.function.Predicate;
import org.evenkeel.data.Split;
import org.evenkeel.djl.train.Metric;
import org.evenkeel.djl.train.Metrics;
import org.evenkeel.djl.train.Training;
import org.evenkeel.multiplier.MultiplierForecast;
import org.evenkeel.result.ResultJson;
import org.evenkeel.signal.SignalProfile;
import org.evenkeel.study.objective.Evaluation;
import org.evenkeel.study.objective.Monitor;
import org.evenkeel.study.objective.Objective;
import org.evenkeel.study.space.Setting;
import org.evenkeel.training.TrainingRun;
import org.jspecify.annotations.Nullable;

/**
 * The objective of a study: the lowest number of an epoch of one training that is minimized. A
 * trial is what {@link Experiment#train} does with the experiment that the setting describes.
 */
final class TrialObjective implements Objective {

  /** The attribute of a trial that holds the signal of its first seed, layer by layer. */
  static final String SIGNAL = "signal";

  /** The number of steps between two reports of progress. */
  private static final int REPORTED_STEPS = 50;

  private final StudyPlan plan;
  private final Experiment.Prepared prepared;
  private final Metric metric;

  TrialObjective(StudyPlan plan, Experiment.Prepared prepared) {
    this.plan = plan;
    this.prepared = prepared;
    this.metric = plan.minimized().measured();
  }

  /** The objective of a plan, in a worker process. */
  static TrialObjective of(StudyPlan plan) {
    return new TrialObjective(plan, plan.representative().prepare());
  }

  /** The end of a training by an interruption. */
  private static final class InterruptedTraining extends RuntimeException {
    private static final long serialVersionUID = 1;

    InterruptedTraining() {
      super("interrupted");
    }
  }

  @Override
  public Evaluation evaluate(Setting setting, long seed, Monitor monitor)
      throws InterruptedException {
    Experiment experiment = Hyperparameters.apply(plan.experiment(), setting).withSeed(seed);
    Subject subject = experiment.network().subject(prepared.split().training());
    new Experiment.Prepared(experiment, prepared.read(), subject).requireMemory(1);
    TrialProgress progress = new TrialProgress(monitor, metric);
    Split examples =
        plan.minimized()
            .examples(prepared.read(), (int) (seed - plan.seed()), plan.seed())
            .withoutTest();
    Screening screening = new Screening(monitor, plan.theory());
    try (NetworkRun run = new NetworkRun(subject, examples, experiment.multipliedStart(), false)) {
      NetworkRun.Outcome outcome =
          run.train(
              experiment.training(), seed == plan.seed() ? screening : null, metric, progress);
      monitor.worked(progress.steps);
      if (outcome.training() == null) {
        return new Evaluation(Evaluation.Outcome.INFEASIBLE, null, screening.reason);
      }
      return progress.pruned ? Evaluation.pruned() : evaluation(outcome.training(), metric);
    } catch (InterruptedTraining e) {
      throw new InterruptedException(e.getMessage());
    }
  }

  /** The number of an epoch that is minimized. */
  static double minimized(TrainingRun.Epoch epoch, Metric metric) {
    return metric == Metrics.LOSS
        ? epoch.validationLoss()
        : epoch.metric() == null ? Double.NaN : metric.minimized(epoch.metric());
  }

  private static Evaluation evaluation(TrainingRun run, Metric metric) {
    double loss =
        run.epochs().stream()
            .mapToDouble(epoch -> minimized(epoch, metric))
            .min()
            .orElse(Double.NaN);
    return switch (run.state()) {
      case DIVERGED -> new Evaluation(Evaluation.Outcome.DIVERGED, null, null);
      case VANISHED -> new Evaluation(Evaluation.Outcome.VANISHED, loss, null);
      default -> Evaluation.of(loss);
    };
  }

  /** The condition for a trial to train: its measured signal does not rule that out. */
  private static final class Screening implements Predicate<SignalProfile> {
    private final Monitor monitor;
    private final boolean theory;
    private @Nullable String reason;

    Screening(Monitor monitor, boolean theory) {
      this.monitor = monitor;
      this.theory = theory;
    }

    @Override
    public boolean test(SignalProfile profile) {
      monitor.note(SIGNAL, ResultJson.tree(profile));
      reason = theory ? MultiplierForecast.untrainable(profile).orElse(null) : null;
      return reason == null;
    }
  }

  /** The progress of one training, reported to the study. */
  private static final class TrialProgress implements Training.Progress {
    private final Monitor monitor;
    private final Metric metric;
    private long steps;
    private boolean pruned;

    TrialProgress(Monitor monitor, Metric metric) {
      this.monitor = monitor;
      this.metric = metric;
    }

    @Override
    public void stepped(long step, List<TrainingRun.Epoch> epochs) {
      steps = step;
      if (step % REPORTED_STEPS == 0) {
        monitor.worked(step);
      }
      if (Thread.currentThread().isInterrupted()) {
        throw new InterruptedTraining();
      }
    }

    @Override
    public boolean goesOn(TrainingRun.Epoch epoch) {
      monitor.worked(steps);
      double loss = minimized(epoch, metric);
      pruned = Double.isFinite(loss) && !monitor.report(epoch.epoch(), loss);
      return !pruned;
    }
  }
}
