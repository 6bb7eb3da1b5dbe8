// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.bench;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatFactory;
import org.openjdk.jmh.results.format.ResultFormatType;

/**
 * What one JDK's run found, on disk: {@code jdk17.json}, which says where and how and holds the
 * first draws, and {@code jdk17-jmh.json}, the warm draws as JMH writes them.
 *
 * @param run where and how
 * @param checked what the contestants drew, before any was timed
 * @param cold milliseconds of the first draws
 * @param warm milliseconds of the warm draws, each iteration's mean
 */
record Results(
    Run run, Map<Row, FirstDraw.Result> checked, Map<Row, Cold> cold, Map<Row, double[]> warm) {

  /**
   * Where and how.
   *
   * @param date when
   * @param commit of this repository
   * @param rounds turns of a contestant with a promised ratio
   * @param processes first draws of each contestant
   */
  record Run(
      String jdk,
      String vm,
      String machine,
      String date,
      String commit,
      int rounds,
      int processes) {

    int feature() {
      return Runtime.Version.parse(jdk).feature();
    }
  }

  /**
   * First draws.
   *
   * @param open milliseconds before each draw, to load the library and allocate
   * @param draw milliseconds of each draw
   */
  record Cold(List<Double> open, List<Double> draw) {

    Cold() {
      this(new ArrayList<>(), new ArrayList<>());
    }
  }

  private record Checked(Row row, FirstDraw.Result result) {}

  private record ColdRow(Row row, Cold milliseconds) {}

  private record Document(Run run, List<Checked> checked, List<ColdRow> cold) {}

  /** Writes all but the warm draws. */
  static void write(Path folder, Run run, Map<Row, FirstDraw.Result> checked, Map<Row, Cold> cold)
      throws IOException {
    Document document =
        new Document(
            run,
            checked.entrySet().stream().map(e -> new Checked(e.getKey(), e.getValue())).toList(),
            cold.entrySet().stream().map(e -> new ColdRow(e.getKey(), e.getValue())).toList());
    Gson gson = new GsonBuilder().disableHtmlEscaping().create();
    String text =
        gson.toJson(document)
            .replace("{\"row\"", "\n{\"row\"")
            .replace("],\"cold\"", "\n],\n\"cold\"");
    Files.writeString(folder.resolve("jdk" + run.feature() + ".json"), text + "\n");
  }

  /** Writes the warm draws: JMH's own format, a row a line, without the path of the JVM. */
  static void write(Path folder, Run run, Collection<RunResult> warm) throws IOException {
    Path file = folder.resolve("jdk" + run.feature() + "-jmh.json");
    ResultFormatFactory.getInstance(ResultFormatType.JSON, file.toString()).writeOut(warm);
    List<String> lines = new ArrayList<>();
    for (JsonElement row : JsonParser.parseString(Files.readString(file)).getAsJsonArray()) {
      row.getAsJsonObject().addProperty("jvm", "java");
      lines.add(row.toString());
    }
    Files.writeString(file, "[\n" + String.join(",\n", lines) + "\n]\n");
  }

  /** The results of all JDKs, by version. */
  static List<Results> read(Path folder) throws IOException {
    List<Results> all = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file :
          files
              .filter(f -> f.getFileName().toString().matches("jdk\\d+\\.json"))
              .sorted()
              .toList()) {
        Document document = new Gson().fromJson(Files.readString(file), Document.class);
        Map<Row, FirstDraw.Result> checked = new LinkedHashMap<>();
        document.checked().forEach(c -> checked.put(c.row(), c.result()));
        Map<Row, Cold> cold = new LinkedHashMap<>();
        document.cold().forEach(c -> cold.put(c.row(), c.milliseconds()));
        String jmh = file.getFileName().toString().replace(".json", "-jmh.json");
        all.add(new Results(document.run(), checked, cold, warm(file.resolveSibling(jmh))));
      }
    }
    return all;
  }

  private static Map<Row, double[]> warm(Path file) throws IOException {
    Map<Row, double[]> warm = new HashMap<>();
    JsonArray rows = JsonParser.parseString(Files.readString(file)).getAsJsonArray();
    for (JsonElement element : rows) {
      JsonObject params = element.getAsJsonObject().getAsJsonObject("params");
      Row row =
          new Row(
              Question.valueOf(params.get("question").getAsString()),
              params.get("contestant").getAsString(),
              params.get("size").getAsInt(),
              params.get("threads").getAsInt());
      double[][] raw =
          new Gson()
              .fromJson(
                  element.getAsJsonObject().getAsJsonObject("primaryMetric").get("rawData"),
                  double[][].class);
      warm.put(row, Arrays.stream(raw).flatMapToDouble(Arrays::stream).toArray());
    }
    return warm;
  }

  /** Median milliseconds of a warm draw. */
  Optional<Double> warm(Question question, String contestant, int size, int threads) {
    return Optional.ofNullable(warm.get(new Row(question, contestant, size, threads)))
        .map(Results::median);
  }

  /** Median milliseconds of a first draw. */
  Optional<Double> cold(String contestant, int size, int threads) {
    return cold(contestant, size, threads, true);
  }

  /** Median milliseconds of a first draw, or of what came before it. */
  Optional<Double> cold(String contestant, int size, int threads, boolean draw) {
    return Optional.ofNullable(cold.get(new Row(Question.NORMALS, contestant, size, threads)))
        .map(c -> draw ? c.draw() : c.open())
        .filter(times -> !times.isEmpty())
        .map(times -> median(times.stream().mapToDouble(Double::doubleValue).toArray()));
  }

  /** What was found before timing; empty if the contestant was not asked. */
  Optional<FirstDraw.Result> checked(Question question, String contestant) {
    return checked.entrySet().stream()
        .filter(
            e -> e.getKey().question() == question && e.getKey().contestant().equals(contestant))
        .map(Map.Entry::getValue)
        .findFirst();
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
