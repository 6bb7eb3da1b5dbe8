// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.forecast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.evenkeel.architecture.Architectures;
import org.evenkeel.init.Start;
import org.evenkeel.network.Network;
import org.evenkeel.network.NetworkTree;
import org.evenkeel.network.RulebookTree;
import org.evenkeel.network.TokenLayer;
import org.evenkeel.signal.Cause;
import org.evenkeel.signal.InputSignal;
import org.evenkeel.signal.SignalProfile;
import org.evenkeel.signal.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The scale of tables of tokens: verdicts beside the trainings of bench/token_scales.py. */
class TokenScalesTest {

  private static final Map<String, Object> NORM = Map.of("normalization", "token");

  private static final String GPT2 =
      "gpt2(layers=4,width=32,heads=4,vocabulary=10,positions=16,tokens=16,dropout=0";

  /** Blocks of width 32 behind a table and positions. */
  private static Network encoder(boolean pre, int blocks, int vocabulary) {
    return encoder("sinusoidal", pre, blocks, vocabulary);
  }

  private static Network encoder(String positions, boolean pre, int blocks, int vocabulary) {
    List<Object> block = new ArrayList<>();
    for (List<Object> inner :
        List.<List<Object>>of(
            List.of(Map.of("attention", 4)),
            List.of(Map.of("dense", 128), Map.of("activation", "gelu"), Map.of("dense", 32)))) {
      List<Object> branch = new ArrayList<>(inner);
      branch.addAll(0, pre ? List.of(NORM) : List.of());
      block.add(Map.of("residual", Map.of("branch", branch)));
      block.addAll(pre ? List.of() : List.of(NORM));
    }
    List<Object> layers = new ArrayList<>();
    layers.add(Map.of("embedding", Map.of("vocabulary", vocabulary, "units", 32, "name", "table")));
    layers.add(Map.of("positions", positions));
    layers.add(Map.of("repeat", Map.of("times", blocks, "layers", block)));
    layers.addAll(pre ? List.of(NORM) : List.of());
    layers.add(Map.of("pooling", Map.of("reduction", "average", "axes", 1)));
    layers.add(Map.of("dense", 4));
    return NetworkTree.read(Map.of("input", 16, "layers", layers));
  }

  private static SignalProfile profile(Network network, String rule, Object... tables) {
    List<Object> entries = new ArrayList<>();
    for (int i = 0; i < tables.length; i += 2) {
      entries.add(Map.of("name", tables[i], "rule", "normal(" + tables[i + 1] + ")"));
    }
    Start start = Start.of(rule);
    Start ruled =
        entries.isEmpty() ? start : start.withRulebook(RulebookTree.read(Map.of("rules", entries)));
    return Remedies.advise(network, ruled, Forecast.of(network, ruled, InputSignal.WITHOUT_SCALE));
  }

  /**
   * By gradient descent with a table of deviation 0.02 none of four networks left guessing in 500
   * steps, and with 0.7 all learnt; by Adam those took an epoch longer, and learnt.
   */
  @ParameterizedTest
  @CsvSource({"true, 2, 4", "false, 2, 4", "true, 4, 10", "true, 6, 4"})
  void smallTablesBesideSinusoidsAreSlow(boolean pre, int blocks, int vocabulary) {
    Network network = encoder(pre, blocks, vocabulary);
    SignalProfile small = profile(network, "lecun", "table.weight", 0.02);
    assertEquals(Verdict.State.SLOW, small.verdict().state());
    Cause.Drowned cause = assertInstanceOf(Cause.Drowned.class, small.verdict().cause());
    double mean = 0; // which a normalization removes
    for (int i = 0; pre && i < 16 * 32; i++) {
      mean += TokenLayer.Positions.sinusoid(i / 32, i % 32, 32) / 512;
    }
    double share = 0.0004 / (0.5004 - mean * mean) * (1 - 1.0 / vocabulary);
    assertEquals(share, cause.apart(), 1e-6);
    assertTrue(small.verdict().remedy().toString().contains("auto"), small::toString);
    assertTrue(profile(network, "lecun", "table.weight", 0.7).verdict().healthy());
  }

