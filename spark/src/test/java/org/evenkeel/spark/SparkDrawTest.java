// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaSparkContext;
import org.evenkeel.activation.Activations;
import org.evenkeel.init.Start;
import org.evenkeel.network.Network;
import org.evenkeel.spark.draw.SparkDraw;
import org.evenkeel.weights.draw.DrawPlan;
import org.evenkeel.weights.draw.WeightsOutput;
import org.evenkeel.weights.format.DType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Shards that executors draw. */
class SparkDrawTest {

  /**
   * 1536: 11 matrices of 9 MB in shards of at most two; {@code -Devenkeel.spark.width=9728}: 4 GB.
   */
  private static final long WIDTH = Long.getLong("evenkeel.spark.width", 1536);

  private static final DrawPlan PLAN =
      DrawPlan.of(
          Network.perceptron("%d,%1$dx11,10".formatted(WIDTH), Activations.named("relu")),
          Start.of("he").withSeed(3),
          DType.F32);

  private static final long SHARD = 2 * WIDTH * WIDTH * Float.BYTES + 1_000_000;

  private static TestCluster cluster;

  @TempDir private Path folder;

  @BeforeAll
  static void start() throws IOException {
    cluster = TestCluster.start();
  }

  @AfterAll
  static void stop() throws IOException {
    cluster.close();
  }

  private JavaSparkContext spark() {
    return JavaSparkContext.fromSparkContext(cluster.session().sparkContext());
  }

  @Test
  void shardsHaveTheBytesOfOneProcessThoughAnExecutorIsKilled() throws Exception {
    Path alone = folder.resolve("alone");
    Files.createDirectories(alone);
    WeightsOutput.to(alone).withShardBytes(SHARD).write(PLAN);
    Path together = folder.resolve("together");
    SparkDraw draw = SparkDraw.to(together.toString()).withShardBytes(SHARD);
    Thread killer = new Thread(() -> killOnFirstPart(together));
    killer.start();
    SparkDraw.Written written = draw.write(spark(), PLAN, bytes -> {});
    killer.join();
    assertTrue(killed, "an executor was killed while it wrote");
    assertEquals(PLAN.bytes(), written.bytes());
    assertSame(alone, together);
    // The same again keeps all that is there, and draws what is missing.
    Path first = together.resolve("model-00001-of-00006.safetensors");
    Files.delete(first);
    SparkDraw.Written again = draw.write(spark(), PLAN, bytes -> {});
    assertEquals(5, again.kept().size());
    assertSame(alone, together);
    // Other content is kept unless told otherwise.
    Files.writeString(first, "else");
    assertThrows(IllegalArgumentException.class, () -> draw.write(spark(), PLAN, bytes -> {}));
    draw.replacing().write(spark(), PLAN, bytes -> {});
    assertSame(alone, together);
  }

  private volatile boolean killed;

  private void killOnFirstPart(Path where) {
    try {
      while (!killed) {
        Thread.sleep(5);
        List<ProcessHandle> executors = TestCluster.executors();
        if (!executors.isEmpty()
            && Files.isDirectory(where)
            && names(where).stream().anyMatch(name -> name.endsWith(".part"))) {
          killed = executors.get(0).destroyForcibly();
        }
      }
    } catch (InterruptedException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void assertSame(Path expected, Path found) throws IOException {
    assertEquals(names(expected), names(found));
    for (String name : names(expected)) {
      assertEquals(-1, Files.mismatch(expected.resolve(name), found.resolve(name)), name);
    }
  }

  private static Set<String> names(Path folder) throws IOException {
    Set<String> names = new TreeSet<>();
    try (Stream<Path> files = Files.list(folder)) {
      files.forEach(file -> names.add(file.getFileName().toString()));
    }
    return names;
  }
}
