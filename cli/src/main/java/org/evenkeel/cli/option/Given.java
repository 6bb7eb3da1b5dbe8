// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli.option;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** The options and arguments that were given to one command. */
public final class Given {

  private final ParseResult parsed;

  /** What was parsed for a command, without its subcommands. */
  public Given(ParseResult parsed) {
    this.parsed = parsed;
  }

  /** The command's name. */
  public String command() {
    return parsed.commandSpec().name();
  }

  /** The names of the options that were given. */
  public List<String> options() {
    return parsed.matchedOptions().stream().map(OptionSpec::longestName).distinct().toList();
  }

  /** Whether one of these options was given. */
  public boolean has(String... names) {
    return Arrays.stream(names).anyMatch(parsed::hasMatchedOption);
  }

  /** The first of these options that was given, as it was typed; empty if none was. */
  String shown(String... names) {
    return Arrays.stream(names)
        .filter(this::has)
        .findFirst()
        .map(name -> (name + " " + value(name, "")).strip())
        .orElse("");
  }

  /** The value of an option, or else its default value; a last resort where it has none. */
  public String value(String name, String otherwise) {
    OptionSpec option = parsed.commandSpec().findOption(name);
    if (option == null) {
      return otherwise;
    }
    if (!has(name) || option.arity().max() == 0) {
      return option.defaultValue() == null ? otherwise : option.defaultValue();
    }
    return parsed.matchedOption(name).originalStringValues().stream()
        .reduce((first, last) -> last)
        .orElse(otherwise);
  }

  /** The arguments that are not options. */
  public List<String> arguments() {
    return parsed.matchedPositionals().stream()
        .flatMap(one -> one.originalStringValues().stream())
        .collect(Collectors.toList());
  }
}
