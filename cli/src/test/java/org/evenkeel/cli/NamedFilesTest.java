// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.evenkeel.cli.command.Output;
import org.evenkeel.cli.option.NamedFiles;
import org.evenkeel.cli.terminal.Terminal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Every option of every command that names a file is compared with the outputs of the command. */
class NamedFilesTest {

  /** The options that name a file to write; a new one belongs here and in {@link NamedFiles}. */
  private static final Set<String> OUTPUTS =
      Set.of(
          "--report", "-o", "--output", "--png", "--svg", "--winner", "--tensorboard", "--mlflow");

  @TempDir Path folder;

  private static List<CommandLine> commands() {
    Terminal terminal =
        Terminal.ofLauncher(
            new PrintWriter(new StringWriter()), new PrintWriter(new StringWriter()));
    CommandLine.IFactory factory =
        new CommandLine.IFactory() {
          @Override
          public <K> K create(Class<K> type) throws Exception {
            return type == Output.class
                ? type.cast(new Output(terminal))
                : CommandLine.defaultFactory().create(type);
          }
        };
    return Stream.of(Evenkeel.class.getAnnotation(Command.class).subcommands())
        .map(type -> new CommandLine(type, factory))
        .toList();
  }

  /** Whether an option or parameter names a file: by its type, or by what its help calls it. */
  private static boolean namesAFile(ArgSpec one) {
    boolean paths = one.type() == Path.class || List.of(one.auxiliaryTypes()).contains(Path.class);
    return paths || one.paramLabel().matches(".*(FILE|JAR|FOLDER|RESULT).*");
  }

  private static String name(ArgSpec one) {
    return one instanceof OptionSpec option ? option.longestName() : one.paramLabel();
  }

  private static List<String> words(ArgSpec one, Path file) {
    return one instanceof PositionalParamSpec
        ? List.of(file.toString())
        : List.of(name(one), file.toString());
  }

  @Test
  void noOutputOverwritesAFileOfTheSameCommand() throws Exception {
    Path file = Files.writeString(folder.resolve("file.html"), "kept");
    Set<String> outputs = new TreeSet<>();
    List<String> unchecked = new ArrayList<>();
    int pairs = 0;
    for (CommandLine command : commands()) {
      List<ArgSpec> files =
          command.getCommandSpec().args().stream().filter(NamedFilesTest::namesAFile).toList();
      for (ArgSpec output : files) {
        if (!OUTPUTS.contains(name(output))) {
          continue;
        }
        outputs.add(name(output));
        for (ArgSpec other : files) {
          if (other == output) {
            continue;
          }
          pairs++;
          List<String> words = new ArrayList<>(words(output, file));
          words.addAll(words(other, file));
          if (command.getCommandName().equals("report")) {
            words.add(folder.resolve("result.json").toString()); // which it needs
          }
          if (command.getCommandName().equals("audit") && other instanceof OptionSpec) {
            words.add(folder.resolve("model.safetensors").toString()); // which it needs
          }
          NamedFiles named = NamedFiles.of(command.parseArgs(words.toArray(String[]::new)));
          try {
            named.check();
            unchecked.add(command.getCommandName() + " " + words);
          } catch (IllegalArgumentException e) {
            assertTrue(e.getMessage().contains(" would overwrite "), e.getMessage());
          }
        }
      }
    }
    assertEquals(List.of(), unchecked);
    assertEquals(OUTPUTS, outputs);
    assertTrue(pairs > 30, pairs + " pairs");
  }

  /** Every file that help calls an output is known as one. */
  @Test
  void everyOutputIsRefusedInAMissingFolder() {
    for (CommandLine command : commands()) {
      for (OptionSpec option : command.getCommandSpec().options()) {
        boolean writes = String.join(" ", option.description()).matches("(?s).*\\b[Ww]rites?\\b.*");
        if (namesAFile(option) && writes && !option.paramLabel().contains("FOLDER")) {
          String missing = folder.resolve("no").resolve("file").toString();
          List<String> words = new ArrayList<>(List.of(option.longestName(), missing));
          if (command.getCommandName().equals("audit")) {
            words.add(folder.resolve("model.safetensors").toString()); // which it needs
          }
          NamedFiles named = NamedFiles.of(command.parseArgs(words.toArray(String[]::new)));
          assertTrue(
              assertThrows(IllegalArgumentException.class, named::check, option.longestName())
                  .getMessage()
                  .contains("create it first"));
        }
      }
    }
  }
}
