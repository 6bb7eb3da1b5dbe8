// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Interrupts that are watched and closed after the process has begun to end. */
class InterruptsTest {

  /** A process that watches only while it ends, as a main thread that is late does. */
  static final class Late {
    public static void main(String[] arguments) {
      Runtime.getRuntime()
          .addShutdownHook(
              new Thread(
                  () -> {
                    try (Interrupts interrupts = Interrupts.watch(() -> {})) {
                      System.out.print(interrupts.came() + " " + Thread.interrupted());
                    }
                  }));
      System.exit(130);
    }
  }

  @Test
  void aShutdownInProgressIsAnInterrupt() throws Exception {
    Process process =
        new ProcessBuilder(
                System.getProperty("java.home") + File.separator + "bin" + File.separator + "java",
                "-cp",
                System.getProperty("java.class.path"),
                Late.class.getName())
            .start();
    assertTrue(process.waitFor(60, TimeUnit.SECONDS));
    assertEquals(
        "", new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8).strip());
    assertEquals(
        "true true", new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
    assertEquals(130, process.exitValue());
  }
}
