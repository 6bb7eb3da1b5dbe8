// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What the shell script tells the command of the terminal, with a java that only says what it was
 * told.
 */
class LauncherTest {

  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

  @TempDir Path home;

  @BeforeEach
  void home() throws IOException {
    Assumptions.assumeTrue(
        System.getProperty("os.name").equals("Linux")
            && Files.isExecutable(Path.of("/usr/bin/script")),
        () -> {
          System.out.println("LauncherTest: skipped, there is no /usr/bin/script of Linux");
          return "there is no /usr/bin/script of Linux";
        });
    executable(home.resolve("evenkeel"), Files.readString(ROOT.resolve("evenkeel")));
    executable(home.resolve("jdk/bin/java"), "#!/bin/sh\necho \"$@\"\n");
    for (String file :
        List.of("pom.xml", "cli/pom.xml", "cli/src/main/A.java", "cli/target/evenkeel/built")) {
      Files.createDirectories(home.resolve(file).getParent());
      Files.writeString(home.resolve(file), "");
    }
  }

  private static void executable(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    assertTrue(file.toFile().setExecutable(true));
  }

  @ParameterizedTest(name = "{0}, LANG={1}, COLUMNS={2}, {3} wide: {4}, {5}")
  @CsvSource({
    "pipe,     C,           , 100, UTF-8, 80",
    "pipe,     C,        133, 100, UTF-8, 133",
    "terminal, C,           , 100, ASCII, 100",
    "terminal, C.UTF-8,     , 100, UTF-8, 100",
    "terminal, de_DE.utf8,  , 100, UTF-8, 100",
    "terminal, en_US.ISO-8859-1, , 100, ASCII, 100",
    "terminal, C.UTF-8,  133, 100, UTF-8, 133",
    "terminal, C.UTF-8,     ,   0, UTF-8, 80",
    "terminal, C.UTF-8, many, 100, UTF-8, 80",
    "less,     C,           , 100, UTF-8, 100"
  })
  void whatIsTold(
      String where, String lang, String columns, int wide, String encoding, int expected)
      throws Exception {
    String run = "'%s/evenkeel' predict".formatted(home);
    String command =
        switch (where) {
          case "pipe" -> run + " 2>&1 </dev/null | cat";
          case "less" -> "stty cols %d; %s | cat".formatted(wide, run);
          default -> "stty cols %d; %s".formatted(wide, run);
        };
    ProcessBuilder process =
        where.equals("pipe")
            ? new ProcessBuilder("sh", "-c", command)
            : new ProcessBuilder("/usr/bin/script", "-qec", command, home + "/typescript");
    Map<String, String> environment = process.environment();
    List.of("LC_ALL", "LC_CTYPE", "COLUMNS").forEach(environment::remove);
    environment.put("LANG", lang);
    environment.put("JAVA_HOME", home.resolve("jdk").toString());
    environment.put("SHELL", "/bin/sh");
    if (columns != null) {
      environment.put("COLUMNS", columns);
    }
    process.redirectErrorStream(true);
    Process running = process.start();
    String told = new String(running.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, running.waitFor(), told);
    assertEquals(encoding, value(told, "encoding"));
    assertEquals(Integer.toString(expected), value(told, "columns"));
    assertEquals(Boolean.toString(!where.equals("pipe")), value(told, "terminal"));
  }

  /**
   * A built folder that was copied: its class-data archive does not fit, and stdout still holds the
   * result alone.
   */
  @Test
  void aCopiedFolderPrintsNothingButTheResult() throws Exception {
    Path app = home.resolve("cli/target/evenkeel");
    Path source = home.resolve("source/Result.java");
    Files.createDirectories(source.getParent());
    Files.writeString(
        source,
        "public class Result { public static void main(String[] a) { System.out.println(\"{}\"); } }");
    Path bin = Path.of(System.getProperty("java.home"), "bin");
    run(bin.resolve("javac").toString(), "-d", source.getParent().toString(), source.toString());
    run(
        bin.resolve("jar").toString(),
        "--create",
        "--file=" + app.resolve("evenkeel.jar"),
        "--main-class=Result",
        "-C",
        source.getParent().toString(),
        "Result.class");
    run(
        bin.resolve("java").toString(),
        "-XX:+UseSerialGC",
        "-XX:ArchiveClassesAtExit=" + app.resolve("evenkeel.jsa"),
        "-jar",
        app.resolve("evenkeel.jar").toString());
    assertTrue(Files.exists(app.resolve("evenkeel.jsa")));
    Path copy = home.resolveSibling(home.getFileName() + "-copy");
    run("cp", "-a", home.toString(), copy.toString());
    try {
      ProcessBuilder copied = new ProcessBuilder(copy.resolve("evenkeel").toString(), "rules");
      copied.environment().put("JAVA_HOME", System.getProperty("java.home"));
      assertEquals("{}\n", run(copied));
    } finally {
      run("rm", "-r", copy.toString());
    }
  }

  private static void run(String... command) throws Exception {
    run(new ProcessBuilder(command));
  }

  /** What a process writes to stdout and, which must be nothing, to stderr. */
  private static String run(ProcessBuilder process) throws Exception {
    Path errors = Files.createTempFile("launcher", "err");
    process.redirectError(errors.toFile());
    Process running = process.start();
    String out = new String(running.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int code = running.waitFor();
    String error = Files.readString(errors);
    Files.delete(errors);
    assertEquals(0, code, error);
    if (!process.command().get(0).contains("java")) {
      assertEquals("", error);
    }
    return out;
  }

  private static String value(String told, String name) {
    return Pattern.compile("-Devenkeel\\." + name + "=(\\S+)")
        .matcher(told)
        .results()
        .findFirst()
        .orElseThrow(() -> new AssertionError(told))
        .group(1);
  }
}
