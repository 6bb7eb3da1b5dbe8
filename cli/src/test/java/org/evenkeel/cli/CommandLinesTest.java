package org.evenkeel.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.evenkeel.cli.terminal.Terminal;
import org.evenkeel.result.CommandLines;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.ParseResult;

/** The command that is printed for a winner and the file of its options, for any file name. */
class CommandLinesTest {

  @TempDir private static Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "plain.csv",
        "a b",
        " leading and trailing ",
        "it's",
        "\"quoted\"",
        "both ' and \"",
        "$HOME ${HOME} $(id) `id`",
        "new\nline",
        "two\n\nlines\rand\ttabs",
        "ends in one\n",
        "ends in \"two\"\n\n",
        "\n",
        "back\\slash\\n",
        "# no comment",
        "@file",
        "@@twice",
        "%s %n 100%",
        "*?[a-z]~!&|;<>(){}",
        "ünïcödé 数据",
        "escape\u001b[31m\u007f"
      })
  void aFileNameComesBackFromTheShellAndFromTheFile(String name)
      throws IOException, InterruptedException {
    List<String> arguments = List.of("--data", name, "--width", "16");
    String command = CommandLines.train(arguments);
    assertFalse(command.codePoints().anyMatch(Character::isISOControl), command);
    Process shell =
        new ProcessBuilder("sh", "-c", "evenkeel() { printf '%s\\0' \"$@\"; }; " + command)
            .redirectErrorStream(true)
            .start();
    String words = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, shell.waitFor(), words);
    // picocli takes @@file for the word @file
    assertEquals(
        List.of("train", "--data", name.startsWith("@") ? "@" + name : name, "--width", "16", ""),
        List.of(words.split("\0", -1)));
    Path file = folder.resolve("winner of $1.txt");
    Files.writeString(file, CommandLines.file(arguments));
    ParseResult parsed =
        Evenkeel.commandLine(
                Terminal.ofLauncher(
                    new PrintWriter(new StringWriter()), new PrintWriter(new StringWriter())))
            .parseArgs("train", "@" + file)
            .subcommand();
    assertEquals(List.of(name), parsed.matchedOption("--data").originalStringValues());
    assertEquals(List.of("16"), parsed.matchedOption("--width").originalStringValues());
  }
}
