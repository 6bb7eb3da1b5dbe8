// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.experiment;

import ai.djl.nn.Block;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;
import org.evenkeel.data.DataSource;
import org.evenkeel.data.Examples;
import org.evenkeel.data.Reading;
import org.evenkeel.data.Split;
import org.evenkeel.djl.engine.Memory;
import org.evenkeel.djl.train.MemoryNeed;
import org.evenkeel.djl.train.Metric;
import org.evenkeel.djl.train.Metrics;
import org.evenkeel.djl.train.TrainingSettings;
import org.evenkeel.djl.train.TrainingSettings.OptimizerKind;
import org.evenkeel.experiment.spectrum.JacobianSpectrum;
import org.evenkeel.forecast.Forecast;
import org.evenkeel.forecast.Remedies;
import org.evenkeel.init.Start;
import org.evenkeel.network.Network;
import org.evenkeel.plan.InitializationPlan;
import org.evenkeel.result.Comparison;
import org.evenkeel.result.Comparison.StartResult;
import org.evenkeel.result.Origin;
import org.evenkeel.signal.InputSignal;
import org.evenkeel.signal.SignalProfile;
import org.evenkeel.text.Numbers;
import org.evenkeel.text.OneLine;
import org.evenkeel.training.TrainingRun;
import org.jspecify.annotations.Nullable;

/**
 * The plan of an experiment: a network, its data, its start, and how it is trained.
 *
 * <p>The same plan gives the same result. Every method builds the network anew, so nothing carries
 * over from one call to the next; interrupting the calling thread ends a training with a {@link
 * CancellationException}.
 *
 * @param start the start, before {@code multiplier} is applied
 * @param multiplier the variance multiplier as a hyperparameter, on top of the start's own
 */
