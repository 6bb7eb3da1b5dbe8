// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.training.loss.Loss;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.evenkeel.djl.draw.FirstWeights;
import org.evenkeel.djl.observe.Probe;
import org.evenkeel.init.Start;
import org.evenkeel.network.Network;
import org.evenkeel.network.NetworkTree;
import org.evenkeel.signal.LayerSignal;
import org.evenkeel.signal.Quantity;
import org.evenkeel.signal.SignalProfile;
import org.junit.jupiter.api.Test;

/**
 * Blocks of attention over tokens that are alike from the start: forecasts beside draws. Tokens of
 * a large vocabulary with k vectors that all of them get have correlation k/(k + 1).
 */
class SequenceForecastTest {

  private static final int BLOCKS = 6;

  private static final int WIDTH = 64;

  private static final int TOKENS = 16;

  private static final int EXAMPLES = 16;

  private static final int VOCABULARY = 500;

  private static final int DRAWS = 3;

  /** The counts and errors of one quantity. */
  private static final class Found {
    private int inside;
    private int all;
    private final List<Double> errors = new ArrayList<>();

    void count(List<Quantity> draws, boolean distance) {
      Quantity first = draws.get(0);
      if (first.low() == null || first.measured() == null || first.low().equals(first.high())) {
        return;
      }
      double sum = 0;
      for (Quantity draw : draws) {
        all++;
        inside += draw.asPredicted() ? 1 : 0;
        sum += distance ? 1 - draw.measured() : draw.measured();
      }
      double predicted = distance ? 1 - first.predicted() : first.predicted();
      errors.add(Math.abs(Math.log(sum / draws.size() / predicted)));
    }

    double share() {
      return (double) inside / all;
    }

    double error() {
      Collections.sort(errors);
      return errors.get((int) (0.9 * errors.size()));
    }
  }

  /**
   * For eight other groups of seeds, shares of E[z²] were 0.930 to 0.961 with standard deviation
   * 0.010, of gradients 0.963 to 0.990 and of correlations 0.988 to 0.999; errors of nine in ten
   * means were at most 0.126 to 0.175 and 0.28 to 0.44. The bounds are more than four standard
   * deviations away: other seeds would miss them in fewer than 1 of 10,000 runs.
   */
  @Test
  void drawsOfAttentionLieInTheirRanges() {
    List<Found> found = found(1);
    assertTrue(found.get(0).all > 1000, "rows: " + found.get(0).all);
    for (Found one : found) {
      assertTrue(one.share() >= 0.9, one.inside + " of " + one.all);
    }
    assertTrue(found.get(0).error() < 0.22, "forward: " + found.get(0).error());
    assertTrue(found.get(1).error() < 0.65, "gradient: " + found.get(1).error());
  }

  /**
   * Distances of two inputs behind causal attention, mean of 4 draws: first tokens, which are means
   * of few, are in all behind them. Logarithms of means deviate by 0.12, by a little less over six
   * blocks, which share what came before: other seeds would miss the bounds in fewer than 1 of 500
   * runs. If all positions were alike, the sixth block would have a third of it.
   */
  @Test
  void inputsStayApartBehindCausalAttention() {
    Network network = network("causal", 1, 64, BLOCKS);
    List<SignalProfile> draws =
        LongStream.rangeClosed(101, 104).mapToObj(seed -> profile(network, seed)).toList();
    double logarithms = 0;
    double worst = 0;
    for (int block = 0; block < BLOCKS; block++) {
      String name = "repeat1.%d.residual1.attention1.output".formatted(block);
      double distance = 0;
      double predicted = 0;
      for (SignalProfile draw : draws) {
        LayerSignal row =
            draw.layers().stream().filter(one -> one.name().equals(name)).findFirst().orElseThrow();
        distance += (1 - row.correlation().measured()) / 4;
        predicted = 1 - row.correlation().predicted();
      }
      double error = Math.log(distance / predicted);
      logarithms += error / BLOCKS;
      worst = Math.max(worst, Math.abs(error));
    }
    assertTrue(Math.abs(logarithms) < 0.3, "mean: " + logarithms);
    assertTrue(worst < 0.45, "worst: " + worst);
  }

  /**
   * Tokens that norms behind sums have made one differ by rounding alone, and so do the gradients
   * of their logits: those of queries were 1e-28 of others. Logarithms of draws deviate by 0.7 from
   * the forecast, whose range is 2 to either side: other seeds would miss it in fewer than 1 of 100
   * runs.
   */
  @Test
  void gradientsOfQueriesEndInRounding() {
    Network network = network("post", 1, TOKENS, 40);
    List<LayerSignal> layers = profile(network, 101).layers();
    List<LayerSignal> queries =
        layers.stream().filter(row -> row.name().endsWith("query")).skip(36).toList();
    assertEquals(4, queries.size());
    for (LayerSignal query : queries) {
      assertTrue(query.gradient().predicted() > 1e-16, query.toString());
      assertTrue(query.gradient().asPredicted(), query.toString());
    }
  }

