// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that a journal does not touch: a guard that is not ours, and a device. */
class JournalGuardTest {

  @TempDir Path folder;

  /** A guard that is not ours: a link, and a file with content. Neither is written to. */
  @Test
  void aGuardThatIsNotOursIsRefused() throws IOException {
    Path other = Files.writeString(folder.resolve("other"), "x".repeat(1000));
    Path guard = folder.resolve("s.journal.guard");
    Files.createSymbolicLink(guard, other);
    for (int i = 0; i < 2; i++) {
      String message =
          assertThrows(
                  IllegalArgumentException.class,
                  () -> Journal.open(folder.resolve("s.journal"), null))
              .getMessage();
      assertTrue(message.contains("move it away"), message);
      assertEquals("x".repeat(1000), Files.readString(other));
      if (i == 0) {
        Files.move(other, guard, StandardCopyOption.REPLACE_EXISTING);
        other = guard;
      }
    }
  }

  @Test
  void aDeviceIsNoStudy() {
    assertThrows(IllegalArgumentException.class, () -> Journal.open(Path.of("/dev/null"), null));
  }
}
