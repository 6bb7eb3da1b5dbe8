// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.evenkeel.cli.terminal.ExitCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Runs every command and every piece of Java in the documents and holds their output to what stands
 * there: the same words, and the same numbers up to what processors may differ in.
 *
 * <p>{@code ./mvnw verify -Dtest=DocsTest -Dsurefire.failIfNoSpecifiedTests=false
 * -Devenkeel.docs=write} writes the output into the documents.
 */
class DocsTest {

  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

  @TempDir private Path files;

  /** A command with what it printed, or a piece of Java. */
  private static final Pattern BLOCK =
      Pattern.compile("```(console|java)\\n(.*?)```", Pattern.DOTALL);

  private static final Pattern NUMBER =
      Pattern.compile("[-+]?[0-9][0-9,]*(\\.[0-9]+)?(e[-+]?[0-9]+)?");

  static Stream<Path> documents() throws IOException {
    try (Stream<Path> docs = Files.list(ROOT.resolve("docs"))) {
      return Stream.concat(
          Stream.of(ROOT.resolve("README.md")),
          docs.filter(file -> file.toString().endsWith(".md")))
          .sorted()
          .toList()
          .stream();
    }
  }

  @ParameterizedTest
  @MethodSource("documents")
  void commandsPrintWhatTheDocumentSays(Path document) throws IOException {
    boolean write = "write".equals(System.getProperty("evenkeel.docs"));
    Matcher blocks = BLOCK.matcher(Files.readString(document));
    StringBuilder rewritten = new StringBuilder();
    while (blocks.find()) {
      String text = blocks.group(2);
      if (blocks.group(1).equals("console") && text.startsWith("$ ./evenkeel ")) {
        String command = text.lines().findFirst().orElseThrow();
        String expected = text.substring(command.length() + 1);
        String printed = printed(command.substring("$ ./evenkeel ".length()));
        if (write) {
          String block = "```console\n" + command + "\n" + printed + "```";
          blocks.appendReplacement(rewritten, Matcher.quoteReplacement(block));
        } else {
          if (command.startsWith("$ ./evenkeel tune")) {
            assertAlike(command, expected, printed);
          } else {
            assertSame(command, expected, printed);
          }
        }
      }
    }
    blocks.appendTail(rewritten);
    if (write) {
      Files.writeString(document, rewritten);
    }
  }

  /** What a command prints; files that it reads or writes lie in a folder of the test's own. */
  private String printed(String command) throws IOException {
    String[] words = command.strip().split(" +> +", -1);
    String[] args =
        Arrays.stream(words[0].split(" +"))
            .map(arg -> arg.replaceAll("^'|'$", ""))
            .map(
                arg ->
                    arg.startsWith("docs/")
                        ? ROOT.resolve(arg).toString()
                        : arg.startsWith("text:")
                            ? "text:" + ROOT.resolve(arg.substring("text:".length()))
                            : arg.matches("[a-z]+\\.(html|png|svg|json)")
                                ? files.resolve(arg).toString()
                                : arg)
            .toArray(String[]::new);
    Runs.Result result = Runs.evenkeel(args);
    assertTrue(List.of(0, ExitCode.NOT_HEALTHY).contains(result.code()), result.err());
    String out = result.out().replace(files + "/", "").stripTrailing() + "\n";
    if (words.length > 1) {
      Files.writeString(files.resolve(words[1]), out);
      return "";
    }
    return out;
  }

  /** Line by line: the same words; numbers that are both small, both large, or within a fifth. */
  private static void assertSame(String command, String expected, String printed) {
    List<String> lines = expected.lines().toList();
    List<String> found = printed.lines().toList();
    assertEquals(lines.size(), found.size(), command + " printed:\n" + printed);
    for (int i = 0; i < lines.size(); i++) {
      assertEquals(
          words(lines.get(i)), words(found.get(i)), command + " printed:\n" + found.get(i));
      List<Double> numbers = numbers(lines.get(i));
      List<Double> foundNumbers = numbers(found.get(i));
      for (int k = 0; k < numbers.size(); k++) {
        assertTrue(
            close(numbers.get(k), foundNumbers.get(k)),
            "%s printed %s where the document has %s:\n%s"
                .formatted(command, foundNumbers.get(k), numbers.get(k), found.get(i)));
      }
    }
  }

  /**
   * What two workers find in two minutes depends on which of them is faster, and on the machine, as
   * do the epochs and seeds that fit into them: what else comes before the search is the same line
   * by line, and there is an answer.
   */
  private static void assertAlike(String command, String expected, String printed) {
    assertSame(command, plan(expected), plan(printed));
    assertTrue(printed.contains("Train the winner again"), command + " printed:\n" + printed);
  }

  private static String plan(String printed) {
    return printed
        .substring(0, printed.indexOf("study "))
        .replaceAll("\\d+ epochs?; each setting with \\d+ seeds?", "some epochs and seeds");
  }

