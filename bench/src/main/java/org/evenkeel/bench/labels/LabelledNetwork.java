// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.bench.labels;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.evenkeel.experiment.NetworkSource;
import org.evenkeel.init.Rulebook;
import org.evenkeel.init.Start;
import org.evenkeel.initializer.Distribution;
import org.evenkeel.network.RulebookTree;
import org.jspecify.annotations.Nullable;

/**
 * A network of the labelled set with its start, from a line of {@code networks.tsv}, {@code
 * blind.tsv}, {@code fresh.tsv}, {@code unseen.tsv}, {@code balanced.tsv}, {@code recurrent.tsv},
 * {@code drawn.tsv} or {@code written.tsv}.
 *
 * <p>The options are those of {@code evenkeel check}, with the trees of {@code --network} and
 * {@code --rules} in place of their files. In such a tree, {@code repeat: {times: N, layers: […]}}
 * stands for its layers N times.
 *
 * @param id the name, unique in the set
 * @param part the part of the set that it is in
 * @param kind the group of networks that it is counted with
 * @param options the options as text
 * @param source the network that they describe
 * @param start the start that they describe
 */
record LabelledNetwork(
    String id, Part part, String kind, String options, NetworkSource source, Start start) {

  /** The seed of the order in which networks are trained. */
  private static final long ORDER = 15;

  /** The networks of parts A and B. */
  private static final String HALVES = "networks.tsv";

  /** The networks of part C, chosen by name before a verdict on one of them was seen. */
  private static final String BLIND = "blind.tsv";

  /** The networks of part D, chosen in the same way after limits had been changed with C seen. */
  private static final String FRESH = "fresh.tsv";

  /** The networks of part E, chosen in the same way after limits had been changed with D seen. */
  private static final String UNSEEN = "unseen.tsv";

  /** The networks of part F, chosen in the same way so that about half of them should fail. */
  private static final String BALANCED = "balanced.tsv";

  /** Recurrent networks, by one half of which the limit through time was set. */
  private static final String RECURRENT = "recurrent.tsv";

  /** Networks of which kind, size and start were drawn at random after E and F had been seen. */
  private static final String DRAWN = "drawn.tsv";

  /** Networks of kinds that people write, of which size and start were drawn at random. */
  private static final String WRITTEN = "written.tsv";

  /** Networks over tokens, which {@link SequenceLabels} trains on another task. */
  private static final String SEQUENCES = "sequences.tsv";

  /** One part of the set: limits were set on A to E and on G; F, H, I and J judge. */
  enum Part {
    A("limits were set on it; with B, it is `networks.tsv`, halved by a hash of the name"),
    B("is no blind test: it was before the author when limits were chosen"),
    C("`blind.tsv`, of kinds that were rare: it judged blind once, and has been seen since"),
    D("`fresh.tsv`: it judged blind once, and has been seen since"),
    E(
        "judged blind: `unseen.tsv` was chosen by name and trained before a verdict or a label of one of them was seen; afterwards one"
            + " limit changed, on networks with shortcuts, for a ResNet-50 that was called exploding, which changed no count of E's, and"
            + " the one through time, set on G, by which one false alarm of E's left;"
            + " a limit for inputs that come together was set with E seen, for which there is I"),
    F(
        "judged blind: `balanced.tsv` was chosen by name in the same way, so that about half should not train, against a verdict that"
            + " always passes"),
    G(
        "half of `recurrent.tsv` by a hash of the name, sequences of 16 and 32 steps that read a digit until their end, or wait for 8"
            + " or 24 steps behind it: the limit through time was set on it; `predict` reads those that do not wait as a network file"
            + " describes them"),
    H("the other half of `recurrent.tsv`, which set no limit, but lay open beside G"),
    I(
        "judged blind: kind, size and start of each network of `drawn.tsv` were drawn at random, before a verdict or a label of one of"
            + " them was seen, when limits had been changed with E seen"),
    J(
        "judged blind: fifteen kinds of networks as people write them, which hardly were in I, with size and start drawn at random by"
            + " `bench/as_written.py`, before a verdict or a label of one of them was seen; then both agreed on 93 % (no false alarm and 4"
            + " misses, 1 and 3); saturated states of recurrent layers were asked for afterwards, by which one miss left");

    private final String purpose;

    Part(String purpose) {
      this.purpose = purpose;
    }

    /** What the part is for, as Markdown. */
    String purpose() {
      return purpose;
    }
  }

  /** The network that a forecast is made of: the network itself, or a recurrent one described. */
  NetworkSource forecast() {
    if (source instanceof NetworkSource.Factory factory) {
      try {
        Class<?> kind = Class.forName(factory.className());
        if (RecurrentNetwork.class.isAssignableFrom(kind)) {
          Object network = kind.getDeclaredConstructor().newInstance();
          return ((RecurrentNetwork) network).described().orElse(source);
        }
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(e);
      }
    }
    return source;
  }

  /** The part of a network of a file that is halved, a function of its id. */
  private static Part half(String id, Part one, Part other) {
    CRC32 hash = new CRC32();
    hash.update(id.getBytes(StandardCharsets.UTF_8));
    return (hash.getValue() & 1) == 0 ? one : other;
  }

  /** All networks, in the order of the files. */
  static List<LabelledNetwork> all() {
    return Stream.of(HALVES, BLIND, FRESH, UNSEEN, BALANCED, RECURRENT, DRAWN, WRITTEN)
        .flatMap(LabelledNetwork::read)
        .toList();
  }

  /** Networks over tokens, chosen by name before a verdict or a label of one of them was seen. */
  static List<LabelledNetwork> sequences() {
    return read(SEQUENCES).toList();
  }

  private static Stream<LabelledNetwork> read(String resource) {
    try (InputStream file = LabelledNetwork.class.getResourceAsStream(resource)) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .skip(1)
          .map(line -> parse(line, resource));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All networks in random order, so that the first of them are a fair sample. */
  static List<LabelledNetwork> shuffled() {
    List<LabelledNetwork> networks = new ArrayList<>(all());
    Collections.shuffle(networks, new Random(ORDER));
    return networks;
  }

  private static LabelledNetwork parse(String line, String resource) {
    String[] cells = line.split("\t", -1);
    Map<String, String> options = options(cells[2]);
    Part part =
        switch (resource) {
          case BLIND -> Part.C;
          case FRESH -> Part.D;
          case UNSEEN -> Part.E;
          case BALANCED -> Part.F;
          case RECURRENT -> half(cells[0], Part.G, Part.H);
          case DRAWN -> Part.I;
          case WRITTEN -> Part.J;
          default -> half(cells[0], Part.A, Part.B);
        };
    LabelledNetwork network =
        new LabelledNetwork(cells[0], part, cells[1], cells[2], source(options), start(options));
    if (!options.isEmpty()) {
      throw new IllegalArgumentException(
          "unknown options %s of network %s".formatted(options.keySet(), network.id));
    }
    return network;
  }

  private static Map<String, String> options(String text) {
    Map<String, String> options = new HashMap<>();
    Arrays.stream(text.substring(2).split(" --", -1))
        .map(option -> option.split(" ", 2))
        .forEach(option -> options.put(option[0], option[1]));
    return options;
  }

  /** The network that the options describe; removes those. */
  private static NetworkSource source(Map<String, String> options) {
    String factory = options.remove("block-factory");
    if (factory != null) {
      return new NetworkSource.Factory(factory, List.of());
    }
    String tree = options.remove("network");
    if (tree != null) {
      JsonObject network = JsonParser.parseString(tree).getAsJsonObject();
      network.add("layers", repeated(network.getAsJsonArray("layers")));
      return new NetworkSource.Tree(network);
    }
    return new NetworkSource.Perceptron(
        options.remove("layers"), 0, 0, options.remove("activation"));
  }

  private static JsonArray repeated(JsonArray layers) {
    JsonArray all = new JsonArray();
    for (JsonElement layer : layers) {
      if (layer.isJsonObject() && layer.getAsJsonObject().has("repeat")) {
        JsonObject repeat = layer.getAsJsonObject().getAsJsonObject("repeat");
        for (int i = 0; i < repeat.get("times").getAsInt(); i++) {
          all.addAll(repeat.getAsJsonArray("layers"));
        }
      } else {
        all.add(layer);
      }
    }
    return all;
  }

  /** The start that the options describe; removes those. */
  private static Start start(Map<String, String> options) {
    String rules = options.remove("rules");
    Object tree = rules == null ? null : new Gson().fromJson(rules, Object.class);
    return Start.of(options.remove("rule"))
        .withDistribution(Distribution.named(or(options.remove("distribution"), "normal")))
        .withBiasVariance(Double.parseDouble(or(options.remove("bias-variance"), "0")))
        .withRulebook(tree == null ? Rulebook.EMPTY : RulebookTree.read(tree));
  }

  private static String or(@Nullable String given, String usual) {
    return given == null ? usual : given;
  }
}
