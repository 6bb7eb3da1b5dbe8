// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.experiment;

import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.evenkeel.result.Result;
import org.evenkeel.result.ResultJson;
import org.evenkeel.result.StudyResult;
import org.evenkeel.study.journal.Journal;
import org.evenkeel.study.space.Domain;
import org.evenkeel.study.space.Hyperparameter;
import org.evenkeel.study.space.Space;
import org.evenkeel.study.trial.Trial;
import org.evenkeel.text.Encoding;
import org.jspecify.annotations.Nullable;

/** Results in files: JSON documents, and journals of studies. */
public final class ResultFile {

  /** The bytes in which a journal shows that it is one. */
  private static final int BEGINNING = 1000;

  private ResultFile() {}

  /**
   * Reads a result.
   *
   * @param file a JSON document or a journal
   * @param study the name of a study in a journal; null for the only one
   * @param reader reads the plan of a study
   * @throws IllegalArgumentException if the file is neither
   */
  public static Result read(
      Path file, @Nullable String study, Function<JsonElement, StudyPlan> reader) {
    if (!Files.isRegularFile(file)) {
      throw new IllegalArgumentException(
          "no such result file: '%s'; create one with --format json > FILE".formatted(file));
    }
    String text;
    try {
      text = Encoding.decoded(Files.readAllBytes(file));
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException(
          "a result must be a JSON document or the journal of a study: '%s' is no text in UTF-8; create one with --format json > FILE"
              .formatted(file),
          e);
    } catch (IOException e) {
      throw new UncheckedIOException(new IOException(file + ": " + e.getMessage(), e));
    }
    return isJournal(text) ? study(file, study, reader) : parse(text, file.toString());
  }

  /** Whether a file is the journal of a study, by its first line. */
  public static boolean isJournal(Path file) {
    try (InputStream bytes = Files.newInputStream(file)) {
      return isJournal(new String(bytes.readNBytes(BEGINNING), StandardCharsets.UTF_8));
    } catch (IOException e) {
      return false;
    }
  }

  private static boolean isJournal(String text) {
    return text.lines().findFirst().orElse("").contains("\"op_code\"");
  }

  /** Reads a result from the text of a JSON document; errors name its source. */
  public static Result parse(String text, String source) {
    JsonElement json;
    try {
      json = JsonParser.parseString(text);
    } catch (JsonParseException e) {
      throw new IllegalArgumentException(
          "a result must be a JSON document or the journal of a study: '%s' is neither; create one with --format json > FILE"
              .formatted(source),
          e);
    }
    return ResultJson.read(json, source);
  }

  /** The result of a journal; of a study without a plan the trials alone. */
  private static StudyResult study(
      Path file, @Nullable String name, Function<JsonElement, StudyPlan> reader) {
    Journal journal = Journal.existing(file, name);
    if (journal.attributes().containsKey(StudyPlan.NOTE)) {
      return StoredStudy.existing(file, name, reader).result();
    }
    Map<String, Domain> distributions = new LinkedHashMap<>();
    for (Trial trial : journal.trials()) {
      distributions.putAll(trial.domains());
    }
    if (distributions.isEmpty()) {
      throw new IllegalArgumentException(
          "no trial of this study has a setting: '%s'; search first".formatted(file));
    }
    List<Hyperparameter> all =
        distributions.entrySet().stream()
            .map(one -> Hyperparameter.of(one.getKey(), one.getValue()))
            .toList();
    return StudyResult.of(file.toString(), new Space(all), journal.trials());
  }
}
