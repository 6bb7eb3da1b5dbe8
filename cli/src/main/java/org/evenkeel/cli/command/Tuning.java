// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli.command;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import me.tongfei.progressbar.ProgressBar;
import org.evenkeel.cli.terminal.Terminal;
import org.evenkeel.data.Split;
import org.evenkeel.init.Start;
import org.evenkeel.result.StudyResult;
import org.evenkeel.study.journal.Journal;
import org.evenkeel.study.pruner.MedianPruner;
import org.evenkeel.study.pruner.Pruner;
import org.evenkeel.study.pruner.RacePruner;
import org.evenkeel.study.result.Surface;
import org.evenkeel.study.sampler.FirstPoints;
import org.evenkeel.study.sampler.Fixed;
import org.evenkeel.study.sampler.NoDuplicates;
import org.evenkeel.study.sampler.Prior;
import org.evenkeel.study.sampler.Sampler;
import org.evenkeel.study.sampler.ThompsonSampler;
import org.evenkeel.study.sampler.TpeSampler;
import org.evenkeel.study.search.Budget;
import org.evenkeel.study.search.Confirmation;
import org.evenkeel.study.search.Ending;
import org.evenkeel.study.search.Search;
import org.evenkeel.study.search.Tally;
import org.evenkeel.study.space.Setting;
import org.evenkeel.study.space.Space;
import org.evenkeel.study.trial.MemoryStorage;
import org.evenkeel.study.trial.Storage;
import org.evenkeel.study.trial.Trial;
import org.evenkeel.study.trial.TrialNotes;
import org.evenkeel.study.trial.TrialState;
import org.evenkeel.study.worker.WorkerPool;

/** A study of one network's hyperparameters, with workers at hand. */
final class Tuning implements AutoCloseable {

  /** The hyperparameter this is all about. */
  static final String MULTIPLIER = StudyResult.MULTIPLIER;

  /** Of so many trials one holds the multiplier at 1, so that 1 is tuned as well. */
  private static final int HELD = 6;

  /** Where a corner of the space is, near its end. */
  private static final double CORNER = 0.9;

  /** The note on a study that holds the numbers of the finalists' trials. */
  private static final String FINALISTS = "finalists";

  /** With fewer trials that finished a seed, a surface is a guess. */
  private static final int SURFACE_TRIALS = 6;

  /** A multiplier whose logarithm is so near 0 is 1. */
  private static final double ABOUT_ONE = 0.05;

  private final StudyPlan plan;
  private final Space space;
  private final Storage storage;
  private final RunOptions options;
  private final Split data;
  private final Subject subject;
  private final Optional<Theory> theory;
  private final int workers;
  private WorkerPool pool;

  private Tuning(StudyPlan plan, Storage storage, int workers) {
    this.plan = plan;
    this.space = plan.space();
    this.storage = storage;
    this.workers = workers;
    this.options = TrialRuns.parse(plan.arguments());
    this.options.settings();
    this.data = options.data();
    this.subject = options.subject(data);
    this.theory = theory();
  }

  /** A study that is not kept on disk. */
  static Tuning inMemory(StudyPlan plan, int workers) {
    return new Tuning(plan, new MemoryStorage(), workers);
  }

  /**
   * A study on disk, begun now or gone on with.
   *
   * @param given what was asked for
   * @param explicit whether it was asked for in words, so that another study of the file is an
   *     error
   */
  static Tuning onDisk(Path file, String name, StudyPlan given, boolean explicit, int workers) {
    Journal journal = Journal.open(file, name);
    StudyPlan plan = given;
    if (journal.attributes().containsKey(StudyPlan.NOTE)) {
      StudyPlan begun = StudyPlan.read(journal.attributes().get(StudyPlan.NOTE));
      if (explicit && !begun.equals(given)) {
        throw new IllegalArgumentException(
            "a study goes on with what it was begun with: %s; leave the options away, or give another file"
                .formatted(begun));
      }
      plan = begun;
    } else {
      plan.space();
      TrialRuns.parse(plan.arguments());
      journal.note(StudyPlan.NOTE, plan.json());
    }
    return new Tuning(plan, journal, workers);
  }

  /**
   * A study that another process began.
   *
   * @throws IllegalArgumentException if there is none
   */
  static Tuning join(Path file, String name, int workers) {
    if (!Files.exists(file)) {
      throw new IllegalArgumentException(
          "a study to join is there already: no %s; begin it with evenkeel tune --study %s"
              .formatted(file, file));
    }
    Journal journal = Journal.open(file, name);
    if (!journal.attributes().containsKey(StudyPlan.NOTE)) {
      throw new IllegalArgumentException(
          "a study to join was begun by evenkeel tune: %s was not; go on with it by evenkeel tune --study %s"
              .formatted(file, file));
    }
    return new Tuning(StudyPlan.read(journal.attributes().get(StudyPlan.NOTE)), journal, workers);
  }

