// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
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

  private static final String APP = "cli/target/launcher/app-1";

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
        List.of(
            "pom.xml",
            "cli/pom.xml",
            "cli/src/main/A.java",
            APP + "/evenkeel.jar",
            "cli/target/launcher/current")) {
      Files.createDirectories(home.resolve(file).getParent());
      Files.writeString(home.resolve(file), file.endsWith("current") ? "app-1\n" : "");
    }
    Files.createDirectories(home.resolve(APP + "/running"));
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
   * Folders whose class-data archive does not fit: copied, with an archive that was cut, and with
   * names of several words. stdout holds the result alone, and stderr nothing.
   */
  @Test
  void nothingIsPrintedButTheResult() throws Exception {
    Path app = home.resolve(APP);
    program(app);
    assertEquals("{}\n", run(launcher(home)));
    assertEquals(1, archives(app).size(), "an archive is made at the first start");
    Path copy = home.resolveSibling(home.getFileName() + "-a copy é");
    run("cp", "-a", home.toString(), copy.toString());
    try {
      assertEquals("{}\n", run(launcher(copy)));
    } finally {
      run("rm", "-r", copy.toString());
    }
    Path archive = archives(app).get(0);
    byte[] whole = Files.readAllBytes(archive);
    Files.write(archive, Arrays.copyOf(whole, whole.length / 2));
    assertEquals("{}\n", run(launcher(home)));
    assertEquals(List.of(archive), archives(app));
  }

  @Test
  void aClosedStdoutIsOneLine() throws Exception {
    program(home.resolve(APP));
    Process process =
        new ProcessBuilder("sh", "-c", "'" + home + "/evenkeel' rules 2>&1 >&- ").start();
    String told = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals("evenkeel: cannot write to stdout: it is closed\n", told);
    assertEquals(1, process.waitFor());
  }

  /**
   * Spark's jars and what they need, where there are any; else the command says what is missing.
   */
  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "tune --spark local[2], true",
    "draw --plan --spark=yarn, true",
    "tune --trials 3, false",
    "predict --spark local[2], false"
  })
  void sparkIsOnTheClassPathOfWhatRunsOnIt(String words, boolean there) throws Exception {
    Path spark = Files.createDirectories(home.resolve("spark here/jars")).getParent();
    for (boolean known : new boolean[] {true, false}) {
      ProcessBuilder process = new ProcessBuilder(home + "/evenkeel");
      process.command().addAll(List.of(words.split(" ")));
      process.environment().put("JAVA_HOME", home.resolve("jdk").toString());
      process.environment().remove("SPARK_HOME");
      process.environment().remove("HADOOP_CONF_DIR");
      process.environment().remove("SPARK_CONF_DIR");
      if (known) {
        process.environment().put("SPARK_HOME", spark.toString());
      }
      Process running = process.redirectErrorStream(true).start();
      String told = new String(running.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertEquals(0, running.waitFor(), told);
      String end =
          there && known
              ? "@%1$s/spark/java.options -Dslf4j.internal.verbosity=ERROR -cp %1$s/%2$s/evenkeel.jar:%3$s/conf:%3$s/jars/* org.evenkeel.cli.Evenkeel %4$s"
              : "-jar %1$s/%2$s/evenkeel.jar %4$s";
      String expected = end.formatted(home.toRealPath(), APP, spark.toRealPath(), words);
      assertTrue(told.strip().endsWith(expected), told);
    }
  }

  private static List<Path> archives(Path app) throws IOException {
    try (Stream<Path> files = Files.list(app)) {
      return files.filter(file -> file.toString().endsWith(".jsa")).toList();
    }
  }

  private static ProcessBuilder launcher(Path home) {
    ProcessBuilder process = new ProcessBuilder(home.resolve("evenkeel").toString(), "rules");
    process.environment().put("JAVA_HOME", System.getProperty("java.home"));
    process.environment().put("CDPATH", home.toString());
    process.environment().put("LC_ALL", "C");
    return process;
  }

  /** A program that prints a result. */
  private void program(Path app) throws Exception {
    Path source = home.resolve("source/Result.java");
    Files.createDirectories(source.getParent());
    Files.writeString(
        source,
        "public class Result { public static void main(String[] a) { System.out.println(\"{}\"); } }");
    Path bin = Path.of(System.getProperty("java.home"), "bin");
    run(bin.resolve("javac").toString(), "-d", source.getParent().toString(), source.toString());
    Files.delete(app.resolve("evenkeel.jar"));
    run(
        bin.resolve("jar").toString(),
        "--create",
        "--file=" + app.resolve("evenkeel.jar"),
        "--main-class=Result",
        "-C",
        source.getParent().toString(),
        "Result.class");
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