public record Experiment(
    NetworkSource network,
    TrainingData data,
    Start start,
    double multiplier,
    TrainingSettings training) {

  /** The version of Evenkeel, as results record it. */
  public static final String VERSION = "0.1.0";

  /** The training of 15 epochs in batches of 32, by gradient descent at learning rate 0.02. */
  public static final TrainingSettings DEFAULT_TRAINING =
      new TrainingSettings(15, 32, 0.02, OptimizerKind.SGD, 0.8, 0);

  /** An experiment with a network as data, from the start {@code auto}, with default training. */
  public static Experiment of(Network network, DataSource data) {
    return of(new NetworkSource.Described(network), data);
  }

  /** An experiment with a new DJL block each time, from the start {@code auto}. */
  public static Experiment of(Supplier<Block> blocks, DataSource data) {
    return of(new NetworkSource.Blocks("block", blocks), data);
  }

  /** An experiment from the start {@code auto}, with default training. */
  public static Experiment of(NetworkSource network, DataSource data) {
    return new Experiment(
        network, new TrainingData.FromSource(data), Start.of("auto"), 1, DEFAULT_TRAINING);
  }

  /** The same experiment with another network. */
  public Experiment withNetwork(NetworkSource other) {
    return new Experiment(other, data, start, multiplier, training);
  }

  /** The same experiment with examples in memory. */
  public Experiment withData(Split examples) {
    return withData(Reading.of(examples));
  }

  /** The same experiment with examples that were read before. */
  public Experiment withData(Reading read) {
    return new Experiment(network, new TrainingData.InMemory(read), start, multiplier, training);
  }

  /** The same experiment with examples from a source. */
  public Experiment withSource(DataSource source) {
    return new Experiment(
        network, new TrainingData.FromSource(source), start, multiplier, training);
  }

  /** The same experiment with absolute paths, which are the same in any folder. */
  Experiment absolute() {
    Experiment moved = withNetwork(network.absolute());
    return data instanceof TrainingData.FromSource from
        ? moved.withSource(from.source().absolute())
        : moved;
  }

  /** The same experiment from another start. */
  public Experiment withStart(Start other) {
    return new Experiment(network, data, other, multiplier, training);
  }

  /** The same experiment with another variance multiplier on top of the start's own. */
  public Experiment withMultiplier(double other) {
    return new Experiment(network, data, start, other, training);
  }

  /** The same experiment with other training settings. */
  public Experiment withTraining(TrainingSettings other) {
    return new Experiment(network, data, start, multiplier, other);
  }

  /** The same experiment with another seed of weights, shuffle and dropout. */
  public Experiment withSeed(long seed) {
    return withStart(start.withSeed(seed)).withTraining(training.withSeed(seed));
  }

  /** The start with the multiplier applied, under the name of the start. */
  public Start multipliedStart() {
    return multiplier == 1 || start.isLibraryDefaults()
        ? start
        : start.times(multiplier).withName(start.name());
  }

  /**
   * The forecast of a network's signal, as the only start of a comparison; needs no data and no
   * engine.
   *
   * @param start a start whose variances follow from a rule
   * @param input the signal at the network's input, such as {@link InputSignal#STANDARDIZED}
   * @throws IllegalArgumentException if the variances depend on data or on the library
   */
  public static Comparison predict(Network network, Start start, InputSignal input) {
    start.requireRule("a forecast");
    InitializationPlan plan = InitializationPlan.of(network, start);
    InputSignal entering = network.vocabulary().isPresent() ? InputSignal.WITHOUT_SCALE : input;
    return Comparison.of(
        new Origin(null, VERSION, start.seed(), network.toString(), null, null, null),
        new StartResult(
            start.name(),
            start.rule().name(),
            start.multiplier(),
            Remedies.advise(network, start, Forecast.of(network, start, entering)),
            plan.parameters(),
            List.of()));
  }

  /** The moments of the batch of examples that a measurement takes, for a forecast. */
  public static InputSignal input(Examples examples) {
    Examples batch = examples.first(NetworkRun.PROBE_BATCH);
    return InputSignal.of(batch.features(), batch.size());
  }

  /** The signal before training, as the only start of a comparison. */
  public Comparison check() {
    Prepared prepared = prepare();
    return Comparison.of(prepared.origin(null), prepared.measured(multipliedStart()));
  }

  /** The singular values of the input-output Jacobian before training, after {@link #check}. */
  public JacobianSpectrum spectrum(Comparison checked) {
    Prepared prepared = prepare();
    try (NetworkRun run =
        new NetworkRun(prepared.subject(), prepared.split(), multipliedStart(), false)) {
      return run.spectrum(checked.starts().get(0).profile().input());
    }
  }

  /** One training, as a comparison of a single start with one seed. */
  public Comparison train(ProgressListener listener) {
    return compare(List.of(start), 1, listener);
  }

  /** A comparison of starts, each trained with one seed. */
  public Comparison compare(Start... starts) {
    return compare(List.of(starts), 1, ProgressListener.NONE);
  }

  /**
   * A comparison of starts, each measured before training and trained with several seeds.
   *
   * @param starts the starts, instead of this experiment's own
   * @param seeds the number of seeds of each start: this experiment's seed and those after it
   */
  public Comparison compare(List<Start> starts, int seeds, ProgressListener listener) {
    return compare(starts, seeds, null, listener);
  }

  /**
   * The same with a metric that is measured after each epoch, beside loss and accuracy.
   *
   * @param metric the metric; null for R² where numbers are told, and none where classes are
   * @throws IllegalArgumentException if it cannot measure outputs for these examples
   */
  public Comparison compare(
      List<Start> starts, int seeds, @Nullable Metric metric, ProgressListener listener) {
    if (seeds < 1) {
      throw new IllegalArgumentException(
          "the number of seeds must be at least 1: %d; 1 trains each start once".formatted(seeds));
    }
    Prepared prepared = prepare();
    boolean numbers = prepared.split().training().isRegression();
    Metric measured = metric != null ? metric : numbers ? Metrics.R2 : Metrics.LOSS;
    measured.requireFit(prepared.split().validation());
    List<StartResult> results = new ArrayList<>();
    for (Start one : starts) {
      results.add(withStart(one).trained(prepared, seeds, measured, listener));
    }
    return new Comparison(
        prepared.origin(training),
        results,
        numbers ? null : (Double) training.targetAccuracy(),
        measured == Metrics.LOSS ? null : measured.label());
  }

  private StartResult trained(
      Prepared prepared, int seeds, Metric metric, ProgressListener listener) {
    long steps = training.steps(prepared.split().training().size());
    listener.started(start.name(), seeds * steps);
    List<TrainingRun> runs = new ArrayList<>();
    SignalProfile first = null;
    for (int i = 0; i < seeds; i++) {
      Experiment seeded = withSeed(training.seed() + i);
      long before = i * steps;
      try (NetworkRun run =
          new NetworkRun(
              prepared.subject(), prepared.split(), seeded.multipliedStart(), first == null)) {
        NetworkRun.Outcome outcome =
            run.train(
                seeded.training(),
                profile -> true,
                metric,
                (step, epochs) -> {
                  cancelIfInterrupted();
                  listener.progressed(before + step, message(epochs));
                });
        first = first == null ? outcome.profile() : first;
        runs.add(outcome.training());
      }
    }
    return prepared.result(multipliedStart(), first, runs);
  }

  private static void cancelIfInterrupted() {
    if (Thread.currentThread().isInterrupted()) {
      throw new CancellationException("interrupted");
    }
  }

  private static String message(List<TrainingRun.Epoch> epochs) {
    if (epochs.isEmpty()) {
      return "";
    }
    TrainingRun.Epoch last = epochs.get(epochs.size() - 1);
    if (Double.isNaN(last.validationAccuracy())) {
      return "loss %.3f".formatted(last.validationLoss());
    }
    return "loss %.3f, accuracy %.1f %%"
        .formatted(last.validationLoss(), 100 * last.validationAccuracy());
  }

  /** The examples, with what was noticed when they were read. */
  public Reading open() {
    return data.open(network);
  }

  /** The examples and the network built for them. */
  Prepared prepare() {
    Reading read = open();
    Prepared prepared = new Prepared(this, read, network.subject(read.split().training()));
    prepared.requireMemory(1);
    return prepared;
  }

  /** The examples and the network in words; no class of the user's is loaded. */
  Prepared described() {
    Reading read = open();
    return new Prepared(this, read, network.described(read.split().training()));
  }

  /** An experiment with its examples read and its network checked against them. */
  record Prepared(Experiment experiment, Reading read, Subject subject) {

    /** The examples. */
    Split split() {
      return read.split();
    }

    /**
     * Checks that the network fits into memory.
     *
     * @param processes the number of processes that train it at once
     * @throws IllegalArgumentException if it does not
     */
    void requireMemory(int processes) {
      subject
          .described()
          .ifPresent(
              network ->
                  MemoryNeed.of(network, experiment.training(), split(), NetworkRun.PROBE_BATCH)
                      .requireAvailable(processes, Memory.available()));
    }

    /** The origin of a result; no training settings without a training. */
    Origin origin(@Nullable TrainingSettings settings) {
      return new Origin(
          null,
          VERSION,
          experiment.start().seed(),
          subject.description(),
          data(split()),
          read.fromFiles() ? read.toString() : null,
          settings == null ? null : training(settings, split()));
    }

    StartResult measured(Start start) {
      try (NetworkRun run = new NetworkRun(subject, split(), start, true)) {
        NetworkRun.Measurement measured = run.measure();
        return result(start, measured.profile(), List.of())
            .withStableRate(measured.stableRate().orElse(null));
      }
    }

    /** A start's result; the parameters' plan only where their variances follow from a rule. */
    StartResult result(Start start, @Nullable SignalProfile profile, List<TrainingRun> runs) {
      return new StartResult(
          start.name(),
          start.ruleName(),
          start.isLibraryDefaults() ? null : (Double) start.multiplier(),
          profile,
          start.followsRule() ? subject.plan(start).parameters() : List.of(),
          runs);
    }
  }

  /** The number of validation examples below which one of them decides a comparison. */
  private static final int FEW = 20;

  /** The share of a class from which on guessing it is mistaken for learning. */
  private static final double MOST = 0.8;

  private static String data(Split data) {
    String test = data.test() == null ? "" : ", %,d to test once".formatted(data.test().size());
    return "%s: %,d to train, %,d to validate%s%s, %s"
        .formatted(
            data.training().name(),
            data.training().size(),
            data.validation().size(),
            data.validation().size() < FEW ? ", which are few to judge by" : "",
            test,
            data.training().isRegression()
                ? "target " + data.training().classNames().get(0)
                : data.training().classes() + " classes" + largest(data.training()));
  }

  /** The class that most examples have, if guessing it is already accurate. */
  private static String largest(Examples examples) {
    double[] shares = examples.classShares();
    int most = 0;
    for (int i = 1; i < shares.length; i++) {
      most = shares[i] > shares[most] ? i : most;
    }
    return shares[most] < MOST
        ? ""
        : "; to guess %s is accuracy %.0f %%, so f1 or auc tell more"
            .formatted(OneLine.beginning(examples.classNames().get(most)), 100 * shares[most]);
  }

  private static String training(TrainingSettings settings, Split data) {
    String refinements = settings.refined().toString();
    return "%s%s, learning rate %s, batches of %d, %d epochs, seed %d"
        .formatted(
            settings.optimizer(),
            refinements.isEmpty() ? "" : ", " + refinements,
            Numbers.number(settings.learningRate()),
            Math.min(settings.batch(), data.training().size()),
            settings.epochs(),
            settings.seed());
  }
}
