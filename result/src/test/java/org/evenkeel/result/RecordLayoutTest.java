package org.evenkeel.result;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Records within a record, written among its own components. */
class RecordLayoutTest {

  record Moments(@Nullable Double forward, @Nullable Double gradient) {}

  record Units(double dead, boolean copies) {}

  record Start(String rule, @Nullable Double multiplier) {}

  record Layer(String name, Moments moments, Units units, @Nullable Start start) {}

  private static final Gson GSON = gson();

  private static Gson gson() {
    Map<Class<?>, RecordLayout> layouts =
        Map.of(
            Layer.class,
            new RecordLayout().inline("moments").inline("units").inlineIf("start", "by", "rule=by"),
            Units.class,
            new RecordLayout().rename("dead", "deadShare").omit("dead", "copies"));
    GsonBuilder builder = new GsonBuilder().serializeNulls();
    ResultJson.adapt(builder, double.class, Json::number, JsonElement::getAsDouble);
    ResultJson.adapt(builder, Double.class, Json::number, JsonElement::getAsDouble);
    return builder.registerTypeAdapterFactory(new RecordAdapters(layouts)).create();
  }

  static Stream<Arguments> layers() {
    return Stream.of(
        Arguments.of(
            new Layer("a", new Moments(1.0, 2.0), new Units(0.5, true), new Start("he", 3.0)),
            "{name: a, forward: 1.0, gradient: 2.0, deadShare: 0.5, copies: true, by: he,"
                + " multiplier: 3.0}"),
        Arguments.of(
            new Layer("b", new Moments(null, 2.0), new Units(Double.NaN, true), null),
            "{name: b, gradient: 2.0, copies: true}"),
        Arguments.of(
            new Layer(
                "c", new Moments(null, null), new Units(Double.NaN, false), new Start("he", null)),
            "{name: c, by: he}"));
  }

  @ParameterizedTest
  @MethodSource("layers")
  void componentsOfAnInlinedRecordMayBeAbsent(Layer layer, String json) {
    assertEquals(JsonParser.parseString(json), GSON.toJsonTree(layer));
    assertEquals(layer, GSON.fromJson(json, Layer.class));
  }
}