  private static boolean close(double documented, double found) {
    return Math.abs(documented - found) <= 0.2 * Math.max(Math.abs(documented), Math.abs(found))
        || Math.abs(documented - found) <= 5;
  }

  private static String words(String line) {
    return NUMBER
        .matcher(line)
        .replaceAll("#")
        .replaceAll("#!", "#") // next to the end of a range
        .replaceAll("[▁-█·↑]+", "~")
        .replaceAll(" +", " ")
        .strip();
  }

  private static List<Double> numbers(String line) {
    List<Double> numbers = new ArrayList<>();
    Matcher matcher = NUMBER.matcher(line);
    while (matcher.find()) {
      numbers.add(
          Double.parseDouble(matcher.group().replaceAll(",(?=[0-9]{3})", "").replace(",", "")));
    }
    return numbers;
  }

  /** The pieces of Java in a document. */
  private static List<String> java(String document) throws IOException {
    Matcher blocks = BLOCK.matcher(Files.readString(ROOT.resolve(document)));
    List<String> pieces = new ArrayList<>();
    while (blocks.find()) {
      if (blocks.group(1).equals("java")) {
        pieces.add(blocks.group(2));
      }
    }
    return pieces;
  }

  /** Compiles a class as a user would, with this class path. */
  private static Class<?> compiled(Path folder, String name, String text) throws Exception {
    Path source = folder.resolve(name + ".java");
    Files.writeString(source, text);
    ByteArrayOutputStream errors = new ByteArrayOutputStream();
    int code =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                errors,
                "-proc:none",
                "-cp",
                System.getProperty("java.class.path"),
                "-d",
                folder.toString(),
                source.toString());
    assertEquals(0, code, errors.toString(StandardCharsets.UTF_8));
    return new URLClassLoader(new URL[] {folder.toUri().toURL()}).loadClass(name);
  }

  @Test
  void theReadmesJavaRuns(@TempDir Path folder) throws Exception {
    String java = java("README.md").get(0);
    Class<?> readme =
        compiled(
            folder,
            "Readme",
            """
            import ai.djl.ndarray.*;
            import ai.djl.ndarray.types.*;
            import ai.djl.nn.*;
            import ai.djl.nn.core.*;
            import org.evenkeel.djl.draw.*;
            import org.evenkeel.djl.observe.*;
            import org.evenkeel.init.*;
            import org.evenkeel.initializer.*;
            import org.evenkeel.parameter.*;
            public class Readme {
              public static void main(String[] args) {
            %s
              }
            }
            """
                .formatted(java));
    PrintStream stdout = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    try {
      System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
      readme.getMethod("main", String[].class).invoke(null, (Object) null);
    } finally {
      System.setOut(stdout);
    }
    assertTrue(
        printed.toString(StandardCharsets.UTF_8).contains("healthy: "),
        () -> printed.toString(StandardCharsets.UTF_8));
    assertTrue(java.lines().count() <= 10);
  }

  /** The page of docs/report.md is made, and its first headline is the verdict. */
  @Test
  void theReportFromJavaRuns(@TempDir Path folder) throws Exception {
    Class<?> page =
        compiled(
            folder,
            "PageFromJava",
            """
            import java.nio.file.Files;
            import java.util.List;
            import org.evenkeel.activation.Activations;
            import org.evenkeel.init.Start;
            import org.evenkeel.forecast.Forecast;
            import org.evenkeel.forecast.Weights;
            import org.evenkeel.network.Network;
            import org.evenkeel.report.Report;
            import org.evenkeel.result.Comparison;
            import org.evenkeel.signal.InputSignal;
            import org.evenkeel.signal.SignalProfile;

            public class PageFromJava {
              public static void main(String... args) throws Exception {
            %s
              }
            }
            """
                .formatted(java("docs/report.md").get(0)));
    PrintStream stdout = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      page.getMethod("main", String[].class).invoke(null, (Object) new String[0]);
    } finally {
      System.setOut(stdout);
    }
    assertEquals("healthy", printed.toString(StandardCharsets.UTF_8).strip());
  }

  /** The example of a user's test passes, and fails on a start that does not train. */
  @ParameterizedTest(name = "{0}")
  @CsvSource({"he, true", "lecun, false"})
  void theTestOfAUsersBuild(String rule, boolean passes, @TempDir Path folder) throws Exception {
    String java = java("docs/signal.md").get(0);
    assertTrue(java.contains("\"he\""));
    Class<?> test = compiled(folder, "ModelTest", java.replace("\"he\"", '"' + rule + '"'));
    Constructor<?> constructor = test.getDeclaredConstructor();
    constructor.setAccessible(true);
    Method method = test.getDeclaredMethod("itsSignalSurvivesTheDepth");
    method.setAccessible(true);
    Object made = constructor.newInstance();
    if (passes) {
      method.invoke(made);
    } else {
      Throwable failure =
          assertThrows(InvocationTargetException.class, () -> method.invoke(made)).getCause();
      assertTrue(
          failure.getMessage().contains("vanish") || failure.getMessage().contains("shrink"),
          failure.getMessage());
    }
  }
}
