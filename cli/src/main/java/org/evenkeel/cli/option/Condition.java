// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli.option;

import java.util.List;
import java.util.function.Predicate;

/**
 * A condition on which options have an effect: a row of {@link OptionTable}.
 *
 * @param options the options
 * @param commands the commands that it is about
 * @param help the condition as the help of an option says it; empty where there is none to say
 * @param holds the condition
 * @param refusal why an option has no effect otherwise, after "has no effect"; empty for always
 * @param remedy what to do instead of omitting the option; empty for nothing else
 */
record Condition(
    List<String> options,
    List<String> commands,
    String help,
    Predicate<Given> holds,
    String refusal,
    String remedy) {

  private static final List<String> ALL =
      List.of(
          "rules", "predict", "check", "train", "compare", "tune", "report", "worker", "draw",
          "audit", "lab");

  private static final Predicate<Given> NEVER = Condition::never;

  /** A condition on some options, separated by blanks, of all commands. */
  static Draft on(String options) {
    return new Draft(List.of(options.split(" ")), ALL);
  }

  /** The options and commands of a condition. */
  record Draft(List<String> options, List<String> commands) {

    Draft in(String names) {
      return new Draft(options, List.of(names.split(" ")));
    }

    /** Needs one of some options, separated by blanks. */
    Condition needs(String others, String remedy) {
      String[] names = others.split(" ");
      String or = String.join(" or ", names);
      return new Condition(
          options, commands, "Needs " + or + ".", g -> g.has(names), "without " + or, remedy);
    }

    /** Has no effect beside any of some options, separated by blanks. */
    Condition without(String others, String refusal) {
      String[] names = others.split(" ");
      return new Condition(
          options,
          commands,
          "Not beside " + String.join(" or ", names) + ".",
          g -> !g.has(names),
          refusal,
          "");
    }

    /**
     * Has no effect beside an option of many that it rules out, whose own help says so once for all
     * of them.
     */
    Condition withoutSaying(String other, String refusal) {
      return new Condition(options, commands, "", g -> !g.has(other), refusal, "");
    }

    /** Needs what a predicate tells. */
    Condition where(String help, Predicate<Given> holds, String refusal) {
      return new Condition(options, commands, help, holds, refusal, "");
    }

    /** Always has an effect. */
    Condition always() {
      return new Condition(options, commands, "", g -> true, "", "");
    }

    /** Has no effect in a command, which has it with others in common. */
    Condition never(String refusal) {
      return new Condition(options, commands, "", NEVER, refusal, "");
    }
  }

  private static boolean never(Given given) {
    return false;
  }

  boolean concerns(String command, String option) {
    return commands.contains(command) && options.contains(option);
  }

  /** Whether the options never have an effect in the commands. */
  boolean isNever() {
    return holds == NEVER;
  }

  /** The line that refuses an option. */
  String message(Given given, String option) {
    String shown = given.shown(option);
    return "%s has no effect %s%s; %somit %s"
        .formatted(
            option,
            refusal,
            shown.equals(option) ? "" : ": '" + shown.substring(option.length() + 1) + "'",
            remedy.isEmpty() ? "" : remedy + ", or ",
            option);
  }
}
