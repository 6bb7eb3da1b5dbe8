// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.experiment;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.reflect.TypeToken;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.evenkeel.activation.Gains;
import org.evenkeel.data.DataSource;
import org.evenkeel.djl.train.TrainingSettings;
import org.evenkeel.experiment.factory.BlockArguments;
import org.evenkeel.experiment.goal.Goal;
import org.evenkeel.init.Rulebook;
import org.evenkeel.init.Start;
import org.evenkeel.initializer.Distribution;
import org.evenkeel.network.RulebookTree;
import org.evenkeel.parameter.FanMode;
import org.evenkeel.parameter.Kind;
import org.jspecify.annotations.Nullable;

/** The JSON of study plans. */
final class StudyPlanJson {

  /** Whole numbers of trees are integers, as a YAML parser reads them. */
  private static final Gson GSON =
      new GsonBuilder()
          .setObjectToNumberStrategy(reader -> whole(new BigDecimal(reader.nextString())))
          .create();

  private StudyPlanJson() {}

  private static Number whole(BigDecimal number) {
    return number.scale() == 0 ? (Number) number.intValueExact() : number.doubleValue();
  }

  static JsonObject write(StudyPlan plan) {
    Experiment experiment = plan.experiment();
    if (experiment.data() instanceof TrainingData.InMemory
        || experiment.network() instanceof NetworkSource.Described
        || experiment.network() instanceof NetworkSource.Blocks) {
      throw new IllegalArgumentException(
          "a study on disk or with worker processes needs a network and data that another process can make: these are in memory; use a Perceptron, a Tree or a Factory, and a DataSource");
    }
    JsonObject json = new JsonObject();
    json.add("arguments", GSON.toJsonTree(plan.arguments()));
    json.add("network", network(experiment.network()));
    json.add("data", GSON.toJsonTree(((TrainingData.FromSource) experiment.data()).source()));
    json.add("start", start(experiment.start()));
    json.addProperty("multiplier", experiment.multiplier());
    json.add("training", GSON.toJsonTree(experiment.training()));
    json.addProperty("search", plan.search());
    json.addProperty("seeds", plan.seeds());
    json.addProperty("theory", plan.theory());
    json.addProperty("samplerSeed", plan.samplerSeed());
    json.addProperty("checked", plan.confirmations());
    if (plan.doublings() > 0) {
      json.addProperty("doublings", plan.doublings());
    }
    if (plan.goal() != null) {
      json.add("goal", GSON.toJsonTree(plan.goal()));
    }
    return json;
  }

  /**
   * Reads a plan whose values have their types: what is read must be written as it was found, so
   * that no 4.5 becomes 4 and no unknown key is passed over.
   */
  static StudyPlan read(JsonElement note, Function<List<String>, Experiment> typed) {
    try {
      JsonObject json = note.getAsJsonObject();
      List<String> arguments = strings(json.get("arguments"));
      StudyPlan plan =
          new StudyPlan(
              json.has("network") ? experiment(json) : typed.apply(arguments),
              json.get("search").getAsString(),
              json.get("seeds").getAsInt(),
              json.get("theory").getAsBoolean(),
              json.get("samplerSeed").getAsLong(),
              json.get("checked").getAsInt(),
              json.has("doublings") ? json.get("doublings").getAsInt() : 0,
              arguments,
              GSON.fromJson(json.get("goal"), Goal.class));
      JsonObject written = write(plan);
      for (String key : json.keySet()) {
        if (!json.get(key).equals(written.get(key))) {
          throw invalid("\"%s\": %s".formatted(key, json.get(key)), null);
        }
      }
      return plan;
    } catch (NumberFormatException e) {
      throw invalid(note.toString(), e);
    } catch (IllegalArgumentException e) {
      throw e;
    } catch (RuntimeException e) { // Gson wraps what a constructor throws
      Throwable cause = e;
      while (cause.getCause() != null && !(cause instanceof IllegalArgumentException)) {
        cause = cause.getCause();
      }
      boolean said = cause instanceof IllegalArgumentException known && isSaid(known);
      throw invalid(said ? cause.getMessage() : note.toString(), e);
    }
  }

  private static boolean isSaid(IllegalArgumentException e) {
    return !(e instanceof NumberFormatException) && e.getMessage() != null;
  }

