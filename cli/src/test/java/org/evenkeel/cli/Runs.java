// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.evenkeel.cli.terminal.Terminal;

/** Runs the command inside the JVM of the tests. */
final class Runs {

  /** What a run left behind. */
  record Result(int code, String out, String err) {}

  private Runs() {}

  static Result evenkeel(String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code =
        Evenkeel.run(Terminal.ofLauncher(new PrintWriter(out), new PrintWriter(err, true)), args);
    return new Result(code, out.toString(), err.toString());
  }

  /** Does something as on a terminal of so many columns that shows this encoding. */
  static <T> T on(int columns, String encoding, Supplier<T> what) {
    return with(
        Map.of("evenkeel.columns", Integer.toString(columns), "evenkeel.encoding", encoding), what);
  }

  /** Does something while system properties have these values. */
  static <T> T with(Map<String, String> properties, Supplier<T> what) {
    Map<String, String> before = new TreeMap<>();
    properties.forEach(
        (name, value) -> {
          String old = System.setProperty(name, value);
          if (old != null) {
            before.put(name, old);
          }
        });
    try {
      return what.get();
    } finally {
      properties.keySet().forEach(System::clearProperty);
      before.forEach(System::setProperty);
    }
  }
}
