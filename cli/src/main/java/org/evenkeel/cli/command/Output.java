// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli.command;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.evenkeel.cli.terminal.Terminal;
import org.evenkeel.data.Examples;
import org.evenkeel.data.Reading;
import org.evenkeel.experiment.Experiment;
import org.evenkeel.result.CommandLines;
import org.evenkeel.result.Json;
import org.evenkeel.result.Origin;
import org.evenkeel.result.ResultJson;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options that select how results are written, and the terminal they are written to. */
public final class Output {

  /** The format of results. */
  enum Format {
    TABLE,
    JSON;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Options with a value that say where and how results are shown. */
  private static final List<String> SHOWING =
      List.of("--format", "--report", "--png", "--svg", "--chart");

  private final Terminal terminal;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--format",
      paramLabel = "table|json",
      defaultValue = "table",
      description = "How results are written. Default: ${DEFAULT-VALUE}.")
  private Format format;

  @Option(names = "--quiet", description = "No progress on stderr, and not what was read.")
  private boolean quiet;

  private @Nullable Reading reading;

  @Option(names = "--help", usageHelp = true, description = "Show this help and exit.")
  @SuppressWarnings("UnusedVariable") // picocli reads it
  private boolean help;

  /** The output options of a command on this terminal. */
  public Output(Terminal terminal) {
    this.terminal = terminal;
  }

  /** The terminal, without progress bars after {@code --quiet}. */
  public Terminal terminal() {
    return quiet ? terminal.withoutProgress() : terminal;
  }

  /** Says on stderr what the examples of an experiment are; the same experiment with these. */
  Experiment read(Experiment experiment) {
    return experiment.withData(read(experiment.open()));
  }

  /** Says on stderr in one line what was read from files, before anything is computed. */
  public Reading read(Reading opened) {
    reading = opened;
    if (opened.fromFiles() && !quiet) {
      terminal.told("data      " + opened);
    }
    return opened;
  }

  /** Whether nothing is said but the result. */
  public boolean quiet() {
    return quiet;
  }

  /** Whether the result is printed as JSON. */
  public boolean json() {
    return format == Format.JSON;
  }

  /** The command as it was typed. */
  String typed() {
    return "evenkeel "
        + CommandLines.quoted(command.root().commandLine().getParseResult().originalArgs());
  }

  /** The command as it was typed, without the options that say where and how results are shown. */
  public String command() {
    List<String> typed = new ArrayList<>();
    boolean shown = false;
    for (String word : command.root().commandLine().getParseResult().originalArgs()) {
      if (shown) {
        shown = false;
      } else if (SHOWING.contains(word)) {
        shown = true;
      } else if (!word.equals("--quiet")
          && SHOWING.stream().noneMatch(option -> word.startsWith(option + "="))) {
        typed.add(word);
      }
    }
    return ("evenkeel " + CommandLines.quoted(typed)).stripTrailing();
  }

  /** What was read from files, in one line; null if nothing was. */
  @Nullable String line() {
    return reading != null && reading.fromFiles() ? reading.toString() : null;
  }

  /** The origin of a result of this command; nothing else is known of it. */
  public Origin origin(@Nullable Long seed) {
    return new Origin(command(), Experiment.VERSION, seed, null, null, line(), null);
  }

  /** Prints which file was written, unless stdout holds a JSON document. */
  public void told(String what, Object file) {
    if (!json()) {
      terminal.line("%-10s%s".formatted(what, file));
    }
  }

  /** Prints a JSON document. */
  public void print(JsonElement document) {
    if (reading != null && reading.fromFiles() && document instanceof JsonObject object) {
      object.add("data", json(reading));
    }
    terminal.json(Json.text(document));
  }

  private static JsonObject json(Reading reading) {
    Examples training = reading.split().training();
    JsonObject classes = new JsonObject();
    for (int k = 0; k < training.classes(); k++) {
      classes.addProperty(training.classNames().get(k), reading.counts().get(k));
    }
    JsonObject json = new JsonObject();
    json.addProperty("name", training.name());
    json.add("shape", ResultJson.tree(training.shape()));
    json.add("classes", classes);
    json.addProperty("training", training.size());
    json.addProperty("validation", reading.split().validation().size());
    json.addProperty("standardized", reading.standardized());
    json.add("notes", ResultJson.tree(reading.notes()));
    return json;
  }
}
