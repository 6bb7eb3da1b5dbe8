// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli;

import com.google.gson.JsonElement;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.evenkeel.result.Json;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Where a command writes to: results to stdout, progress to stderr if it is a terminal. */
final class Output {

  /** How results are written. */
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

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--format",
      paramLabel = "table|json",
      defaultValue = "table",
      description = "How results are written. Default: ${DEFAULT-VALUE}.")
  private Format format;

  @Option(names = "--quiet", description = "No progress on stderr.")
  private boolean quiet;

  @Option(names = "--help", usageHelp = true, description = "Show this help and exit.")
  @SuppressWarnings("UnusedVariable") // picocli reads it
  private boolean help;

  boolean json() {
    return format == Format.JSON;
  }

  /** The command as it was typed. */
  String typed() {
    return "evenkeel "
        + command.root().commandLine().getParseResult().originalArgs().stream()
            .map(Output::quoted)
            .collect(Collectors.joining(" "));
  }

  /** The command as it was typed, without the options that say where and how results are shown. */
  String command() {
    StringBuilder typed = new StringBuilder("evenkeel");
    boolean shown = false;
    for (String word : command.root().commandLine().getParseResult().originalArgs()) {
      if (shown) {
        shown = false;
      } else if (SHOWING.contains(word)) {
        shown = true;
      } else if (!word.equals("--quiet")
          && SHOWING.stream().noneMatch(option -> word.startsWith(option + "="))) {
        typed.append(' ').append(quoted(word));
      }
    }
    return typed.toString();
  }

  /** A word as a shell takes it. */
  static String quoted(String word) {
    return word.matches("[A-Za-z0-9_@%+=:,./-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }

  /** Tells where something was written to, where people read it. */
  void told(String what, Path file) {
    if (!json()) {
      line("%-10s%s".formatted(what, file));
    }
  }

  PrintWriter out() {
    return command.commandLine().getOut();
  }

  /** Writes a JSON document. */
  void print(JsonElement document) {
    String text = Json.text(document);
    out().println(unicode() ? text : Ascii.json(text));
    out().flush();
  }

  /**
   * Writes one line of running text; where it is longer than the terminal, the rest is indented.
   */
  void print(String text) {
    Text.sentence(Text.shown(text), columns()).forEach(out()::println);
  }

  /** Writes sentences that belong together, line under line. */
  void paragraph(String text) {
    Text.cell(Text.shown(text), columns()).forEach(out()::println);
  }

  /** Writes a line as it is, such as that of a table, or a command to copy. */
  void line(String line) {
    out().println(Text.shown(line).stripTrailing());
  }

  /** The columns of the terminal; 80 where they are not known. */
  static int columns() {
    return Math.max(40, Integer.getInteger("evenkeel.columns", 80));
  }

  /** A word in a color, on a terminal that wants colors. */
  static String colored(String color, String text) {
    return Ansi.AUTO.string("@|" + color + " " + text + "|@");
  }

  /** Whether more than ASCII may be written; text is written freely, and spelled if not. */
  static boolean unicode() {
    String encoding = System.getProperty("evenkeel.encoding", "UTF-8");
    return encoding.toUpperCase(Locale.ROOT).startsWith("UTF");
  }

  /** A progress bar on stderr; silent where stderr is no terminal. */
  ProgressBar progress(String task, long steps) {
    return new ProgressBarBuilder()
        .setTaskName(Text.shown(task))
        .setInitialMax(steps)
        .setUpdateIntervalMillis(200)
        .setStyle(unicode() ? ProgressBarStyle.UNICODE_BLOCK : ProgressBarStyle.ASCII)
        .clearDisplayOnFinish()
        .setConsumer(
            quiet || !Boolean.getBoolean("evenkeel.terminal")
                ? new SilentConsumer()
                // Given the width, it does not ask the terminal, which would take Ctrl-C away from
                // us.
                : new ConsoleProgressBarConsumer(
                    System.err, Integer.getInteger("evenkeel.columns", 80) - 1))
        .build();
  }

  /** Draws nothing. */
  private static final class SilentConsumer implements me.tongfei.progressbar.ProgressBarConsumer {
    @Override
    public int getMaxRenderedLength() {
      return 80;
    }

    @Override
    public void accept(String bar) {}

    @Override
    public void close() {}
  }
}
