// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli.weights;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.evenkeel.cli.command.Output;
import org.evenkeel.parameter.Fans;
import org.evenkeel.parameter.WeightShape;
import org.evenkeel.text.Numbers;
import org.evenkeel.text.Table;
import org.evenkeel.text.Table.Column;
import org.evenkeel.text.Words;
import org.evenkeel.weights.draw.DrawPlan;
import org.evenkeel.weights.draw.DrawPlan.Planned;
import org.evenkeel.weights.draw.Source;
import org.evenkeel.weights.format.ByteSize;

/** What a draw prints. */
final class DrawReport {

  private DrawReport() {}

  /** The rule of each tensor. */
  static void plan(DrawPlan plan, Output output) {
    if (output.json()) {
      output.print(json(plan, output));
      return;
    }
    output
        .terminal()
        .print(
            new Table.Columns<Planned>()
                .with(Column.of("tensor").shortened(), p -> p.tensor().name())
                .with(Column.of("type").ranked(4), p -> p.tensor().dtype().name())
                .with(Column.of("shape").ranked(2), p -> shape(p.tensor().shape()))
                .with(Column.of("kind").ranked(3), p -> kind(p.source()))
                .with(Column.of("fans").ranked(5), p -> fans(p.source()))
                .with("rule", p -> rule(p.source()))
                .with(Column.of("std").ranked(1), p -> std(p.source()))
                .with(Column.of("why").wrapped(24).ranked(6), p -> why(p.source()))
                .of(plan.tensors()));
    output.terminal().print("");
    summary(plan, output);
  }

  /** The files that were written. */
  static void written(DrawPlan plan, List<?> files, Collection<?> kept, Output output) {
    if (output.json()) {
      JsonObject document = json(plan, output);
      document.add("files", texts(files));
      document.add("kept", texts(kept));
      output.print(document);
      return;
    }
    for (Object file : files) {
      output.told(kept.contains(file) ? "complete" : "wrote", file);
    }
    summary(plan, output);
  }

  private static void summary(DrawPlan plan, Output output) {
    long elements = plan.tensors().stream().mapToLong(p -> p.tensor().elements()).sum();
    output
        .terminal()
        .print(
            "tensors   %s, %,d values, %s"
                .formatted(plan.tensors().size(), elements, ByteSize.text((double) plan.bytes())));
    output.terminal().print("rules     %s, seed %d".formatted(plan.rules(), plan.seed()));
    long copied = plan.tensors().stream().filter(p -> p.source() instanceof Source.Copied).count();
    if (copied > 0) {
      output.terminal().print("copied    " + Words.count(copied, "tensor") + ", byte for byte");
    }
    plan.omitted()
        .forEach((name, reason) -> output.terminal().print("left out  " + name + ": " + reason));
  }

  private static JsonObject json(DrawPlan plan, Output output) {
    JsonObject document = new JsonObject();
    document.addProperty("command", output.command());
    document.addProperty("seed", plan.seed());
    document.addProperty("rules", plan.rules());
    document.addProperty("bytes", plan.bytes());
    JsonArray tensors = new JsonArray();
    for (Planned planned : plan.tensors()) {
      JsonObject tensor = new JsonObject();
      tensor.addProperty("name", planned.tensor().name());
      tensor.addProperty("dtype", planned.tensor().dtype().name());
      JsonArray shape = new JsonArray();
      planned.tensor().shape().forEach(shape::add);
      tensor.add("shape", shape);
      if (planned.source() instanceof Source.Drawn drawn) {
        tensor.addProperty("kind", drawn.ruled().shape().kind().toString());
        tensor.addProperty("rule", drawn.ruled().rule());
        tensor.addProperty(
            "std", Math.sqrt(drawn.ruled().initializer().variance(drawn.ruled().shape())));
        tensor.addProperty("why", drawn.ruled().why());
      } else {
        tensor.addProperty("rule", rule(planned.source()));
      }
      tensors.add(tensor);
    }
    document.add("tensors", tensors);
    JsonObject omitted = new JsonObject();
    plan.omitted().forEach(omitted::addProperty);
    document.add("omitted", omitted);
    return document;
  }

  private static JsonArray texts(Collection<?> files) {
    JsonArray array = new JsonArray();
    files.forEach(file -> array.add(file.toString()));
    return array;
  }

  private static String shape(List<Long> shape) {
    return shape.stream().map(Object::toString).collect(Collectors.joining("×"));
  }

  private static String kind(Source source) {
    return source instanceof Source.Drawn drawn ? drawn.ruled().shape().kind().toString() : "";
  }

  private static String fans(Source source) {
    if (source instanceof Source.Drawn drawn) {
      WeightShape shape = drawn.ruled().shape();
      Fans fans = shape.parts().get(0).fans();
      return fans == null ? "" : fans.toString();
    }
    return "";
  }

  private static String rule(Source source) {
    if (source instanceof Source.Computed computed) {
      return computed.rule();
    }
    return source instanceof Source.Drawn drawn ? drawn.ruled().rule() : "copied";
  }

  private static String std(Source source) {
    return source instanceof Source.Drawn drawn
        ? Numbers.number(Math.sqrt(drawn.ruled().initializer().variance(drawn.ruled().shape())))
        : "";
  }

  private static String why(Source source) {
    if (source instanceof Source.Computed computed) {
      return computed.why();
    }
    return source instanceof Source.Drawn drawn ? drawn.ruled().why() : "";
  }
}
