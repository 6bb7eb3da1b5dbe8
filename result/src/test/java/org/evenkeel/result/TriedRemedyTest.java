// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.result;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** The starts that were measured for a remedy are read and written beside it. */
class TriedRemedyTest {

  private static JsonObject golden() throws IOException {
    try (Reader text =
        new InputStreamReader(
            Objects.requireNonNull(
                TriedRemedyTest.class.getResourceAsStream("golden/check-2.json")),
            StandardCharsets.UTF_8)) {
      return JsonParser.parseReader(text).getAsJsonObject();
    }
  }

  @Test
  void trialsAreKept() throws IOException {
    JsonObject result = golden();
    JsonArray tried =
        JsonParser.parseString(
                """
                [{"change": {"kind": "Redraw", "rule": "auto", "multiplier": 1.0, "withoutRulebook": true},
                  "state": "exploding"},
                 {"change": {"kind": "Redraw", "rule": "data", "withoutRulebook": false},
                  "state": "healthy"}]
                """)
            .getAsJsonArray();
    JsonObject verdict = result.getAsJsonObject("verdict");
    verdict.addProperty("remedy", "--rule data");
    verdict.add("changes", JsonParser.parseString("[{\"kind\": \"Redraw\", \"rule\": \"data\"}]"));
    verdict.add("tried", tried);
    JsonObject written = ResultJson.write(ResultJson.read(result, "check"));
    assertEquals(tried, written.getAsJsonObject("verdict").get("tried"));
  }

  @Test
  void whereNothingWasMeasuredThereIsNoKey() throws IOException {
    JsonObject written = ResultJson.write(ResultJson.read(golden(), "check"));
    assertFalse(written.getAsJsonObject("verdict").has("tried"));
  }
}
