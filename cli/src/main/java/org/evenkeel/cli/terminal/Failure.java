// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli.terminal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CancellationException;
import org.evenkeel.report.file.AtomicFile;
import org.evenkeel.text.OneLine;

/** A failure as one line and an exit code. */
public record Failure(String line, int code) {

  /** Exceptions whose messages are about code. */
  private static final List<Class<? extends Throwable>> MISTAKES =
      List.of(
          NullPointerException.class,
          ClassCastException.class,
          IndexOutOfBoundsException.class,
          NegativeArraySizeException.class,
          ArithmeticException.class,
          UnsupportedOperationException.class,
          NoSuchElementException.class);

  private static final String PREFIX = "evenkeel: ";

  /** The failure that an exception or an error of the JVM means for a user. */
  public static Failure of(Throwable thrown) {
    Throwable error = error(thrown);
    if (error instanceof OutOfMemoryError) {
      return failed(
          "not enough memory: %s; take a smaller network or --batch, or more memory by EVENKEEL_JAVA_OPTS=-Xmx4g"
              .formatted(error.getMessage()));
    } else if (error instanceof StackOverflowError) {
      return failed("an input is nested too deeply; make it simpler");
    } else if (error instanceof LinkageError) {
      return failed(
          "a class or library cannot be loaded: %s; add what it needs to --classpath, or build evenkeel anew"
              .formatted(error.getMessage()));
    } else if (error != null) {
      return failed(unknown(error));
    } else if (thrown instanceof CancellationException) {
      return new Failure("interrupted", ExitCode.INTERRUPTED);
    } else if (thrown instanceof NumberFormatException) {
      return new Failure(
          OneLine.of(
              "a value is no number"
                  + String.valueOf(thrown.getMessage()).replaceFirst("^For input string", "")
                  + "; correct it"),
          ExitCode.BAD_INPUT);
    } else if (thrown instanceof IllegalArgumentException) {
      return new Failure(OneLine.of(thrown.getMessage()), ExitCode.BAD_INPUT);
    } else if (thrown instanceof AtomicFile.FailedException) {
      return new Failure(OneLine.of(thrown.getMessage()), ExitCode.BAD_INPUT);
    } else if (thrown instanceof UncheckedIOException io) {
      return new Failure(
          OneLine.of("cannot read or write: " + reason(io.getCause())), ExitCode.BAD_INPUT);
    }
    return failed(unknown(thrown));
  }

  /** Words for what no one foresaw; the message of a mistake in the code tells a user nothing. */
  private static String unknown(Throwable thrown) {
    boolean mistake =
        thrown.getMessage() == null || MISTAKES.stream().anyMatch(type -> type.isInstance(thrown));
    return "failed: %s; set EVENKEEL_DEBUG=1 to see where"
        .formatted(mistake ? "an error in evenkeel itself" : OneLine.of(thrown.getMessage()));
  }

  private static Failure failed(String line) {
    return new Failure(OneLine.of(line), ExitCode.FAILED);
  }

  /** The error of the JVM that caused an exception; null if none did. */
  private static Throwable error(Throwable thrown) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof Error) {
        return cause;
      }
    }
    return null;
  }

  /** The file and the cause. */
  private static String reason(IOException e) {
    if (!(e instanceof FileSystemException system) || system.getFile() == null) {
      return e.getMessage();
    }
    String reason =
        e instanceof NoSuchFileException
            ? "no such file"
            : e instanceof AccessDeniedException ? "no permission" : system.getReason();
    return reason == null ? e.getMessage() : system.getFile() + ": " + reason;
  }

  /** The line on stderr for a message, of at most 300 characters with what follows it. */
  public static String line(String message, String end) {
    String tail = OneLine.of(end, OneLine.MOST / 2);
    return PREFIX + OneLine.of(message, OneLine.MOST - PREFIX.length() - tail.length()) + tail;
  }
}
