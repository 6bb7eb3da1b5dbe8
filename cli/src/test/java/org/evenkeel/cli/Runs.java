// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli;

import java.io.PrintWriter;
import java.io.StringWriter;

/** Runs the command inside the JVM of the tests. */
final class Runs {

  /** What a run left behind. */
  record Result(int code, String out, String err) {}

  private Runs() {}

  static Result evenkeel(String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code = Evenkeel.run(new PrintWriter(out), new PrintWriter(err, true), args);
    return new Result(code, out.toString(), err.toString());
  }
}
