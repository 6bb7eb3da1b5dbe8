// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.result;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.evenkeel.signal.Change;
import org.evenkeel.signal.Remedy;

/** Remedies as options of the command, and commands with a remedy in place of their options. */
public final class CommandLines {

  /** Commands that start one network in one way. */
  private static final Pattern SINGLE = Pattern.compile("evenkeel (check|predict|train) .*");

  /** Options that a copied command leaves out. */
  private static final List<String> OUTPUTS = List.of("--report", "--png", "--svg");

  private static final String VALUE = "[ =]('[^']*'|\"[^\"]*\"|[^\\s'\"]+)(?=\\s|$)";

  private CommandLines() {}

  /** An option with its value. */
  private record Option(String name, String value) {
    @Override
    public String toString() {
      return name + " " + value;
    }
  }

  /** A sentence that advises a remedy, in options where there are some. */
  public static String advice(Remedy remedy) {
    String trials =
        remedy.trials().stream()
            .map(trial -> "%s is %s".formatted(options(trial.change()), trial.state().label()))
            .collect(Collectors.joining(", "));
    return (remedy.isKnown() ? "Try " + options(remedy) + "." : "Nothing better is known.")
        + (trials.isEmpty() ? "" : " Tried by one more measurement each: %s.".formatted(trials));
  }

  /** A remedy as options, as {@code --rule auto}, and in words what no option says. */
  public static String options(Remedy remedy) {
    StringBuilder text = new StringBuilder();
    for (Change change : remedy.changes()) {
      text.append(text.isEmpty() ? "" : text.indexOf("--raw") >= 0 ? ", and " : " ")
          .append(options(change));
    }
    return remedy.isKnown() ? text.toString() : remedy.toString();
  }

  private static String options(Change change) {
    if (change instanceof Change.Standardize) {
      return "standardize the data, without --raw";
    }
    List<Option> options = list(change);
    return options.isEmpty()
        ? change.toString()
        : options.stream().map(Option::toString).collect(Collectors.joining(" "))
            + (dropsRules(change) ? " without --rules" : "");
  }

  /** The options of a change; empty where words have to do. */
  private static List<Option> list(Change change) {
    List<Option> options = new ArrayList<>();
    if (change instanceof Change.Redraw redraw) {
      options.add(new Option("--rule", redraw.rule()));
      if (redraw.multiplier() != null) {
        options.add(new Option("--multiplier", number(redraw.multiplier())));
      }
      if (redraw.biasVariance() != null) {
        options.add(new Option("--bias-variance", number(redraw.biasVariance())));
      }
    } else if (change instanceof Change.Activate activate) {
      options.add(new Option("--activation", activate.activation()));
    } else if (change instanceof Change.Widen widen && !widen.sizes().isEmpty()) {
      options.add(new Option("--layers", widen.layers()));
    }
    return options;
  }

  private static boolean dropsRules(Change change) {
    return change instanceof Change.Redraw redraw && redraw.withoutRulebook();
  }

  private static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : Double.toString(value);
  }

  /**
   * A command with a remedy in it; null where that cannot be said by replacing its options, as for
   * remedies in words and for rule files.
   *
   * @param command the command; null if it is not known
   */
  public static String command(String command, Remedy remedy) {
    if (command == null
        || !SINGLE.matcher(command).matches()
        || command.contains(" --rules")
        || !remedy.isKnown()
        || remedy.changes().stream().anyMatch(c -> list(c).isEmpty() || dropsRules(c))) {
      return null;
    }
    String text = command;
    for (String replaced : OUTPUTS) {
      text = text.replaceAll(" " + replaced + VALUE, "");
    }
    for (Change change : remedy.changes()) {
      for (Option option : list(change)) {
        text = text.replaceAll(" " + option.name() + VALUE, "") + " " + option;
      }
    }
    return text;
  }

  /** Words as a shell takes them. */
  public static String quoted(List<String> words) {
    return words.stream().map(CommandLines::quoted).collect(Collectors.joining(" "));
  }

  private static String quoted(String word) {
    if (word.matches("[\\w@%+=:,./-]+")) {
      return word;
    } else if (word.chars().noneMatch(CommandLines::isControl)) {
      return "'" + word.replace("'", "'\\''") + "'";
    }
    // A terminal does not get control characters, so printf makes them. The shell drops newlines
    // at the end of what it printed, so they are the third separator of a new shell.
    String text = word.replaceFirst("\\n+$", "");
    StringBuilder format = new StringBuilder();
    text.chars()
        .forEach(
            c ->
                format.append(
                    isControl(c) || c == '"'
                        ? octal(c)
                        : c == '\\' ? "\\\\" : c == '%' ? "%%" : Character.toString((char) c)));
    return "\"$(printf '%s')%s\""
        .formatted(
            format.toString().replace("'", "'\\''"),
            "${IFS#??}".repeat(word.length() - text.length()));
  }

  private static boolean isControl(int c) {
    return c < ' ' || c == 0x7f;
  }

  private static String octal(int c) {
    return "\\%03o".formatted(c);
  }

  /**
   * The command that trains with recorded arguments; a file whose name begins with @ gets another.
   */
  public static String train(List<String> arguments) {
    return "evenkeel train " + quoted(arguments.stream().map(CommandLines::literal).toList());
  }

  /** Arguments as {@code @FILE} takes them: one a line, in quotes where need be. */
  public static String file(List<String> arguments) {
    return arguments.stream()
        .map(CommandLines::literal)
        .map(one -> one.matches("[\\w@%+=:,./|-]+") ? one : "\"" + escaped(one) + "\"")
        .map(line -> line + "\n")
        .collect(Collectors.joining());
  }

  /** An argument that is not expanded as {@code @FILE}. */
  private static String literal(String argument) {
    return argument.startsWith("@") ? "@" + argument : argument;
  }

  private static String escaped(String argument) {
    StringBuilder text = new StringBuilder();
    argument
        .chars()
        .forEach(
            c ->
                text.append(
                    isControl(c)
                        ? octal(c)
                        : c == '"' || c == '\\' ? "\\" + (char) c : Character.toString((char) c)));
    return text.toString();
  }
}
