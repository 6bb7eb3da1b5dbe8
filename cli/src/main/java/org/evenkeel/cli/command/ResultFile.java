// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli.command;

import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.evenkeel.result.Result;
import org.evenkeel.result.ResultJson;

/** A file with a result: what a command wrote as JSON, or a study's journal. */
final class ResultFile {

  private static final Path STDIN = Path.of("-");

  private ResultFile() {}

  /**
   * Reads one.
   *
   * @param study which study of a journal; null for the only one
   * @throws IllegalArgumentException if it is something else
   */
  static Result read(Path file, String study) {
    if (!file.equals(STDIN) && !Files.isRegularFile(file)) {
      throw new IllegalArgumentException(
          "a result is a file: there is no file '%s'; write one with --format json > FILE"
              .formatted(file));
    }
    String text;
    try {
      text =
          file.equals(STDIN)
              ? new String(System.in.readAllBytes(), StandardCharsets.UTF_8)
              : Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(new IOException(file + ": " + e.getMessage(), e));
    }
    String first = text.lines().findFirst().orElse("");
    if (first.contains("\"op_code\"")) {
      return StudyFile.read(file, study);
    }
    JsonElement json;
    try {
      json = JsonParser.parseString(text);
    } catch (JsonParseException e) {
      throw new IllegalArgumentException(
          "a result is JSON as written with --format json, or a study's journal: %s is neither; write it anew"
              .formatted(file),
          e);
    }
    return ResultJson.read(json, file.toString());
  }
}
