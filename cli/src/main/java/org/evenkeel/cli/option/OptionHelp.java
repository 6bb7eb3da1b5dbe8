// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli.option;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The help of a command, in which each option says when it applies. */
public final class OptionHelp extends Help {

  private OptionHelp(CommandSpec command, ColorScheme colors) {
    super(command, colors);
  }

  /** Makes a command and its subcommands help in this way. */
  public static CommandLine useIn(CommandLine line) {
    for (CommandLine command : line.getSubcommands().values()) {
      hideUseless(command.getCommandSpec());
    }
    return line.setHelpFactory(OptionHelp::new);
  }

  private static void hideUseless(CommandSpec command) {
    for (OptionSpec option : List.copyOf(command.options())) {
      if (OptionTable.hidden(command.name(), option.longestName())) {
        command.remove(option);
        command.addOption(OptionSpec.builder(option).hidden(true).build());
      }
    }
  }

  @Override
  public IOptionRenderer createDefaultOptionRenderer() {
    IOptionRenderer usual = super.createDefaultOptionRenderer();
    return (option, label, scheme) -> usual.render(explained(option), label, scheme);
  }

  /** An option whose description ends with its condition; one without is itself. */
  private OptionSpec explained(OptionSpec option) {
    String when = OptionTable.help(commandSpec().name(), option.longestName());
    if (when.isEmpty() || option.description().length == 0) {
      return option;
    }
    String[] description = option.description().clone();
    description[description.length - 1] += " " + when;
    return OptionSpec.builder(option).description(description).build();
  }
}
