// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.evenkeel.cli.terminal.ExitCode;
import org.evenkeel.text.Text;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every command's tables on terminals of several widths, with and without more than ASCII. */
class TerminalTest {

  /** A command to copy is the one thing that is never broken. */
  private static final String COMMAND = "  evenkeel ";

  @TempDir static Path folder;

  @BeforeAll
  static void files() throws IOException {
    Files.writeString(
        folder.resolve("rules.yaml"),
        """
        rules:
          - {name: "dense2.*", rule: "uniform(-0.5, 0.5)"}
          - {kind: bias, rule: constant(0.1)}
          - {name: "*.weight", kind: dense, rule: he*3, fan: average, distribution: uniform}
        """);
    Files.writeString(
        folder.resolve("net.yaml"),
        """
        input: [1, 8, 8]
        layers:
          - convolution: {channels: 8, kernel: 3, padding: 1, name: 特徴抽出の畳み込み層}
          - activation: relu
          - residual:
              branch:
                - convolution: {channels: 8, kernel: 3, padding: 1}
                - activation: tanh
                - convolution: {channels: 8, kernel: 3, padding: 1}
          - activation: gelu
          - pooling: {reduction: average}
          - dense: {units: 10, name: "tête\\t<b>"}
        """);
  }

  static Stream<String> commands() {
    return Stream.of(
        "check --layers 64,64x100,10 --activation tanh --rule lecun*3",
        "check --layers 64,64x20,10 --activation sigmoid --bias-variance 0.4 --rule 1/n",
        "check --layers 64,32x3,10 --spectrum",
        "check --network %/net.yaml --rule he*2",
        "check --block-factory org.evenkeel.cli.TwoTowers --rule djl",
        "predict --layers 64,64x100,10 --activation gelu",
        "predict --layers 64,32x3,10 --activation tanh --spectrum",
        "predict --phase --activation tanh",
        "predict --phase --activation relu",
        "compare --layers 64,64x30,10 --examples 300 --epochs 1 --starts"
            + " 0.5/n,he*0.98,4/n,1000/n,truncated-normal(0.125),data,djl",
        "train --layers 64,64x30,10 --examples 300 --epochs 2",
        "rules",
        "rules --plan",
        "rules --plan --rules %/rules.yaml --layers 64,64x3,10",
        "rules --plan --network %/net.yaml",
        "rules --plan --block-factory org.evenkeel.cli.TwoTowers");
  }

  private static String run(String command) {
    String[] words =
        Stream.of(command.split(" "))
            .map(word -> word.replace("%", folder.toString()))
            .toArray(String[]::new);
    Runs.Result result = Runs.evenkeel(words);
    assertTrue(result.code() == 0 || result.code() == ExitCode.NOT_HEALTHY, command + result.err());
    return result.out();
  }

  private static String on(int columns, String encoding, String command) {
    return Runs.on(columns, encoding, () -> run(command));
  }

  private static void assertFits(int columns, String text) {
    for (String line : text.lines().toList()) {
      assertTrue(line.startsWith(COMMAND) || Text.width(line) <= columns, line + "\n" + text);
    }
  }

  private static void assertAscii(String text) {
    text.chars().forEach(c -> assertTrue(c < 128, Character.toString(c) + "\n" + text));
  }

  @ParameterizedTest
  @MethodSource("commands")
  void fitsEightyColumns(String command) {
    String text = on(80, "UTF-8", command);
    assertFits(80, text);
    String ascii = on(80, "ASCII", command);
    assertFits(80, ascii);
    assertAscii(ascii);
    assertFits(200, on(200, "UTF-8", command));
  }

  /** Where there is place, nothing is left out; where there is none, a line says what is. */
  @ParameterizedTest
  @MethodSource("commands")
  void nothingIsLeftOutSilently(String command) {
    String wide = on(200, "UTF-8", command);
    assertFalse(wide.contains("Not in 200 columns"), wide);
    if (command.matches("(check|predict) --layers.*")) {
      String range = "[0-9]–[0-9]";
      assertTrue(wide.lines().anyMatch(line -> line.matches(".*" + range + ".*")), wide);
      String narrow = on(80, "UTF-8", command);
      assertEquals(
          narrow.lines().noneMatch(line -> line.matches("dense.*" + range + ".*")),
          narrow.lines().anyMatch(line -> line.matches("Not in 80 columns: .*range.*")),
          narrow);
    }
  }

  @Test
  void checkAndPredictTellTheStory() {
    String table = on(80, "UTF-8", "check --layers 64,64x30,10 --rule 1/n");
    List<String> lines = table.lines().toList();
    int signal =
        lines.indexOf(lines.stream().filter(l -> l.startsWith("signal ")).findFirst().get());
    assertTrue(lines.get(signal).matches("signal    ▄+▃+▂+▁+·+"), table);
    assertTrue(lines.get(signal + 1).matches("gradient  ·+▁+▂+▃+▄+▅"), table);
    assertEquals(
        "Bars: ▄ is 1, each step a factor of 10; · is below 0.0003, ↑ above 30,000.",
        lines.get(signal + 2));
    assertTrue(lines.get(signal + 4).startsWith("vanishing: the signal's second moment shrinks"));
    assertTrue(table.contains("Try --rule auto.\n\nLargest stable learning rate: "), table);
    String ascii = on(80, "ASCII", "check --layers 64,64x30,10 --rule 1/n");
    assertTrue(ascii.lines().anyMatch(l -> l.matches("signal    -+,+\\.+_+v+")), ascii);
  }