  private static IllegalArgumentException invalid(String what, @Nullable Throwable cause) {
    return new IllegalArgumentException(
        "the attribute \"%s\" of a study must hold its plan: %s is not valid; use another file"
            .formatted(StudyPlan.NOTE, what),
        cause);
  }

  private static Experiment experiment(JsonObject json) {
    return new Experiment(
        network(json.getAsJsonObject("network")),
        new TrainingData.FromSource(GSON.fromJson(json.get("data"), DataSource.class)),
        start(json.getAsJsonObject("start")),
        json.get("multiplier").getAsDouble(),
        GSON.fromJson(json.get("training"), TrainingSettings.class));
  }

  private static JsonObject network(NetworkSource network) {
    JsonObject json = new JsonObject();
    if (network instanceof NetworkSource.Tree tree) {
      json.add("tree", tree.tree());
    } else if (network instanceof NetworkSource.Factory factory) {
      json.addProperty("blockFactory", factory.className());
      json.add(
          "classpath", GSON.toJsonTree(factory.classpath().stream().map(Path::toString).toList()));
      if (!factory.arguments().texts().isEmpty()) {
        json.add("factoryArguments", GSON.toJsonTree(factory.arguments().texts()));
      }
    } else {
      return GSON.toJsonTree(network).getAsJsonObject();
    }
    return json;
  }

  private static NetworkSource network(JsonObject json) {
    if (json.has("tree")) {
      NetworkSource.Tree tree = new NetworkSource.Tree(json.get("tree"));
      tree.network();
      return tree;
    }
    return json.has("blockFactory")
        ? new NetworkSource.Factory(
            json.get("blockFactory").getAsString(),
            strings(json.get("classpath")).stream().map(Path::of).toList(),
            json.has("factoryArguments")
                ? new BlockArguments(
                    GSON.fromJson(json.get("factoryArguments"), new TypeToken<>() {}))
                : BlockArguments.NONE)
        : GSON.fromJson(json, NetworkSource.Perceptron.class);
  }

  private static JsonObject start(Start start) {
    JsonObject json = new JsonObject();
    json.addProperty("rule", start.toString());
    json.addProperty("name", start.name());
    json.addProperty("distribution", start.options().distribution().toString());
    json.addProperty("fan", start.options().fan().toString());
    json.addProperty("biasVariance", start.biasVariance());
    json.addProperty("seed", start.seed());
    if (!start.rulebook().entries().isEmpty()) {
      json.add(
          "rules",
          GSON.toJsonTree(start.rulebook().entries().stream().map(StudyPlanJson::entry).toList()));
    }
    return json;
  }

  /** An entry of a rulebook as {@link RulebookTree} reads it. */
  private static Map<String, Object> entry(Rulebook.Entry entry) {
    Map<String, Object> map = new LinkedHashMap<>();
    if (!entry.name().isEmpty()) {
      map.put("name", entry.name());
    }
    if (!entry.kinds().isEmpty()) {
      map.put("kind", entry.kinds().stream().map(Kind::toString).toList());
    }
    map.put("rule", entry.start().toString());
    entry.activation().map(Gains::name).ifPresent(name -> map.put("activation", name));
    entry.fan().ifPresent(fan -> map.put("fan", fan.toString()));
    entry.distribution().ifPresent(d -> map.put("distribution", d.toString()));
    if (entry.inputsFirst()) {
      map.put("inputs", "first");
    }
    return map;
  }

  private static Start start(JsonObject json) {
    Start start =
        Start.of(json.get("rule").getAsString())
            .withDistribution(Distribution.named(json.get("distribution").getAsString()))
            .withFan(FanMode.named(json.get("fan").getAsString()))
            .withBiasVariance(json.get("biasVariance").getAsDouble())
            .withSeed(json.get("seed").getAsLong())
            .withName(json.get("name").getAsString());
    return json.has("rules")
        ? start.withRulebook(RulebookTree.read(Map.of("rules", plain(json.get("rules")))))
        : start;
  }

  private static List<String> strings(JsonElement json) {
    return GSON.fromJson(json, new TypeToken<>() {});
  }

  /** The tree of a JSON document. */
  static Object plain(JsonElement json) {
    return GSON.fromJson(json, Object.class);
  }
}
