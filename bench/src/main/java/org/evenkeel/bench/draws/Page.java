// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.bench.draws;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.evenkeel.text.Words;

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
            .replaceAll(place -> Matcher.quoteReplacement(page.section(place.group(1))));
    Files.writeString(Path.of(args[2]), text);
  }

  private String section(String name) {
    return switch (name) {
      case "runs" -> runs();
      case "promises" -> promises();
      case "checked" -> checked();
      case "cold" -> Plan.COLD.stream().map(this::cold).collect(Collectors.joining("\n\n"));
      default ->
          Plan.WARM.stream()
              .filter(plan -> plan.question() == Question.valueOf(name))
              .map(this::warm)
              .collect(Collectors.joining("\n\n"));
    };
  }

  /** A table of Markdown; the first row is its heading. */
  private static String table(List<List<String>> rows) {
    List<List<String>> all = new ArrayList<>(rows);
    all.add(1, Collections.nCopies(rows.get(0).size(), "---"));
    return all.stream().map(Page::line).collect(Collectors.joining("\n"));
  }

  private static String line(List<String> cells) {
    return cells.stream()
        .map(cell -> cell.isEmpty() ? " |" : cell.equals("---") ? "---|" : " " + cell + " |")
        .collect(Collectors.joining("", "|", ""));
  }

  /** The cells of a row: some of its own, then those of each run. */
  private List<String> row(Function<Results, Stream<String>> cells, String... first) {
    return Stream.concat(Stream.of(first), runs.stream().flatMap(cells)).toList();
  }

  private static String jdk(Results run) {
    return "JDK " + run.run().feature();
  }

  private String runs() {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("JDK", "machine", "date", "commit", "turns", "first draws"));
    for (Results results : runs) {
      Results.Run run = results.run();
      rows.add(
          List.of(
              run.vm() + " " + run.jdk(),
              run.machine(),
              run.date(),
              "`" + run.commit() + "`",
              Integer.toString(run.rounds()),
              Integer.toString(run.processes())));
    }
    return table(rows);
  }

  private String promises() {
    List<List<String>> rows = new ArrayList<>();
    rows.add(row(run -> Stream.of(jdk(run)), "promise", "promised"));
    for (Promise promise : Promise.ALL) {
      rows.add(row(run -> Stream.of(promise.outcome(run)), promise.text(), promise.promised()));
    }
    return table(rows);
  }

  private String warm(Plan plan) {
    boolean rate = !List.of(Question.ORTHOGONAL, Question.DJL_MODEL).contains(plan.question());
    List<List<String>> rows = new ArrayList<>();
    rows.add(row(run -> Stream.of(1, 2).map(n -> jdk(run) + ", " + Words.count(n, "thread")), ""));
    for (String contestant : plan.contestants()) {
      rows.add(
          row(run -> Stream.of(1, 2).map(n -> cell(run, plan, contestant, n, rate)), contestant));
    }
    return "%s, %s: %s, and the speed as a ratio to %s's.\n\n%s"
        .formatted(
            plan.question().title(),
            size(plan.size()),
            rate ? "million numbers a second" : "milliseconds",
            plan.reference(),
            table(rows));
  }

  private static String cell(Results run, Plan plan, String contestant, int threads, boolean rate) {
    Optional<Double> reference = run.warm(plan.question(), plan.reference(), plan.size(), threads);
    return run.warm(plan.question(), contestant, plan.size(), threads)
        .map(
            time ->
                number(rate ? plan.size() / time / 1000 : time)
                    + reference.map(r -> ", " + number(r / time) + "×").orElse(""))
        .orElseGet(() -> missing(run, plan.question(), contestant));
  }

  private String cold(Plan plan) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(row(run -> Stream.of(jdk(run)), "", "threads"));
    for (Row row : plan.coldRound()) {
      rows.add(
          row(
              run -> Stream.of(cell(run, row, plan.reference())),
              row.contestant(),
              Integer.toString(row.threads())));
    }
    return "The first %s normals: milliseconds, and the time as a ratio to %s's; in brackets the milliseconds before, to load natives and allocate.\n\n%s"
        .formatted(size(plan.size()), plan.reference(), table(rows));
  }

  private static String cell(Results run, Row row, String reference) {
    return run.cold(row.contestant(), row.size(), row.threads())
        .map(
            time ->
                number(time)
                    + run.cold(reference, row.size(), 1)
                        .map(r -> ", " + number(time / r) + "×")
                        .orElse("")
                    + run.cold(row.contestant(), row.size(), row.threads(), Results.Times::open)
                        .map(open -> " (" + number(open) + ")")
                        .orElse(""))
        .orElseGet(() -> missing(run, row.question(), row.contestant()));
  }

  /** One line for each contestant whose numbers are not what was asked for. */
  private String checked() {
    Map<Row, String> lines = new LinkedHashMap<>();
    for (Results run : runs) {
      run.checked().stream()
          .filter(one -> one.result().wrong())
          .forEach(one -> lines.putIfAbsent(one.row(), verdict(one.row(), one.result())));
    }
    return lines.isEmpty() ? "All do." : String.join("\n", lines.values());
  }

  private static String verdict(Row row, FirstDraw.Result result) {
    return String.format(
        Locale.ROOT,
        "- %s, %s: mean %.2g, variance %.4g; 0 and %.4g were asked for.",
        row.question().title(),
        row.contestant(),
        result.mean(),
        result.variance(),
        result.promised());
  }

  private static String missing(Results run, Question question, String contestant) {
    return run.checked(question, contestant).map(FirstDraw.Result::missing).orElse("not measured");
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
