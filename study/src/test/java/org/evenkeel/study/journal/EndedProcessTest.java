// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.journal;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that is ended by a signal while its threads write to a journal without a pause. */
class EndedProcessTest {

  private static final int ROUNDS = 8;

  @TempDir Path folder;

  /** The process. Two threads write; without the wait for locks most rounds leave one. */
  static final class Writer {
    public static void main(String[] arguments) throws IOException {
      Journal journal = Journal.open(Path.of(arguments[0]), "s");
      for (int i = 0; i < 2; i++) {
        new Thread(
                () -> {
                  for (long n = 0; ; n++) {
                    journal.note("n", new JsonPrimitive(n));
                  }
                })
            .start();
      }
      System.out.println("writing");
    }
  }

  @Test
  void noLockIsLeft() throws Exception {
    Random random = new Random(16);
    for (int round = 0; round < ROUNDS; round++) {
      Path file = folder.resolve(round + ".journal");
      Process process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-cp",
                  System.getProperty("java.class.path"),
                  Writer.class.getName(),
                  file.toString())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      assertTrue(process.getInputStream().read() == 'w');
      Thread.sleep(random.nextInt(100));
      process.destroy();
      assertTrue(process.waitFor(30, TimeUnit.SECONDS));
      Path lock = folder.resolve(round + ".journal.lock");
      assertFalse(Files.exists(lock, LinkOption.NOFOLLOW_LINKS), "round " + round);
      assertTrue(Files.readString(file).endsWith("\n"), "round " + round);
    }
  }
}
