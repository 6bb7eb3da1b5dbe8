// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.lab;

import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import org.evenkeel.report.page.Parts;

/**
 * The lab as one self-contained HTML file, core as WebAssembly inside it.
 *
 * <p>A Content-Security-Policy in the file forbids every request, and every script but its own.
 */
public final class LabPage {

  private static final List<String> SCRIPTS = List.of("charts.js", "core.js", "lab.js");

  private static final Parts PARTS = new Parts(LabPage.class);

  private LabPage() {}

  /** The page. */
  public static String html() {
    String ours = SCRIPTS.stream().map(PARTS::text).collect(Collectors.joining("\n"));
    return PARTS
        .text("lab.html")
        .replace("{{hash}}", Parts.hash(ours))
        .replace("{{style}}", PARTS.text("lab.css"))
        .replace("{{wasm}}", Base64.getEncoder().encodeToString(PARTS.bytes("lab.wasm")))
        .replace("{{runtime}}", PARTS.text("runtime.js"))
        .replace("{{ours}}", ours);
  }
}
