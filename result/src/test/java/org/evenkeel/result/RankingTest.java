// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.result;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.evenkeel.result.Comparison.StartResult;
import org.evenkeel.result.Ranking.Ahead;
import org.evenkeel.training.TrainingRun;
import org.evenkeel.training.TrainingRun.State;
import org.junit.jupiter.api.Test;

/** One criterion after the other decides which start is best. */
class RankingTest {

  private static TrainingRun run(long seed, State state, Long steps, double accuracy, double loss) {
    return new TrainingRun(
        seed, state, List.of(new TrainingRun.Epoch(1, 40L, loss, loss, accuracy)), steps);
  }

  private static TrainingRun reached(long seed, long steps) {
    return run(seed, State.TRAINED, steps, 0.9, 0.3);
  }

  private static TrainingRun missed(long seed, double accuracy, double loss) {
    return run(seed, State.TRAINED, null, accuracy, loss);
  }

  private static StartResult start(String name, TrainingRun... runs) {
    return new StartResult(name, null, List.of(), List.of(runs));
  }

  private static Ranking ranking(StartResult... starts) {
    return Ranking.of(new Comparison(Origin.UNKNOWN, List.of(starts), 0.7)).orElseThrow();
  }

  private static List<String> order(Ranking ranking) {
    return ranking.places().stream().map(place -> place.rank() + " " + place.name()).toList();
  }

  @Test
  void theShareOfSeedsThatReachedTheTargetComesFirst() {
    Ranking ranking =
        ranking(
            start("fast", reached(0, 10), reached(1, 10), missed(2, 0.69, 0.5)),
            start("sure", reached(0, 40), reached(1, 50), reached(2, 60)),
            start("lost", reached(0, 10), run(1, State.DIVERGED, 10L, 0.1, 9), missed(2, 0.1, 3)));
    assertEquals(List.of("1 sure", "2 fast", "3 lost"), order(ranking));
    assertEquals("sure trains best", ranking.state());
    assertEquals(
        "sure needs 50 steps to validation accuracy 0.700; fast and lost need 10, ×0.20 with 2 of 3"
            + " seeds. sure is better than fast with 1 of 3 seeds.",
        ranking.sentence());
  }

  @Test
  void aTargetThatWasLostAgainCountsForNothing() {
    Ranking ranking =
        ranking(
            start("lost", run(0, State.STALLED, 10L, 0.175, 2.3)),
            start("slow", missed(0, 0.6, 1)));
    assertEquals(List.of("1 slow", "2 lost"), order(ranking));
    assertEquals("slow trains best", ranking.state());
  }

  @Test
  void thenTheMedianOfTheSteps() {
    Ranking ranking =
        ranking(
            start("slow", reached(0, 30), reached(1, 80), reached(2, 90)),
            start("fast", reached(0, 40), reached(1, 50), reached(2, 60)));
    assertEquals(List.of("1 fast", "2 slow"), order(ranking));
    assertEquals(Optional.of(new Ahead("fast", "slow", 2, 3)), ranking.ahead());
  }

  @Test
  void withoutTheTargetAccuracyThenLossDecide() {
    Ranking ranking =
        ranking(
            start("stalled", run(0, State.STALLED, null, 0.65, 0.6)),
            start("wrong", missed(0, 0.5, 0.4)),
            start("right", missed(0, 0.6, 0.5)),
            start("sure", missed(0, 0.6, 0.4)),
            start("unknown", missed(0, Double.NaN, Double.NaN)));
    assertEquals(List.of("1 sure", "2 right", "3 wrong", "4 unknown", "5 stalled"), order(ranking));
    assertEquals(
        "sure ends at validation accuracy 0.600; right ends at validation accuracy 0.600; wrong"
            + " ends at validation accuracy 0.500; no loss is known of unknown; stalled ends at"
            + " validation accuracy 0.650, but it stalled; none reaches 0.700. With one seed each,"
            + " the order may be chance.",
        ranking.sentence());
  }

  @Test
  void equalStartsShareThePlace() {
    Ranking ranking =
        ranking(
            start("a", reached(0, 30), reached(1, 50)),
            start("b", reached(0, 50), reached(1, 30)),
            start("c", reached(0, 60), reached(1, 60)));
    assertEquals(List.of("1 a", "1 b", "3 c"), order(ranking));
    assertEquals("a and b train equally well", ranking.state());
    assertEquals(Optional.empty(), ranking.ahead());
    assertTrue(
        ranking.sentence().endsWith(" They differ in neither steps, accuracy nor loss."),
        ranking.sentence());
  }

  /** As four starts on the moons did, which table and page once ranked differently. */
  @Test
  void accuracyDecidesAmongStartsThatNeedAsManySteps() {
    Ranking ranking =
        ranking(
            start("1/n", run(0, State.TRAINED, 15L, 0.89, 0.26)),
            start("4/n", run(0, State.TRAINED, 15L, 0.95, 0.10)));
    assertEquals("4/n trains best", ranking.state());
    assertEquals(
        "4/n and 1/n need 15 steps to validation accuracy 0.700; 4/n ends at validation accuracy"
            + " 0.950; 1/n ends at validation accuracy 0.890. With one seed each, the order may be"
            + " chance.",
        ranking.sentence());
  }

  @Test
  void noStartTrains() {
    Ranking ranking =
        ranking(
            start("a", run(0, State.DIVERGED, null, Double.NaN, Double.POSITIVE_INFINITY)),
            start("b", run(0, State.VANISHED, null, 0.5, 0.7)));
    assertFalse(ranking.trains());
    assertEquals("no start trains well", ranking.state());
    assertEquals(
        "b ends at validation accuracy 0.500, but it vanished; a diverged.", ranking.sentence());
  }

  @Test
  void oneTrainedStartHasNoRank() {
    assertEquals(
        Optional.empty(),
        Ranking.of(
            new Comparison(Origin.UNKNOWN, List.of(start("a", reached(0, 30)), start("b")), 0.7)));
  }

  @Test
  void aComparisonIsPrintedAsATable() {
    Comparison comparison =
        new Comparison(
            Origin.UNKNOWN,
            List.of(
                start("he", reached(0, 30), reached(1, 50)),
                start("1/n", missed(0, 0.5, 0.7), run(1, State.STALLED, null, 0.6, 0.6))),
            0.7);
    assertEquals(
        """
        start  trained  reached  steps   loss  accuracy
        he     2 of 2   2 of 2      40  0.300     0.900
        1/n    1 of 2   0 of 2       ∞  0.650     0.550
        he trains best: he needs 40 steps to validation accuracy 0.700; 1/n does not reach it. \
        he is better than 1/n with 2 of 2 seeds.""",
        comparison.toString());
  }
}
