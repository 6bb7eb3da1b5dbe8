// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.experiment;

import com.google.gson.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.evenkeel.djl.train.TrainingSettings;
import org.evenkeel.result.Origin;
import org.evenkeel.result.ResultJson;
import org.evenkeel.result.StudyAnswer;
import org.evenkeel.result.StudyResult;
import org.evenkeel.signal.SignalProfile;
import org.evenkeel.study.result.Importance;
import org.evenkeel.study.result.Surface;
import org.evenkeel.study.search.Ending;
import org.evenkeel.study.space.CategoricalDomain;
import org.evenkeel.study.space.Hyperparameter;
import org.evenkeel.study.space.Space;
import org.evenkeel.study.trial.Trial;
import org.jspecify.annotations.Nullable;

/** The result of a study, from its trials. */
final class StudyOutcome {

  /** The number of points of a response curve, and of each side of a map. */
  private static final int CURVE = 13;

  private StudyOutcome() {}

  static StudyResult of(
      Tuning tuning,
      @Nullable Ending ending,
      List<Trial> trials,
      Optional<Finalists> finalists,
      Optional<Surface> surface) {
    Space space = tuning.space();
    boolean searched = space.named(StudyResult.MULTIPLIER).isPresent();
    Optional<String> second = searched ? second(space) : Optional.empty();
    List<String> names = space.hyperparameters().stream().map(Hyperparameter::name).toList();
    Map<String, Surface.BestValue> bests = new LinkedHashMap<>();
    surface.ifPresent(known -> names.forEach(name -> bests.put(name, known.best(name))));
    StudyResult.Confirmation confirmation =
        finalists
            .flatMap(found -> tuning.confirmation())
            .map(c -> StudyResult.Confirmation.of(c.values().get(0), c.values().get(1)))
            .orElse(null);
    return new StudyResult(
        origin(tuning),
        tuning.file() == null ? null : tuning.file().toString(),
        space,
        ending == null ? null : ending.name().toLowerCase(Locale.ROOT),
        tuning.theory().orElse(null),
        trials,
        finalists.map(found -> shown(tuning.plan(), found, confirmation)).orElse(null),
        confirmation,
        new StudyResult.Estimates(
            bests,
            surface
                .filter(known -> searched)
                .map(known -> known.response(StudyResult.MULTIPLIER, Map.of(), CURVE))
                .orElse(List.of()),
            surface
                .flatMap(
                    known ->
                        second.map(
                            y ->
                                new StudyResult.LossMap(
                                    y, known.map(StudyResult.MULTIPLIER, y, CURVE))))
                .orElse(null),
            surface.map(known -> Importance.of(known, names)).orElse(List.of())));
  }

  private static Origin origin(Tuning tuning) {
    TrainingSettings training = tuning.plan().experiment().training();
    return tuning
        .prepared()
        .origin(null)
        .withTraining(
            "%s, batches of %d, %d epochs; each setting with %d seeds"
                .formatted(
                    training.optimizer(),
                    training.batch(),
                    training.epochs(),
                    tuning.plan().seeds()));
  }

  /** The second hyperparameter of a map: the learning rate, else the first numeric one. */
  private static Optional<String> second(Space space) {
    List<String> numeric =
        space.hyperparameters().stream()
            .filter(h -> !(h.domain() instanceof CategoricalDomain))
            .map(Hyperparameter::name)
            .filter(name -> !name.equals(StudyResult.MULTIPLIER))
            .toList();
    return numeric.contains("learningRate")
        ? Optional.of("learningRate")
        : numeric.stream().findFirst();
  }

  private static StudyResult.Finalists shown(
      StudyPlan plan, Finalists found, StudyResult.@Nullable Confirmation confirmation) {
    Trial standard = found.standard().orElse(null);
    return new StudyResult.Finalists(
        found.optimum(),
        standard,
        plan.arguments(
            StudyAnswer.of(found.optimum(), standard, confirmation).recommended().setting()),
        signal(found.optimum()).orElse(null),
        found.standard().flatMap(StudyOutcome::signal).orElse(null));
  }

  /** A trial's signal before training; empty if it was not recorded or cannot be read. */
  private static Optional<SignalProfile> signal(Trial trial) {
    try {
      return trial.attributes().get(TrialObjective.SIGNAL) instanceof JsonObject noted
          ? Optional.of(ResultJson.profile(noted))
          : Optional.empty();
    } catch (RuntimeException e) { // the file may come from elsewhere
      return Optional.empty();
    }
  }
}
