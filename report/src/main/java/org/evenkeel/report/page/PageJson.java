// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.report.page;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import com.google.gson.JsonSerializer;
import org.evenkeel.report.chart.Chart;
import org.evenkeel.report.chart.DataTable;

/**
 * The data of a page as JSON for a script element: the page's records without the tables, which are
 * part of the HTML. A chart's {@code type} is its record's name. An infinite number is {@code
 * "Infinity"} or {@code "-Infinity"}; NaN is null.
 */
final class PageJson {

  private static final Gson PLAIN = builder().create();

  private static final Gson GSON =
      builder()
          .registerTypeHierarchyAdapter(
              Chart.class,
              (JsonSerializer<Chart>)
                  (chart, type, context) -> {
                    JsonObject fields = PLAIN.toJsonTree(chart).getAsJsonObject();
                    fields.addProperty("type", chart.getClass().getSimpleName());
                    return fields;
                  })
          .create();

  private PageJson() {}

  private static GsonBuilder builder() {
    JsonSerializer<Double> number = (value, type, context) -> number(value);
    return new GsonBuilder()
        .registerTypeAdapter(
            DataTable.class,
            (JsonSerializer<DataTable>) (table, type, context) -> JsonNull.INSTANCE)
        .registerTypeAdapter(Double.class, number)
        .registerTypeAdapter(double.class, number);
  }

  /** A number; integers have no decimal point. */
  private static JsonElement number(double value) {
    if (Double.isFinite(value)) {
      boolean whole = value == Math.rint(value) && Math.abs(value) < 1e15;
      return whole ? new JsonPrimitive((long) value) : new JsonPrimitive(value);
    }
    return Double.isNaN(value) ? JsonNull.INSTANCE : new JsonPrimitive(String.valueOf(value));
  }

  /** The data of a page. */
  static JsonElement tree(Page page) {
    return GSON.toJsonTree(page);
  }

  /**
   * The data as text that contains neither the end of a script element nor the start of a comment,
   * because Gson escapes the characters of HTML.
   */
  static String script(Page page) {
    return GSON.toJson(page);
  }
}