  /** Checks that draws of a classifier lie in their ranges, a share of them at least. */
  static void assertInRanges(Network network, int draws, double share) {
    int inside = 0;
    int all = 0;
    for (long seed = 1; seed <= draws; seed++) {
      for (LayerSignal row : profile(network, seed).layers()) {
        for (Quantity one : List.of(row.forward(), row.gradient(), row.correlation())) {
          boolean ranged = one.measured() != null && one.low() != null;
          all += ranged ? 1 : 0;
          inside += ranged && one.asPredicted() ? 1 : 0;
        }
      }
    }
    assertTrue(all > 0 && inside >= share * all, inside + " of " + all);
  }

  static List<Found> found(long firstSeed) {
    List<Found> found = List.of(new Found(), new Found(), new Found());
    for (String norm : List.of("pre", "post", "rms", "none", "causal")) {
      for (int same : new int[] {0, 1, 9}) {
        Network network = network(norm, same, TOKENS, BLOCKS);
        Map<String, List<LayerSignal>> rows = new LinkedHashMap<>();
        for (int i = 0; i < DRAWS; i++) {
          for (LayerSignal row : profile(network, firstSeed + i).layers()) {
            rows.computeIfAbsent(row.name(), name -> new ArrayList<>()).add(row);
          }
        }
        for (List<LayerSignal> draws : rows.values()) {
          found.get(0).count(draws.stream().map(LayerSignal::forward).toList(), false);
          found.get(1).count(draws.stream().map(LayerSignal::gradient).toList(), false);
          found.get(2).count(draws.stream().map(LayerSignal::correlation).toList(), true);
        }
      }
    }
    return found;
  }

  private static Network network(String norm, int same, int tokens, int blocks) {
    List<Object> layers = new ArrayList<>();
    layers.add(Map.of("embedding", Map.of("vocabulary", VOCABULARY, "units", WIDTH)));
    layers.addAll(Collections.nCopies(same, Map.of("positions", "segment")));
    List<Object> block = new ArrayList<>();
    List<Object> attention =
        List.of(Map.of("attention", Map.of("heads", 4, "causal", norm.equals("causal"))));
    List<Object> units =
        List.of(Map.of("dense", 4 * WIDTH), Map.of("activation", "gelu"), Map.of("dense", WIDTH));
    for (List<Object> inner : List.of(attention, units)) {
      List<Object> branch = new ArrayList<>(inner);
      boolean none = norm.equals("none");
      if (!none && !norm.equals("post")) {
        branch.add(0, Map.of("normalization", norm.equals("rms") ? "rms" : "token"));
      }
      double scale = none ? 1 / Math.sqrt(2 * blocks) : 1;
      block.add(Map.of("residual", Map.of("branch", branch, "scale", scale)));
      if (norm.equals("post")) {
        block.add(Map.of("normalization", "token"));
      }
    }
    layers.add(Map.of("repeat", Map.of("times", blocks, "layers", block)));
    layers.add(Map.of("normalization", "token"));
    layers.add(Map.of("pooling", "average"));
    layers.add(Map.of("dense", 10));
    return NetworkTree.read(Map.of("input", tokens, "layers", layers));
  }

  static SignalProfile profile(Network network, long seed) {
    try (NDManager manager = NDManager.newBaseManager()) {
      NetworkBlock block = NetworkBlock.of(network);
      FirstWeights weights = FirstWeights.of(Start.of("lecun").withSeed(seed)).applyTo(block);
      block.initialize(manager, DataType.FLOAT32, block.inputShape(EXAMPLES));
      float[] x = Normals.of(seed, EXAMPLES * network.input().stream().reduce(1, (a, b) -> a * b));
      for (int i = 0; network.vocabulary().isPresent() && i < x.length; i++) {
        x[i] = Math.floorMod((int) (x[i] * 1e6), VOCABULARY);
      }
      float[] labels = new float[EXAMPLES];
      for (int i = 0; i < EXAMPLES; i++) {
        labels[i] = i % 10;
      }
      return Probe.of(block, weights)
          .check(
              new NDList(manager.create(x, block.inputShape(EXAMPLES))),
              y -> Loss.softmaxCrossEntropyLoss().evaluate(new NDList(manager.create(labels)), y));
    }
  }
}
