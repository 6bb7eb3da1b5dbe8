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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The scale of tables of tokens: verdicts beside the trainings of bench/token_scales.py. */
class TokenScalesTest {

  private static final Map<String, Object> NORM = Map.of("normalization", "token");

  private static final String GPT2 =
      "gpt2(layers=4,width=32,heads=4,vocabulary=10,positions=16,tokens=16,dropout=0";

  /** Blocks of width 32 behind a table and sinusoidal positions. */
  private static Network encoder(boolean pre, int blocks, int vocabulary) {
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
    layers.add(Map.of("positions", "sinusoidal"));
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
