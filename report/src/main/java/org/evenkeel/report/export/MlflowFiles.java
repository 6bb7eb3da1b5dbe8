// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.report.export;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.evenkeel.result.StudyResult;
import org.evenkeel.study.trial.Trial;
import org.evenkeel.study.trial.TrialNotes;
import org.jspecify.annotations.Nullable;

/**
 * A study as a file store of MLflow: an experiment with a run for each trial, its setting as
 * parameters, its value and the curve of each seed as metrics.
 *
 * <p>The numbers of experiment and runs follow from the study's name, so that a second export of a
 * study replaces the first.
 */
public final class MlflowFiles {

  /** The digits of an experiment's number. */
  private static final int DIGITS = 18;

  private MlflowFiles() {}

  /**
   * Writes a study into a folder, for {@code mlflow ui --backend-store-uri FOLDER}.
   *
   * @param name the experiment's name
   */
  public static void write(StudyResult study, String name, Path folder) {
    String experiment = number(name);
    Path home = folder.toAbsolutePath().resolve(experiment);
    try {
      Files.createDirectories(home);
      Files.writeString(
          home.resolve("meta.yaml"),
          """
          artifact_location: %s
          creation_time: 0
          experiment_id: '%s'
          last_update_time: 0
          lifecycle_stage: active
          name: %s
          """
              .formatted(quoted(home.toUri().toString()), experiment, quoted(name)));
      TrialCurves curves = TrialCurves.of(study);
      for (Trial trial : study.trials()) {
        write(study, curves, trial, experiment, home);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String number(String name) {
    BigInteger digest =
        new BigInteger(
            1,
            UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8))
                .toString()
                .getBytes(StandardCharsets.UTF_8));
    return digest
        .mod(BigInteger.TEN.pow(DIGITS - 1))
        .add(BigInteger.TEN.pow(DIGITS - 1))
        .toString();
  }

  private static String quoted(String text) {
    return "'" + text.replace("'", "''") + "'";
  }

  private static void write(
      StudyResult study, TrialCurves curves, Trial trial, String experiment, Path home)
      throws IOException {
    String id =
        UUID.nameUUIDFromBytes((experiment + "/" + trial.number()).getBytes(StandardCharsets.UTF_8))
            .toString()
            .replace("-", "");
    Path run = home.resolve(id);
    for (String part : List.of("params", "metrics", "tags", "artifacts")) {
      Files.createDirectories(run.resolve(part));
    }
    long started = millis(trial.started());
    String name = "trial %d".formatted(trial.number());
    Files.writeString(
        run.resolve("meta.yaml"),
        """
        artifact_uri: %s
        end_time: %s
        entry_point_name: ''
        experiment_id: '%s'
        lifecycle_stage: active
        run_id: %s
        run_name: %s
        run_uuid: %s
        source_name: ''
        source_type: 4
        source_version: ''
        start_time: %d
        status: %d
        tags: []
        user_id: evenkeel
        """
            .formatted(
                quoted(run.resolve("artifacts").toUri().toString()),
                trial.completed() == null ? "null" : millis(trial.completed()),
                experiment,
                id,
                name,
                id,
                started,
                status(trial)));
    for (var value : trial.setting().values().entrySet()) {
      Files.writeString(
          run.resolve("params").resolve(value.getKey()), String.valueOf(value.getValue()));
    }
    Files.writeString(run.resolve("tags").resolve("mlflow.runName"), name);
    Files.writeString(run.resolve("tags").resolve("outcome"), TrialNotes.outcomeOrState(trial));
    if (trial.hasValue()) {
      metric(
          run, study.valued(), List.of("%d %s 0".formatted(started, study.value(trial.value()))));
    }
    for (var one : curves.curves(trial).entrySet()) {
      List<String> lines = new ArrayList<>();
      one.getValue()
          .forEach(
              (step, loss) -> lines.add("%d %s %d".formatted(started, study.value(loss), step)));
      metric(run, study.valued() + " of " + one.getKey(), lines);
    }
  }

  /** The name of a metric may have letters, digits, blanks and a few marks. */
  private static void metric(Path run, String name, List<String> lines) throws IOException {
    String safe = name.replace("²", "2").replaceAll("[^\\w. -]", "_");
    Files.writeString(run.resolve("metrics").resolve(safe), String.join("\n", lines) + "\n");
  }

  private static long millis(@Nullable LocalDateTime time) {
    return time == null ? 0 : time.toInstant(ZoneOffset.UTC).toEpochMilli();
  }

  /** MLflow's number of a state. */
  private static int status(Trial trial) {
    return switch (trial.state()) {
      case COMPLETE -> 3;
      case FAIL -> 4;
      case PRUNED -> 5;
      default -> 1;
    };
  }
}
