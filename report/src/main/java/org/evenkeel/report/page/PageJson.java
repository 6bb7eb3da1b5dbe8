// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.report.page;

import com.google.gson.ExclusionStrategy;
import com.google.gson.FieldAttributes;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonSerializer;
import com.google.gson.TypeAdapter;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.util.regex.Pattern;
import org.evenkeel.report.chart.Chart;
import org.evenkeel.report.chart.DataTable;

/**
 * The data of a page as JSON for a script element: the page's records without the tables, which are
 * part of the HTML. A chart's {@code type} is its record's name. An infinite number is {@code
 * "Infinity"} or {@code "-Infinity"}; NaN is null.
 */
final class PageJson {

  private static final ExclusionStrategy NO_TABLES =
      new ExclusionStrategy() {
        @Override
        public boolean shouldSkipField(FieldAttributes field) {
          return field.getDeclaredClass() == DataTable.class;
        }

        @Override
        public boolean shouldSkipClass(Class<?> type) {
          return false;
        }
      };

  private static final Pattern UNSAFE = Pattern.compile("[<>&\\u2028\\u2029]");

  private static final Gson PLAIN = builder().create();

  private static final JsonSerializer<Chart> WITH_TYPE =
      (chart, type, context) -> {
        JsonObject all = new JsonObject();
        all.addProperty("type", chart.getClass().getSimpleName());
        JsonObject fields = PLAIN.toJsonTree(chart).getAsJsonObject();
        fields.asMap().forEach(all::add);
        return all;
      };

  private static final Gson GSON =
      builder().registerTypeHierarchyAdapter(Chart.class, WITH_TYPE).create();

  private PageJson() {}

  private static GsonBuilder builder() {
    return new GsonBuilder()
        .disableHtmlEscaping()
        .addSerializationExclusionStrategy(NO_TABLES)
        .registerTypeAdapter(Double.class, new DoubleAdapter())
        .registerTypeAdapter(double.class, new DoubleAdapter());
  }

  /** The data of a page. */
  static JsonElement tree(Page page) {
    return GSON.toJsonTree(page);
  }

  /**
   * The data as text that contains neither the end of a script element nor the start of a comment.
   */
  static String script(Page page) {
    return UNSAFE
        .matcher(GSON.toJson(page))
        .replaceAll(found -> "\\\\u%04x".formatted((int) found.group().charAt(0)));
  }

  /** An adapter of numbers: integers without a decimal point, infinite numbers as strings. */
  private static final class DoubleAdapter extends TypeAdapter<Double> {

    @Override
    public void write(JsonWriter out, Double value) throws IOException {
      if (value == null || value.isNaN()) {
        out.nullValue();
      } else if (value.isInfinite()) {
        out.value(value > 0 ? "Infinity" : "-Infinity");
      } else if (value == Math.rint(value) && Math.abs(value) < 1e15) {
        out.value(value.longValue());
      } else {
        out.value(value);
      }
    }

    @Override
    public Double read(JsonReader in) {
      throw new UnsupportedOperationException("a page is written only");
    }
  }
}
