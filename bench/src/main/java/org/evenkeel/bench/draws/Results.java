// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.bench.draws;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import com.google.gson.annotations.SerializedName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatFactory;
import org.openjdk.jmh.results.format.ResultFormatType;

/**
 * What one JDK's run found, on disk: {@code jdk17.json}, which says where and how and holds the
 * first draws, and {@code jdk17-jmh.json}, the warm draws as JMH writes them.
 *
 * @param run where and how
 * @param checked what the contestants drew, before any was timed
 * @param cold the first draws
 * @param warm the warm draws, which are in a file of their own
 */
record Results(Run run, List<Checked> checked, List<Cold> cold, @Nullable List<Warm> warm) {

  private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().create();

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

  /** What a contestant drew. */
  record Checked(Row row, FirstDraw.Result result) {}

  /** The first draws of one row. */
  record Cold(Row row, Times milliseconds) {}

  /**
   * The times of first draws.
   *
   * @param open milliseconds before each draw, to load the library and allocate
   * @param draw milliseconds of each draw
   */
  record Times(List<Double> open, List<Double> draw) {}

  /** The warm draws of one row, as JMH writes them. */
  record Warm(@SerializedName("params") Row row, Metric primaryMetric) {}

  /** The mean milliseconds of each iteration, by fork. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Metric(double[][] rawData) {}

  /** Writes all but the warm draws. */
  void write(Path folder) throws IOException {
    String text =
        GSON.toJson(new Results(run, checked, cold, null))
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
          files.filter(f -> f.toString().matches(".*jdk\\d+\\.json")).sorted().toList()) {
        Results read = GSON.fromJson(Files.readString(file), Results.class);
        Path jmh = Path.of(file.toString().replace(".json", "-jmh.json"));
        Warm[] warm = GSON.fromJson(Files.readString(jmh), Warm[].class);
        all.add(new Results(read.run, read.checked, read.cold, List.of(warm)));
      }
    }
    return all;
  }

  /** Median milliseconds of a warm draw. */
  Optional<Double> warm(Question question, String contestant, int size, int threads) {
    Row row = new Row(question, contestant, size, threads);
    return warm.stream()
        .filter(one -> one.row.equals(row))
        .findFirst()
        .map(
            one ->
                median(Arrays.stream(one.primaryMetric.rawData).flatMapToDouble(Arrays::stream)));
  }

  /** Median milliseconds of a first draw. */
  Optional<Double> cold(String contestant, int size, int threads) {
    return cold(contestant, size, threads, Times::draw);
  }

  /** Median milliseconds of a first draw, or of what came before it. */
  Optional<Double> cold(
      String contestant, int size, int threads, Function<Times, List<Double>> which) {
    Row row = new Row(Question.NORMALS, contestant, size, threads);
    return cold.stream()
        .filter(one -> one.row.equals(row))
        .map(one -> which.apply(one.milliseconds))
        .filter(times -> !times.isEmpty())
        .findFirst()
        .map(times -> median(times.stream().mapToDouble(Double::doubleValue)));
  }

  /** What was found before timing; empty if the contestant was not asked. */
  Optional<FirstDraw.Result> checked(Question question, String contestant) {
    return checked.stream()
        .filter(one -> one.row.question() == question && one.row.contestant().equals(contestant))
        .map(Checked::result)
        .findFirst();
  }

  private static double median(DoubleStream values) {
    double[] sorted = values.sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