  /**
   * Four pre-norm blocks that tell how deep brackets nest, by Adam at 0.002 in 320 steps: 0.82 with
   * tokens of deviation 1 beside learnt positions of 1/√32, and 0.79 and 0.76 beside those of 0.02
   * and 0.003; 0.73 with tokens of 3; with tokens of 10 0.65, and 0.69, 0.76 and 0.79 beside
   * positions of 1, 3 and 10; with tokens of 100 0.52, and 0.56, 0.72 and 0.78 beside 10, 30 and
   * 100.
   */
  @ParameterizedTest
  @CsvSource({
    "1, 0.1768, false", "1, 0.02, false", "1, 0.003, false", "3, 0.1768, false", "10, 0.1768, true",
    "10, 1, true", "10, 3, false", "10, 10, false", "30, 3, true", "100, 0.1768, true",
    "100, 10, true", "100, 30, false", "100, 100, false"
  })
  void positionsBesideLargeTokensAreSlow(double tokens, double positions, boolean slow) {
    Network network = encoder("learned", true, 4, 4);
    SignalProfile profile =
        profile(network, "lecun", "table.weight", tokens, "positions1.weight", positions);
    Verdict verdict = profile.verdict();
    assertEquals(slow ? Verdict.State.SLOW : Verdict.State.HEALTHY, verdict.state());
    if (slow) {
      Cause.Drowned cause = assertInstanceOf(Cause.Drowned.class, verdict.cause());
      assertTrue(cause.ofPositions(), profile::toString);
      double share = positions * positions / (positions * positions + tokens * tokens);
      assertEquals(share, cause.apart(), 1e-3 * share);
      assertTrue(verdict.remedy().toString().contains("auto"), profile::toString);
    }
  }

  /** Sines and cosines beside tokens of 100 are as small; of 1 they are healthy. */
  @ParameterizedTest
  @CsvSource({"100, SLOW", "1, HEALTHY"})
  void sinusoidsBesideLargeTokensAreSlow(double tokens, Verdict.State state) {
    Network network = encoder("sinusoidal", true, 4, 4);
    assertEquals(state, profile(network, "lecun", "table.weight", tokens).verdict().state());
  }

  /** Where no positions are added, as beside rotary ones, none can drown. */
  @Test
  void tablesWithoutPositionsDoNotDrownThem() {
    Network llama =
        Architectures.named(
            "llama(layers=2,width=32,heads=4,inner=64,vocabulary=10,tokens=16,tied=false)");
    assertTrue(profile(llama, "auto", "*embed_tokens.weight", 100.0).verdict().healthy());
  }

  /**
   * A table of variance 1 that the head shares: after 160 steps of Adam 0.2 of the sums were right,
   * and all of them with tables of deviation 1/√32; with a table of that deviation beside positions
   * of variance 1, 0.16 after 320 steps.
   */
  @ParameterizedTest
  @CsvSource({"false, true, LargeOutput", "true, true, ''", "true, false, Drowned"})
  void tablesThatTheHeadSharesAreSmall(boolean table, boolean positions, String cause) {
    Network network = Architectures.named(GPT2 + ")");
    Verdict verdict =
        (table
                ? positions
                    ? profile(network, "auto", "*.wte.weight", 0.1768, "*.wpe.weight", 0.1768)
                    : profile(network, "auto", "*.wte.weight", 0.1768)
                : profile(network, "auto"))
            .verdict();
    assertEquals(cause.isEmpty() ? Verdict.State.HEALTHY : Verdict.State.SLOW, verdict.state());
    if (!cause.isEmpty()) {
      assertEquals(cause, verdict.cause().getClass().getSimpleName());
      assertTrue(verdict.remedy().toString().contains("small-init(32)"), verdict::toString);
    }
  }

  /** Without a shared table the outputs have variance 1, and Adam tells the sums in 160 steps. */
  @ParameterizedTest
  @CsvSource({"auto", "small-init(32)"})
  void aHeadOfItsOwnIsHealthy(String rule) {
    assertTrue(profile(Architectures.named(GPT2 + ",tied=false)"), rule).verdict().healthy());
  }
}
