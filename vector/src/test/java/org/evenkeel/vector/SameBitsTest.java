package org.evenkeel.vector;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.evenkeel.random.RandomFill;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Draws in other JVMs, with other kernels, threads, vectors and JDKs, are those of this one. */
class SameBitsTest {

  /** Enough for the fills to use several threads. */
  private static final int LONG = 600_011;

  /** What an interpreter draws in a second. */
  private static final int SHORT = 9001;

  private static final String SHORT_HASH = DrawHash.hash(SHORT);

  private static final String LONG_HASH = DrawHash.hash(LONG);

  private static final String THREADS = "-Djava.util.concurrent.ForkJoinPool.common.parallelism=";

  @ParameterizedTest
  @CsvSource({
    "plain, -Xint",
    "plain, -XX:UseAVX=2",
    "plain, -XX:MaxVectorSize=16",
    "plain, 0",
    "plain, 6",
    "vector, -Xint",
    "vector, -XX:UseAVX=2",
    "vector, -XX:MaxVectorSize=16",
    "vector, 0",
    "vector, 1",
    "vector, 6",
  })
  void everyJvm(String kernel, String option) throws Exception {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    check(java, kernel, option.startsWith("-") ? option : THREADS + option);
  }

  @Test
  void thisJvmDrawsWithTheScalarKernel() {
    assertEquals("scalar", RandomFill.kernel());
  }

  @Test
  void everyJdk() throws Exception {
    List<Path> others = otherJdks();
    if (others.isEmpty()) {
      System.out.println(
          "SameBitsTest: no other JDK beside "
              + System.getProperty("java.home")
              + "; draws are not compared between JDKs");
    }
    for (Path java : others) {
      for (String kernel : List.of("plain", "vector")) {
        check(java, kernel, THREADS + 1);
      }
    }
  }

  private static void check(Path java, String kernel, String option) throws Exception {
    int size = option.equals("-Xint") ? SHORT : LONG;
    assertEquals(
        kernel + " " + (size == SHORT ? SHORT_HASH : LONG_HASH),
        run(java, kernel, option, size),
        () -> java + " " + option);
  }

  private static String run(Path java, String kernel, String option, int size)
      throws IOException, InterruptedException {
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    List<String> command = new ArrayList<>();
    command.add(java.toString());
    command.addAll(List.of("-XX:+IgnoreUnrecognizedVMOptions", option));
    command.addAll(List.of("--add-modules", "jdk.incubator.vector"));
    command.addAll(List.of("-Devenkeel.kernel=" + kernel, "-cp", classPath));
    command.addAll(List.of(DrawHash.class.getName(), Integer.toString(size)));
    Path errors = Files.createTempFile("same-bits", ".txt");
    try {
      Process process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
      process.getOutputStream().close();
      String output =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      assertEquals(0, process.waitFor(), () -> command + ": " + errors);
      return output;
    } finally {
      Files.delete(errors);
    }
  }

  /** The JDKs in the folder of this one. */
  private static List<Path> otherJdks() throws IOException {
    Path home = Path.of(System.getProperty("java.home")).toRealPath();
    try (Stream<Path> neighbors = Files.list(home.getParent())) {
      return neighbors
          .filter(Files::isDirectory)
          .map(SameBitsTest::real)
          .distinct()
          .filter(other -> !other.equals(home) && Files.isExecutable(other.resolve("bin/java")))
          .map(other -> other.resolve("bin/java"))
          .sorted()
          .collect(Collectors.toList());
    }
  }

  private static Path real(Path path) {
    try {
      return path.toRealPath();
    } catch (IOException e) {
      return path;
    }
  }
}
