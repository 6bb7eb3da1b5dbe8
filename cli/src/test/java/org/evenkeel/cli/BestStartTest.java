// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Terminal, page and JSON name the same best start. */
class BestStartTest {

  private static final String COMPARE =
      "compare --data moons --layers 2,16x4,2 --epochs 12 --seeds 3 --examples 600"
          + " --starts 1/n,glorot,2/n,4/n --target-accuracy 0.7 --learning-rate 0.05";

  private static final Pattern BEST = Pattern.compile("(\\S+) trains best");

  private static String best(String text) {
    Matcher best = BEST.matcher(text);
    assertTrue(best.find(), text);
    return best.group(1);
  }

  @Test
  void terminalPageAndJsonAgree(@TempDir Path folder) throws IOException {
    Path page = folder.resolve("x.html");
    String[] words = (COMPARE + " --report " + page).split(" ");
    String printed = best(Runs.evenkeel(words).out());
    String html = Files.readString(page);
    String headline = html.substring(html.indexOf("<body"));
    assertTrue(headline.contains(printed + " trains best"), printed);
    assertEquals(
        printed + " trains best",
        JsonParser.parseString(Runs.evenkeel((COMPARE + " --format json").split(" ")).out())
            .getAsJsonObject()
            .getAsJsonObject("ranking")
            .get("answer")
            .getAsString());
  }
}
