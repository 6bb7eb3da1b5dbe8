// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The page of results. The words stand in a template; a line {@code {{name}}} of it is replaced by
 * the table of that name.
 */
public final class Page {

  private static final Pattern PLACE = Pattern.compile("(?m)^\\{\\{(.+)}}$");

  private final List<Results> runs;

  private Page(List<Results> runs) {
    this.runs = runs;
  }

  /** Writes the page: folder of the results, template, page. */
  public static void main(String[] args) throws IOException {
    Page page = new Page(Results.read(Path.of(args[0])));
    String text =
        PLACE
            .matcher(Files.readString(Path.of(args[1])))
            .replaceAll(place -> Matcher.quoteReplacement(page.table(place.group(1))));
    Files.writeString(Path.of(args[2]), text);
  }

  private String table(String name) {
    return switch (name) {
      case "runs" -> runs();
      case "promises" -> promises();
      case "checked" -> checked();
      case "cold" -> Plan.COLD.stream().map(this::cold).collect(Collectors.joining("\n\n"));
      default -> {
        Question question = Question.valueOf(name);
        yield Plan.WARM.stream()
            .filter(plan -> plan.question() == question)
            .map(this::warm)
            .collect(Collectors.joining("\n\n"));
      }
    };
  }

  private String runs() {
    List<String> lines = new ArrayList<>();
    lines.add("| JDK | machine | date | commit | turns | first draws |");
    lines.add("|---|---|---|---|---|---|");
    for (Results results : runs) {
      Results.Run run = results.run();
      lines.add(
          row(
              run.vm() + " " + run.jdk(),
              run.machine(),
              run.date(),
              "`" + run.commit() + "`",
              Integer.toString(run.rounds()),
              Integer.toString(run.processes())));
    }
    return String.join("\n", lines);
  }

  private String promises() {
    List<String> lines = new ArrayList<>();
    lines.add("| promise | promised |" + columns(run -> " JDK " + run.run().feature() + " |"));
    lines.add("|---|---|" + columns(run -> "---|"));
    for (Promise promise : Promise.ALL) {
      lines.add(
          row(promise.text(), promise.promised())
              + columns(run -> " " + promise.outcome(run) + " |"));
    }
    return String.join("\n", lines);
  }

  private String warm(Plan plan) {
    boolean rate = !List.of(Question.ORTHOGONAL, Question.DJL_MODEL).contains(plan.question());
    List<String> lines = new ArrayList<>();
    lines.add(
        title(plan.question())
            + ", "
            + size(plan.size())
            + ": "
            + (rate ? "million numbers a second" : "milliseconds")
            + ", and the speed as a ratio to "
            + plan.reference()
            + "'s.\n");
    lines.add(heading(2));
    for (String contestant : plan.contestants()) {
      lines.add(
          "| "
              + contestant
              + " |"
              + columns(
                  run ->
                      IntStream.rangeClosed(1, 2)
                          .mapToObj(n -> cell(run, plan, contestant, n, rate))
                          .collect(Collectors.joining())));
    }
    return String.join("\n", lines);
  }

  private static String cell(Results run, Plan plan, String contestant, int threads, boolean rate) {
    Optional<Double> time = run.warm(plan.question(), contestant, plan.size(), threads);
    Optional<Double> reference = run.warm(plan.question(), plan.reference(), plan.size(), threads);
    if (time.isEmpty()) {
      return " " + missing(run, plan.question(), contestant) + " |";
    }
    double shown = rate ? plan.size() / time.get() / 1000 : time.get();
    return " "
        + number(shown)
        + reference.map(r -> ", " + number(r / time.get()) + "×").orElse("")
        + " |";
  }

  private String cold(Plan plan) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "The first "
            + size(plan.size())
            + " normals: milliseconds, and the time as a ratio to "
            + plan.reference()
            + "'s; in brackets the milliseconds before, to load natives and allocate.\n");
    lines.add("| | threads |" + columns(run -> " JDK " + run.run().feature() + " |"));
    lines.add("|---|---|" + columns(run -> "---|"));
    for (Row row : plan.coldRound()) {
      lines.add(
          row(row.contestant(), Integer.toString(row.threads()))
              + columns(run -> " " + cell(run, row, plan.reference()) + " |"));
    }
    return String.join("\n", lines);
  }

  private static String cell(Results run, Row row, String reference) {
    Optional<Double> time = run.cold(row.contestant(), row.size(), row.threads());
    if (time.isEmpty()) {
      return missing(run, row.question(), row.contestant());
    }
    return number(time.get())
        + run.cold(reference, row.size(), 1)
            .map(r -> ", " + number(time.get() / r) + "×")
            .orElse("")
        + run.cold(row.contestant(), row.size(), row.threads(), false)
            .map(open -> " (" + number(open) + ")")
            .orElse("");
  }

  /** One line for each contestant whose numbers are not what was asked for. */
  private String checked() {
    Map<Row, String> lines = new LinkedHashMap<>();
    for (Results run : runs) {
      run.checked()
          .forEach(
              (row, result) -> {
                if (result.wrong()) {
                  lines.putIfAbsent(row, verdict(row, result));
                }
              });
    }
    return lines.isEmpty() ? "All do." : String.join("\n", lines.values());
  }

  private static String verdict(Row row, FirstDraw.Result result) {
    return String.format(
        Locale.ROOT,
        "- %s, %s: mean %.2g, variance %.4g; 0 and %.4g were asked for.",
        title(row.question()),
        row.contestant(),
        result.mean(),
        result.variance(),
        result.promised());
  }

  private static String missing(Results run, Question question, String contestant) {
    return run.checked(question, contestant).map(FirstDraw.Result::missing).orElse("not measured");
  }

  private String heading(int threads) {
    return "| |"
        + columns(
            run ->
                IntStream.rangeClosed(1, threads)
                    .mapToObj(n -> " JDK " + run.run().feature() + threads(n) + " |")
                    .collect(Collectors.joining()))
        + "\n|---|"
        + "---|".repeat(threads * runs.size());
  }

  private String columns(Function<Results, String> column) {
    return runs.stream().map(column).collect(Collectors.joining());
  }

  private static String row(String... cells) {
    return "| " + String.join(" | ", cells) + " |";
  }

  static String title(Question question) {
    return switch (question) {
      case NORMALS -> "Normals";
      case UNIFORMS -> "Uniforms";
      case TRUNCATED_NORMALS -> "Truncated normals";
      case ORTHOGONAL -> "Orthogonal";
      case DJL_NORMALS -> "New DJL parameter, normal";
      case DJL_UNIFORMS -> "New DJL parameter, uniform";
      case DJL_TRUNCATED_NORMALS -> "New DJL parameter, truncated normal";
      case DJL_MODEL -> "DJL model";
    };
  }

  static String threads(int threads) {
    return threads == 1 ? ", 1 thread" : ", " + threads + " threads";
  }

  private static String size(int size) {
    return size >= Row.M ? size / Row.M + "M" : size / 1024 + "K";
  }

  /** Three digits. */
  static String number(double x) {
    int decimals = x >= 99.95 ? 0 : x >= 9.995 ? 1 : 2;
    return String.format(Locale.ROOT, "%." + decimals + "f", x);
  }
}
