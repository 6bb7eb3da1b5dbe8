// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.report.page;

import java.nio.file.Path;

/** A page as one HTML file. */
public final class HtmlPage {
  private HtmlPage() {}

  /** Writes a page. */
  public static void write(Page page, Path file) {
    throw new UnsupportedOperationException(page.title() + file);
  }
}
