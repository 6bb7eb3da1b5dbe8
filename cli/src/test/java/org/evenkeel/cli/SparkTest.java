// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands that run on a Spark cluster. */
class SparkTest {

  /** The home of Spark that the tests of module spark make of its jars. */
  private static final Path HOME = Path.of("..", "spark", "target", "spark-home").toAbsolutePath();

  private static final Path OPTIONS = Path.of("..", "spark", "java.options").toAbsolutePath();

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {"tune --spark local[2]", "draw --layers 4,4,4 -o F/x --spark spark://h:7077"})
  void withoutSparkOneLineSaysWhatToDo(String words) {
    Runs.Result run = Runs.evenkeel(words.replace("F/", folder + "/").split(" "));
    assertEquals(2, run.code());
    assertEquals("", run.out());
    assertTrue(
        run.err().startsWith("evenkeel: --spark needs a Spark 4 distribution, but ")
            && run.err().strip().lines().count() == 1,
        run.err());
  }

  private record Ran(int code, String out) {}

  /** Runs the command with Spark's classes behind its own. */
  private Ran run(String... words) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@" + OPTIONS,
                "-Dslf4j.internal.verbosity=ERROR",
                "-Dspark.ui.enabled=false",
                "-Dspark.executor.memory=512m",
                "-cp",
                System.getProperty("java.class.path")
                    + File.pathSeparator
                    + HOME.resolve("jars")
                    + File.separator
                    + "*",
                Evenkeel.class.getName()));
    command.addAll(List.of(words));
    ProcessBuilder process = new ProcessBuilder(command).redirectErrorStream(true);
    process.environment().put("SPARK_HOME", HOME.toString());
    process.environment().put("SPARK_SCALA_VERSION", "2.13");
    process.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    process.redirectOutput(folder.resolve("out").toFile());
    Process running = process.start();
    assertTrue(running.waitFor(5, TimeUnit.MINUTES), "the command has ended");
    return new Ran(
        running.exitValue(), Files.readString(folder.resolve("out"), StandardCharsets.UTF_8));
  }

  private static void assumeSpark() {
    Assumptions.assumeTrue(
        Files.isDirectory(HOME.resolve("jars")),
        () -> {
          System.out.println("SparkTest: skipped, the tests of module spark have made no home");
          return "no home of Spark";
        });
  }

  @Test
  void aStudyOfATableRunsOnACluster() throws Exception {
    assumeSpark();
    StringBuilder table = new StringBuilder("a,b,c\n");
    for (int i = 0; i < 60; i++) {
      table.append("%d,%d,%s\n".formatted(i % 7, i % 5, i % 2 == 0 ? "x" : "y"));
    }
    Path data = Files.writeString(folder.resolve("table.csv"), table);
    Path study = folder.resolve("study.jsonl");
    Ran run =
        run(
            ("tune --spark local-cluster[2,1,1024] --data %s --width 8 --depth 2 --epochs 2"
                    + " --seeds 1 --confirm 2 --trials 2 --study %s --quiet")
                .formatted(data, study)
                .split(" "));
    assertEquals(0, run.code(), run.out());
    assertTrue(run.out().contains("2 trials: "), run.out());
    assertTrue(Files.exists(study));
  }

  @Test
  void shardsOfACommandAreThoseOfOneProcess() throws Exception {
    assumeSpark();
    String draw = "draw --layers 64,64x6,10 --max-shard-size 20kB -o ";
    assertEquals(0, Runs.evenkeel((draw + folder.resolve("alone")).split(" ")).code());
    Ran run = run((draw + folder.resolve("there") + " --spark local[2]").split(" "));
    assertEquals(0, run.code(), run.out());
    assertTrue(run.out().contains("model.safetensors.index.json"), run.out());
    String[] names = folder.resolve("alone").toFile().list();
    assertTrue(names != null && names.length > 3);
    for (String name : names) {
      assertEquals(
          -1, Files.mismatch(folder.resolve("alone/" + name), folder.resolve("there/" + name)));
    }
    assertEquals(names.length, folder.resolve("there").toFile().list().length);
  }
}