  private Optional<Theory> theory() {
    Start start = options.start();
    if (!plan.theory() || !start.followsRule()) {
      return Optional.empty();
    }
    return Theory.searched(space)
        .flatMap(searched -> subject.network().flatMap(n -> Theory.of(n, start, searched)));
  }

  /** The workers, who are called when there is work. */
  private WorkerPool pool() {
    if (pool == null) {
      pool = WorkerPool.start(command(), plan.json(), workers);
    }
    return pool;
  }

  /** This command once more, as a worker. */
  private static List<String> command() {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    for (String option : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
      if (!option.startsWith("-agentlib") && !option.startsWith("-Xrunjdwp")) {
        command.add(option);
      }
    }
    command.add("-XX:+UseSerialGC");
    command.add("-Xlog:disable"); // stdout is for answers; what the JVM warns of goes to stderr
    command.add("-Xlog:all=warning:stderr");
    String path = System.getProperty("java.class.path");
    // As a jar its manifest names the agent that looks into blocks.
    command.add(path.endsWith("evenkeel.jar") ? "-jar" : "-cp");
    command.add(path);
    if (!path.endsWith("evenkeel.jar")) {
      command.add("org.evenkeel.cli.Evenkeel");
    }
    command.add("worker");
    return command;
  }

  /** Searches until the budget is used up. */
  Ending search(Budget budget, Terminal terminal) {
    int trials = budget.trials();
    try (ProgressBar progress = terminal.progress("tune", trials)) {
      return search(sampler(), pruner(), budget)
          .run(
              storage,
              pool(),
              workers,
              tally -> {
                progress.stepTo(tally.finished());
                progress.setExtraMessage(message(tally));
              });
    }
  }

  private Search search(Sampler sampler, Pruner pruner, Budget budget) {
    return new Search(
        space,
        sampler,
        pruner,
        plan.trialSeeds(options.seed()),
        options.settings().epochs(),
        plan.samplerSeed(),
        budget);
  }

  private static String message(Tally tally) {
    return "%s%d pruned, %d hopeless%s"
        .formatted(
            tally.best() == null ? "" : "best %.3f, ".formatted(tally.best()),
            tally.pruned(),
            tally.infeasible(),
            tally.failed() == 0 ? "" : ", %d failed".formatted(tally.failed()));
  }

  /** What every setting is compared with: the options as they were given, with multiplier 1. */
  Setting standard() {
    Map<String, Object> given = new LinkedHashMap<>();
    given.put(MULTIPLIER, 1.0);
    given.put("learningRate", options.settings().learningRate());
    return space.setting(
        h -> {
          Object value = given.get(h.name());
          return value != null && h.domain().contains(value) ? value : h.domain().at(0.5);
        });
  }

  private Sampler sampler() {
    List<Prior> beliefs = new ArrayList<>();
    List<Setting> first = new ArrayList<>();
    boolean searched = space.named(MULTIPLIER).isPresent();
    if (searched) {
      first.add(standard());
    }
    theory.ifPresent(
        forecast -> {
          beliefs.add(forecast.belief());
          Object optimum = forecast.optimum();
          first.add(standard().with(MULTIPLIER, optimum));
          first.addAll(corners());
        });
    Sampler tpe = TpeSampler.of(plan.samplerSeed()).withPriors(beliefs);
    Sampler free = new ThompsonSampler(tpe, searched(), plan.samplerSeed());
    Sampler alternating = free;
    if (searched && space.named(MULTIPLIER).get().domain().contains(1.0)) {
      Sampler held = Fixed.of(MULTIPLIER, 1.0, tpe);
      alternating =
          (s, history, number, random) ->
              (number % HELD == HELD - 1 ? held : free).next(s, history, number, random);
    }
    return NoDuplicates.of(FirstPoints.of(first, alternating));
  }

  /**
   * The corners of what may work: soon given up, and without them the surface knows nothing out
   * there.
   */
  private List<Setting> corners() {
    List<Setting> corners = new ArrayList<>();
    for (double multiplier : new double[] {1 - CORNER, CORNER}) {
      for (double other : new double[] {1 - CORNER, CORNER}) {
        corners.add(
            searched()
                .setting(h -> h.domain().at(h.name().equals(MULTIPLIER) ? multiplier : other)));
      }
    }
    return corners;
  }

  private Pruner pruner() {
    int epochs = options.settings().epochs();
    return new MedianPruner(5, epochs / 2).or(new RacePruner(epochs));
  }

  /**
   * The best setting, and the best with multiplier 1, tried as trials of their own: the lowest of
   * the surface over all trials, which is no lucky one of them. Where there is no surface, or one
   * of these does not train, the best trial of its kind stands in.
   *
   * @param winner the trial of the best setting of all
   * @param standard that of the best setting with multiplier 1; empty if there is none
   */
  record Finalists(Trial winner, Optional<Trial> standard) {}

