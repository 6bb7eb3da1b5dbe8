// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.report;

import java.nio.file.Path;
import java.util.List;
import org.evenkeel.report.page.Page;
import org.evenkeel.report.result.Result;

/** x. */
public final class Report {
  public static Report of(List<? extends Result> results) {
    return new Report();
  }

  public Report titled(String title) {
    return this;
  }

  public Report by(String command) {
    return this;
  }

  public Page page() {
    throw new UnsupportedOperationException();
  }

  public void write(Path file) {
    throw new UnsupportedOperationException();
  }
}
