// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.evenkeel.report.page.Parts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The contrast of the lab's colours by WCAG 2, level AA: 4.5 for text, 3 for what is drawn. */
class ContrastTest {

  private static final Pattern COLOUR = Pattern.compile("--([a-z-]+): (#[0-9a-f]{6});");

  private static final List<String> TEXT = List.of("ink", "soft", "link", "good", "bad");
  private static final List<String> DRAWN = List.of("soft", "link", "low", "high", "bad");

  /** The colours of a ground by their names. */
  private static Map<String, String> colours(String selector) {
    String style = new Parts(LabPage.class).text("lab.css");
    int from = style.indexOf(selector + " {");
    Matcher found = COLOUR.matcher(style.substring(from, style.indexOf('}', from)));
    Map<String, String> colours = new HashMap<>();
    while (found.find()) {
      colours.put(found.group(1), found.group(2));
    }
    return colours;
  }

  @ParameterizedTest
  @ValueSource(strings = {":root", ":root[data-ground=\"dark\"]"})
  void textAndLinesStandOut(String selector) {
    Map<String, String> colours = colours(selector);
    for (String ground : List.of("ground", "raised")) {
      TEXT.forEach(ink -> atLeast(4.5, colours, ink, ground));
    }
    DRAWN.forEach(ink -> atLeast(3, colours, ink, "ground"));
    atLeast(3, colours, "low", "low-side"); // points on the side of their class
    atLeast(3, colours, "high", "high-side");
  }

  private static void atLeast(
      double least, Map<String, String> colours, String ink, String ground) {
    double found = contrast(colours.get(ink), colours.get(ground));
    assertTrue(found >= least, "%s on %s: %.2f".formatted(ink, ground, found));
  }

  @Test
  void blackOnWhiteIs21() {
    assertEquals(21, contrast("#000000", "#ffffff"), 1e-9);
    assertEquals(4.48, contrast("#777777", "#ffffff"), 0.005);
  }

  private static double contrast(String one, String other) {
    double a = luminance(one);
    double b = luminance(other);
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  }

  private static double luminance(String colour) {
    double[] shares = {0.2126, 0.7152, 0.0722};
    double sum = 0;
    for (int i = 0; i < 3; i++) {
      double level = Integer.parseInt(colour, 1 + 2 * i, 3 + 2 * i, 16) / 255.0;
      sum +=
          shares[i] * (level <= 0.04045 ? level / 12.92 : Math.pow((level + 0.055) / 1.055, 2.4));
    }
    return sum;
  }
}
