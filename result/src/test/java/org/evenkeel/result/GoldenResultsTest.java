// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.result;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Results of an earlier version, as listed in golden/README.md, are read and written unchanged. */
class GoldenResultsTest {

  private static JsonElement golden(String name) throws IOException {
    try (InputStream file =
            GoldenResultsTest.class.getResourceAsStream("golden/" + name + ".json");
        Reader text = new InputStreamReader(file, StandardCharsets.UTF_8)) {
      return JsonParser.parseReader(text);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rules",
        "phases",
        "plan",
        "predict",
        "check",
        "spectrum",
        "train",
        "diverged",
        "compare",
        "tune",
        "single"
      })
  void everyKeyIsWrittenAsItWasRead(String name) throws IOException {
    JsonElement old = golden(name);
    Result read = ResultJson.read(old, name);
    JsonObject written = ResultJson.write(read);
    JsonObject expected = old.getAsJsonObject();
    expected.remove("spectrum"); // printed beside a result, and not a part of it
    expected.remove("ranking"); // sentences that follow from the rest, whose wording may change
    expected.remove("answer");
    if (expected.has("winner")) { // the best was the lowest value, and is the winner now
      JsonObject best = expected.getAsJsonObject("winner").deepCopy();
      best.remove("arguments");
      expected.add("best", best);
    }
    if (name.equals("plan")) { // so are the seed and the unmatched parameters of a plan
      expected.remove("seed");
      expected.remove("unmatched");
    }
    assertEquals(read, ResultJson.read(written, name));
    assertEquals(
        written, ResultJson.write(ResultJson.read(JsonParser.parseString(Json.text(written)), "")));
    if (name.equals("phases")) { // of which the file holds the first points
      JsonArray grid = written.getAsJsonArray("grid");
      while (grid.size() > expected.getAsJsonArray("grid").size()) {
        grid.remove(grid.size() - 1);
      }
    }
    if (name.equals("rules")) { // a newer version may add rules
      Set<JsonElement> names = names(expected.getAsJsonArray("rules"));
      JsonArray rules = written.getAsJsonArray("rules");
      for (int i = rules.size() - 1; i >= 0; i--) {
        if (!names.contains(rules.get(i).getAsJsonObject().get("name"))) {
          rules.remove(i);
        }
      }
    }
    assertContains(name, expected, written);
  }

  private static Set<JsonElement> names(JsonArray rules) {
    return rules.asList().stream()
        .map(rule -> rule.getAsJsonObject().get("name"))
        .collect(Collectors.toSet());
  }

  /** A newer version may add keys, and does neither drop nor change one. */
  private static void assertContains(String where, JsonElement old, JsonElement written) {
    if (old instanceof JsonObject object) {
      for (Map.Entry<String, JsonElement> entry : object.entrySet()) {
        String key = where + "." + entry.getKey();
        JsonElement now = written.getAsJsonObject().get(entry.getKey());
        assertNotNull(now, key);
        assertContains(key, entry.getValue(), now);
      }
    } else if (old instanceof JsonArray array) {
      assertEquals(array.size(), written.getAsJsonArray().size(), where);
      for (int i = 0; i < array.size(); i++) {
        assertContains(where + i, array.get(i), written.getAsJsonArray().get(i));
      }
    } else {
      assertEquals(old, written, where);
    }
  }
}
