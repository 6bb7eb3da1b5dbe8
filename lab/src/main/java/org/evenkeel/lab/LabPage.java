// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.lab;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;
import org.evenkeel.report.page.Parts;

/**
 * The lab as one self-contained HTML file, core as WebAssembly inside it.
 *
 * <p>A Content-Security-Policy in the file forbids every request, and every script but its own.
 */
public final class LabPage {

  private static final List<String> SCRIPTS =
      List.of(
          "charts.js",
          "core.js",
          "address.js",
          "pixels.js",
          "training.js",
          "multiplier.js",
          "lecture.js",
          "terms.js",
          "lab.js");

  private static final Parts PARTS = new Parts(LabPage.class);

  /** A picture of docs/lab, which is shown where nothing can be computed. */
  private static final Pattern PICTURE = Pattern.compile("\\{\\{picture:(.*?)}}");

  private LabPage() {}

  /** The page. */
  public static String html() {
    String ours = SCRIPTS.stream().map(PARTS::text).collect(Collectors.joining("\n"));
    String page =
        PICTURE
            .matcher(PARTS.text("lab.html"))
            .replaceAll(found -> "data:image/png;base64," + base64(picture(found.group(1))));
    return page.replace("{{hash}}", Parts.hash(ours))
        .replace("{{style}}", PARTS.text("lab.css"))
        .replace("{{wasm}}", base64(zipped(PARTS.bytes("lab.wasm"))))
        .replace("{{runtime}}", PARTS.text("runtime.js"))
        .replace("{{ours}}", ours);
  }

  private static byte[] picture(String name) {
    return PARTS.bytes("pictures/" + name);
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  private static byte[] zipped(byte[] bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(out)) {
      zip.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