  @Test
  void compareHasALineForEachStart() {
    String table =
        on(80, "UTF-8", "compare --layers 64,64x30,10 --examples 300 --epochs 1 --starts 0.5/n,he");
    assertTrue(
        table.lines().anyMatch(l -> l.matches("0\\.5/n  ▄[▁-▄]+·+  vanishing  vanished .*")),
        table);
    assertTrue(table.lines().anyMatch(l -> l.matches("he     [▃▄▅]+  healthy .*")), table);
    assertTrue(table.contains("0.5/n: the signal's second moment shrinks"), table);
  }

  /** The study of a search that takes seconds, its winner and multiplier 1 with their signals. */
  @Test
  void tuneFitsToo() {
    String study = folder.resolve("study.jsonl").toString();
    String begun =
        "tune --examples 400 --width 16 --depth 8 --epochs 3 --seeds 2 --confirm 2 --workers 1"
            + " --search multiplier=log:0.1..10,learningRate=log:1e-3..1,optimizer=sgd|adam,batch=int:16..64"
            + " --trials 12 --study "
            + study;
    String table = on(80, "UTF-8", begun);
    assertFits(80, table);
    assertTrue(
        table.lines().anyMatch(l -> l.matches(" *[0-9]+ +1\\.00  [▁-█·↑]+ +[▁-█·↑]+ +[a-z]+")),
        table);
    assertTrue(table.lines().anyMatch(l -> l.startsWith(COMMAND + "train --examples")), table);
    String again = "tune --workers 1 --trials 12 --study " + study;
    String ascii = on(80, "ASCII", again);
    assertFits(80, ascii);
    assertAscii(ascii);
    assertFits(80, on(80, "UTF-8", "worker --trials 12 --study " + study));
  }

  @Test
  void helpAndErrorsAreAsciiToo() {
    Runs.on(
        80,
        "ASCII",
        () -> {
          String help = Runs.evenkeel("predict", "--help").out();
          assertAscii(help);
          assertTrue(help.contains("sigma_w^2"), help);
          assertAscii(Runs.evenkeel("check", "--rule", "größer").err());
          return null;
        });
  }

  /** The same document, for whoever reads it. */
  @Test
  void jsonIsTheSameInAscii() {
    String command = "rules --plan --network %/net.yaml --format json";
    String ascii = on(80, "ASCII", command);
    assertAscii(ascii);
    String whole = on(80, "UTF-8", command);
    assertTrue(whole.contains("特徴抽出の畳み込み層.weight"), whole);
    assertEquals(JsonParser.parseString(whole), JsonParser.parseString(ascii));
  }

  @Test
  void colorsChangeNothingElse() {
    String command = "compare --layers 64,8,10 --examples 100 --epochs 1 --starts he,1000/n";
    String plain = run(command);
    assertFalse(plain.contains("\u001b"), "stdout is no terminal here");
    String colored = Runs.with(Map.of("picocli.ansi", "true"), () -> run(command));
    assertTrue(colored.contains("\u001b[32m\u001b[1mhealthy"), colored);
    assertTrue(colored.contains("\u001b[31m\u001b[1m"), colored);
    assertEquals(plain, colored.replaceAll("\u001b\\[[0-9;]*m", ""));
  }

  /** On a terminal of its own, which the program script makes. */
  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"a terminal", "a pipe", "NO_COLOR"})
  void colorsAreForTerminalsThatWantThem(String where) throws Exception {
    if (!Files.isExecutable(Path.of("/usr/bin/script"))
        || !System.getProperty("os.name").equals("Linux")) {
      System.out.println("TerminalTest: skipped, there is no /usr/bin/script of Linux");
      return;
    }
    String java =
        "'%s/bin/java' -cp '%s' org.evenkeel.cli.Evenkeel predict --layers 64,64,10"
            .formatted(System.getProperty("java.home"), System.getProperty("java.class.path"));
    ProcessBuilder process =
        new ProcessBuilder(
            "/usr/bin/script",
            "-qec",
            where.equals("a pipe") ? java + " | cat" : java,
            folder.resolve("typescript").toString());
    process.environment().remove("NO_COLOR");
    process.environment().remove("CLICOLOR_FORCE");
    if (where.equals("NO_COLOR")) {
      process.environment().put("NO_COLOR", "1");
    }
    process.redirectErrorStream(true);
    Process running = process.start();
    String text = new String(running.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, running.waitFor(), text);
    assertTrue(text.contains("healthy"), text);
    assertEquals(where.equals("a terminal"), text.contains("\u001b["), text);
  }
}
