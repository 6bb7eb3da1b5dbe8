// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.evenkeel.cli.option.Requesting;
import org.evenkeel.cli.terminal.Terminal;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Every option of every command with values that nobody means: exit code 2 and one line of at most
 * 300 characters, without a class of Java and without characters that a terminal obeys. Examples
 * are read, but nothing is computed.
 */
class HostileValuesTest {

  /** Values that no number and no word of an option is; a text or a file name may be. */
  private static final List<String> REFUSED =
      List.of(
          "",
          " ",
          "x".repeat(10_000),
          "NaN",
          "-Infinity",
          "٣",
          "１２",
          "\u001b[31mred\u001b[0m\u0007",
          "\u202egnp.exe",
          "two\nlines\r\n",
          "nul\u0000nul",
          "0x1p3",
          "2f",
          "1e400",
          "1_000",
          "%s%n",
          "'\"`$(id)`",
          "--",
          "a,b;c=d|e",
          "{\"a\": [1}",
          "[".repeat(5000));

  /** Values that some options take and some do not. */
  private static final List<String> EXTREME =
      List.of(
          "0",
          "-1",
          "99999999999999999999",
          "1e20",
          "-0.0",
          "1e-320",
          "2147483647",
          "-2147483648",
          "@x",
          ".",
          "/");

  /**
   * Options that take any text: names of a study, a page, and a class, which is not loaded here.
   */
  private static final Set<String> TEXTS = Set.of("--study-name", "--title", "--block-factory");

  /** Options that take the name of any file that can be created. */
  private static final Set<String> FILES =
      Set.of("--report", "-o", "--output", "--winner", "--study", "--tensorboard", "--mlflow");

  /** What takes the place of values that are no name of a file. */
  private static final Set<String> NO_FILES =
      Set.of("", " ", "x".repeat(10_000), "nul\u0000nul", "[".repeat(5000));

  private static final StringWriter OUT = new StringWriter();
  private static final StringWriter ERR = new StringWriter();
  private static final Requests REQUESTS = new Requests();

  @TempDir private static Path folder;

  private static CommandLine line;

  @BeforeAll
  static void write() throws IOException {
    Files.writeString(
        folder.resolve("study.jsonl"),
        """
        {"op_code": 0, "worker_id": "w", "study_name": "old", "directions": [1]}
        """);
    Files.writeString(folder.resolve("table.csv"), "a,b,c\n1,2,x\n2,4,y\n1,7,x\n2,8,y\n");
    Files.writeString(
        folder.resolve("tensors.tsv"),
        "h.0.attn.c_attn.weight\t4,12\nh.0.attn.c_proj.weight\t4,4\n");
    Path base = folder.resolve("base.safetensors");
    Runs.Result drawn =
        Runs.evenkeel(
            "draw", "--list=" + folder.resolve("tensors.tsv"), "--rules=gpt2", "-o=" + base);
    assertEquals(0, drawn.code(), drawn.err());
    line =
        Evenkeel.commandLine(Terminal.ofLauncher(new PrintWriter(OUT), new PrintWriter(ERR, true)));
    line.setExecutionStrategy(
        parsed -> {
          Evenkeel.check(parsed);
          Object command = parsed.subcommand().commandSpec().userObject();
          // A plan of weights reads its files, and draws nothing.
          if (parsed.subcommand().hasMatchedOption("--plan")
              && parsed.subcommand().commandSpec().name().equals("draw")) {
            return new CommandLine.RunLast().execute(parsed);
          }
          try {
            REQUESTS.reduced(((Requesting) command).request());
          } catch (RuntimeException | Error e) {
            throw new CommandLine.ExecutionException(
                parsed.subcommand().commandSpec().commandLine(), "request", e);
          }
          return 0;
        });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rules --plan",
        "predict",
        "predict --phase",
        "check --layers 2,4,2 --data F/table.csv",
        "check --examples 40",
        "train --examples 40",
        "compare --examples 40",
        "tune --examples 40",
        "report F/study.jsonl -o F/page.html",
        "worker --study F/study.jsonl",
        "draw --plan",
        "draw --output F/new.safetensors",
        "draw --list F/tensors.tsv --rules gpt2 --plan",
        "draw --base F/base.safetensors --only *c_attn* --rules gpt2 --plan",
        "audit F/base.safetensors"
      })
  void noOptionFailsOnAnyValue(String base) throws IOException {
    List<String> wrong = new ArrayList<>();
    List<String> words = Arrays.asList(base.replace("F/", folder + "/").split(" ", -1));
    Set<Path> before = files();
    for (OptionSpec option : line.getSubcommands().get(words.get(0)).getCommandSpec().options()) {
      String name = option.longestName();
      if (option.arity().max() == 0) {
        continue;
      }
      List<String> typed = new ArrayList<>(words);
      int given = typed.indexOf(name);
      if (given >= 0) {
        typed.subList(given, given + 2).clear();
      }
      for (List<String> values : List.of(REFUSED, EXTREME)) {
        for (String value : values) {
          String fault = fault(typed, name, value, values == REFUSED && !isTaken(name, value));
          if (!fault.isEmpty()) {
            wrong.add("%s %s=%.20s: %s".formatted(base, name, value, fault));
          }
        }
      }
    }
    assertEquals("", String.join("\n", wrong));
    assertEquals(before, files());
  }

  /** The test can fail: a message with a class of Java, and a value that is taken, are found. */
  @Test
  void faultsAreFound() {
    assertTrue(
        fault(2, "", "evenkeel: cannot convert 'x' to interface java.nio.file.Path\n", true)
            .startsWith("internals"));
    assertTrue(fault(2, "", "evenkeel: red \u001b[31m\n", true).startsWith("control"));
    assertTrue(fault(2, "", "evenkeel: a\nevenkeel: b\n", true).startsWith("not one line"));
    assertEquals("is taken", fault(List.of("check"), "--seed", "7", true));
    assertEquals("", fault(List.of("check"), "--seed", "7", false));
  }

  private static boolean isTaken(String option, String value) {
    return TEXTS.contains(option) || (FILES.contains(option) && !NO_FILES.contains(value));
  }

  private static Set<Path> files() throws IOException {
    try (Stream<Path> here = Files.list(Path.of(""));
        Stream<Path> there = Files.list(folder)) {
      return Set.copyOf(Stream.concat(here, there).toList());
    }
  }

  /** What is wrong with the answer to a value; empty for nothing. */
  private static String fault(List<String> words, String option, String value, boolean refused) {
    OUT.getBuffer().setLength(0);
    ERR.getBuffer().setLength(0);
    List<String> typed = new ArrayList<>(words);
    typed.add(option + "=" + value);
    int code;
    try {
      code = line.execute(typed.toArray(String[]::new));
    } catch (RuntimeException | Error e) {
      return e.toString();
    }
    return fault(code, OUT.toString(), ERR.toString(), refused);
  }

  private static String fault(int code, String out, String err, boolean refused) {
    String said = err.strip();
    if ((out + err).chars().anyMatch(c -> c != '\n' && Character.isISOControl(c))) {
      return "control characters " + said;
    } else if (code == 0) {
      return refused ? "is taken" : "";
    } else if (code != 2) {
      return "exit code " + code + " " + said;
    } else if (said.lines().count() != 1
        || said.length() > 300
        || !said.startsWith("evenkeel: ")
        || !out.isEmpty()) {
      return "not one line: " + said.length() + " " + said + out;
    }
    return said.matches(
            ".*(Exception|For input string|interface |\\bnull\\b|\\b(java|javax|org|com|sun)\\.\\w+\\.).*")
        ? "internals: " + said
        : "";
  }
}