  /**
   * Tries the finalists, unless nothing was tried since they were.
   *
   * @param time the most time for that; null for no limit
   * @return empty if no trial has a value
   */
  Optional<Finalists> finalists(Duration time, Terminal terminal) {
    List<Trial> trials = storage.trials();
    if (!(storage.attributes().get(FINALISTS) instanceof JsonArray noted)
        || noted.get(noted.size() - 1).getAsInt() != trials.size() - 1) {
      surface(trials).ifPresent(surface -> tryOut(surface, time, terminal));
    }
    return finalists();
  }

  /** The finalists as far as they were tried. */
  Optional<Finalists> finalists() {
    List<Trial> trials = storage.trials();
    List<Trial> tried = new ArrayList<>();
    if (storage.attributes().get(FINALISTS) instanceof JsonArray noted) {
      for (JsonElement number : noted) {
        tried.add(trials.get(number.getAsInt()));
      }
    }
    Optional<Trial> standard =
        last(tried, true).or(() -> lowest(trials.stream().filter(Tuning::standard)));
    return last(tried, false)
        .or(() -> lowest(trials.stream()))
        .map(winner -> new Finalists(winner, standard));
  }

  private static Optional<Trial> last(List<Trial> tried, boolean standard) {
    return tried.stream()
        .filter(t -> t.hasValue() && (!standard || standard(t)))
        .reduce((a, b) -> standard ? b : a);
  }

  private static Optional<Trial> lowest(Stream<Trial> trials) {
    return trials.filter(Trial::hasValue).min(Comparator.comparing(Trial::value));
  }

  /** Whether a trial has multiplier 1. */
  static boolean standard(Trial trial) {
    return trial.setting().has(MULTIPLIER) && trial.setting().number(MULTIPLIER) == 1;
  }

  /** What some trials say of settings between them; empty where they are too few. */
  Optional<Surface> surface(List<Trial> trials) {
    Space within = searched();
    List<Trial> inside = trials.stream().filter(t -> within.contains(t.setting())).toList();
    long seeds = inside.stream().filter(t -> !TrialNotes.values(t).isEmpty()).count();
    long complete = inside.stream().filter(Trial::hasValue).count();
    return seeds < SURFACE_TRIALS || complete < 2
        ? Optional.empty()
        : Optional.of(Surface.of(within, inside, plan.samplerSeed()));
  }

  private void tryOut(Surface surface, Duration time, Terminal terminal) {
    List<Setting> settings = new ArrayList<>();
    Setting optimum = surface.optimum().setting();
    boolean one =
        space.named(MULTIPLIER).isPresent()
            && searched().named(MULTIPLIER).get().domain().contains(1.0);
    if (one && Math.abs(Math.log(optimum.number(MULTIPLIER))) < ABOUT_ONE) {
      settings.add(surface.lowest(Map.of(MULTIPLIER, 1.0)).setting());
    } else {
      settings.add(optimum);
      if (one) {
        settings.add(surface.lowest(Map.of(MULTIPLIER, 1.0)).setting());
      }
    }
    int before =
        storage.exclusively(
            change -> {
              int size = change.trials().size();
              JsonArray numbers = new JsonArray();
              for (Setting setting : settings) {
                numbers.add(change.create(space, setting, TrialState.WAITING));
              }
              change.note(FINALISTS, numbers);
              return size;
            });
    Budget budget = new Budget(before + settings.size(), time, null);
    try (ProgressBar progress = terminal.progress("finalists", settings.size())) {
      search(sampler(), Pruner.NEVER, budget)
          .run(storage, pool(), workers, tally -> progress.stepTo(tally.finished() - before));
    }
  }

  /** Trains two settings again with seeds that no trial used. */
  Confirmation confirm(Setting winner, Setting standard, Duration time, Terminal terminal) {
    List<Long> seeds = plan.freshSeeds(options.seed());
    try (ProgressBar progress = terminal.progress("confirm", 2L * seeds.size())) {
      return Confirmation.of(
          storage, pool(), List.of(winner, standard), seeds, workers, time, progress::step);
    }
  }

  /** What is known of two settings with seeds that no trial used. */
  Confirmation confirmed(Setting winner, Setting standard) {
    return Confirmation.noted(storage, List.of(winner, standard), plan.freshSeeds(options.seed()));
  }

  /** How each setting is tried, in words. */
  String training() {
    return "%s, batches of %d, %d epochs; each setting with %d seeds"
        .formatted(
            options.settings().optimizer(),
            options.settings().batch(),
            options.settings().epochs(),
            plan.seeds());
  }

  StudyPlan plan() {
    return plan;
  }

  Space space() {
    return space;
  }

  /** What is left of the space once theory has spoken. */
  Space searched() {
    return theory.map(t -> t.within(space)).orElse(space);
  }

  Storage storage() {
    return storage;
  }

  RunOptions options() {
    return options;
  }

  Split data() {
    return data;
  }

  Subject subject() {
    return subject;
  }

  /** What theory says of the multiplier; empty where it says nothing, or is not asked. */
  Optional<Theory> forecast() {
    return theory;
  }

  @Override
  public void close() {
    if (pool != null) {
      pool.close();
    }
  }
}
