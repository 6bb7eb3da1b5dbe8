// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.report;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Commands to copy. */
final class Remedy {

  /** Commands that start one network in one way. */
  private static final Pattern SINGLE = Pattern.compile("evenkeel (check|predict|train) .*");

  /** A remedy that consists of options with values and nothing else. */
  private static final Pattern OPTIONS =
      Pattern.compile("--[a-z-]+ [^\\s,:;-][^\\s,:;]*( --[a-z-]+ [^\\s,:;-][^\\s,:;]*)*");

  private static final Pattern OPTION = Pattern.compile("(--[a-z-]+) (\\S+)");

  private static final String VALUE = "[ =]('[^']*'|\"[^\"]*\"|[^\\s'\"]+)(?=\\s|$)";

  private Remedy() {}

  /**
   * A command with a remedy in it; null where that cannot be said by replacing its options, as for
   * remedies in words, for rules that carry a multiplier of their own, and for rule files.
   */
  static String command(String command, String remedy) {
    if (command == null
        || !SINGLE.matcher(command).matches()
        || !OPTIONS.matcher(remedy).matches()
        || command.contains(" --rules")) {
      return null;
    }
    String text = command;
    for (String replaced : List.of("--report", "--png", "--svg")) {
      text = text.replaceAll(" " + replaced + VALUE, "");
    }
    Matcher option = OPTION.matcher(remedy);
    while (option.find()) {
      String name = option.group(1);
      if (name.equals("--multiplier") && text.matches(".* --rule[ =]\\S*[*].*")) {
        return null;
      }
      text = text.replaceAll(" " + name + VALUE, "") + " " + name + " " + option.group(2);
    }
    return text;
  }

  /** Arguments as a shell takes them. */
  static String quoted(List<String> arguments) {
    return arguments.stream()
        .map(one -> one.matches("[\\w@%+=:,./-]+") ? one : "'" + one.replace("'", "'\\''") + "'")
        .collect(Collectors.joining(" "));
  }
}
