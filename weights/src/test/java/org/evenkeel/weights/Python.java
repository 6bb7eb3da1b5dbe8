// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.weights;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** A Python interpreter with the libraries that read weights files, where there is one. */
public final class Python {

  private static final String INTERPRETER =
      System.getenv().getOrDefault("EVENKEEL_PYTHON", "/usr/bin/python3");

  private Python() {}

  /** Skips the test if a library is missing; in CI it fails instead. */
  public static void require(String... libraries) throws IOException, InterruptedException {
    String imports = "import " + String.join(", ", libraries);
    boolean found;
    try {
      Process process =
          new ProcessBuilder(INTERPRETER, "-c", imports)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      found = process.waitFor(120, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException e) {
      found = false;
    }
    String missing =
        "%s cannot import %s; set EVENKEEL_PYTHON"
            .formatted(INTERPRETER, Arrays.toString(libraries));
    if (!found) {
      assertTrue(!"required".equals(System.getenv("CI_PYTHON")), missing);
    }
    Assumptions.assumeTrue(found, missing);
  }

  /** The output of a script, which must succeed. */
  public static String run(Path folder, String script, String... arguments)
      throws IOException, InterruptedException {
    Path file = Files.writeString(folder.resolve("script.py"), script);
    return run(folder, file, arguments);
  }

  /** The output of a script in a file, which must succeed. */
  public static String run(Path folder, Path script, String... arguments)
      throws IOException, InterruptedException {
    Path out = folder.resolve("script.out");
    List<String> line = new ArrayList<>(List.of(INTERPRETER, script.toString()));
    line.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(line);
    builder.environment().put("OMP_NUM_THREADS", "1");
    builder.environment().put("HF_HUB_OFFLINE", "1");
    Process process =
        builder
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(out.toFile())
            .start();
    assertTrue(process.waitFor(300, TimeUnit.SECONDS), "Python takes too long");
    String printed = Files.readString(out);
    assertEquals(0, process.exitValue(), printed);
    return printed;
  }
}
