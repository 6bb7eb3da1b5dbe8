// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.evenkeel.cli.terminal.Failure;
import org.evenkeel.report.file.AtomicFile;
import org.evenkeel.text.OneLine;
import org.junit.jupiter.api.Test;

/** Errors of the JVM, and failures to read, as one line. */
class FailureTest {

  @Test
  void errorsOfTheJvmAreOneLineAndExitCodeOne() {
    for (Error error :
        List.of(
            new OutOfMemoryError("Java heap space"),
            new StackOverflowError(),
            new NoClassDefFoundError("org/example/Model"),
            new AssertionError("two\nlines"))) {
      for (Throwable thrown : List.of(error, new IllegalStateException(error))) {
        Failure failure = Failure.of(thrown);
        assertEquals(1, failure.code());
        assertEquals(1, failure.line().lines().count(), failure.line());
      }
    }
  }

  @Test
  void aFileIsNamedWithTheCause() {
    Failure failure =
        Failure.of(new java.io.UncheckedIOException(new NoSuchFileException("a.csv")));
    assertEquals(new Failure("cannot read or write: a.csv: no such file", 2), failure);
  }

  @Test
  void anOutputThatCannotBeWrittenIsBadInput() {
    RuntimeException thrown =
        assertThrows(
            RuntimeException.class,
            () -> AtomicFile.write("page", Path.of("no", "such", "folder.html"), new byte[1]));
    Failure failure = Failure.of(thrown);
    assertEquals(2, failure.code());
    assertTrue(failure.line().startsWith("the page cannot be written: no/such"), failure.line());
  }

  @Test
  void aLineHasAtMost300Characters() {
    String line = OneLine.of("begin " + "x".repeat(1000) + " end");
    assertEquals(300, line.length());
    assertTrue(line.startsWith("begin ") && line.endsWith(" end"), line);
  }
}
