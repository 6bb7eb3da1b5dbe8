package org.evenkeel.report.figure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.evenkeel.report.chart.Chart.BarChart;
import org.evenkeel.report.chart.Chart.XyChart;
import org.evenkeel.report.chart.Figure;
import org.evenkeel.report.chart.Series;
import org.evenkeel.report.chart.StartColors;
import org.evenkeel.result.Comparison;
import org.evenkeel.result.Comparison.StartResult;
import org.evenkeel.result.Origin;
import org.evenkeel.result.TrainedStart;
import org.evenkeel.training.TrainingRun;
import org.junit.jupiter.api.Test;

class TrainingFiguresTest {

  private static final StartColors COLORS = StartColors.of(List.of("he", "4/n", "slow"));

  /** A run whose losses are these, with accuracy 1 - loss / 10. */
  private static TrainingRun run(long seed, String state, Long steps, double... losses) {
    List<TrainingRun.Epoch> epochs = new ArrayList<>();
    for (int e = 0; e < losses.length; e++) {
      epochs.add(
          new TrainingRun.Epoch(
              e + 1, 10L * (e + 1), losses[e], losses[e] * 2, 1 - losses[e] / 10));
    }
    return new TrainingRun(seed, TrainingRun.State.named(state), epochs, steps);
  }

  private static Comparison comparison(StartResult... starts) {
    return new Comparison(Origin.UNKNOWN, List.of(starts), 0.9);
  }

  private static StartResult start(String name, TrainingRun... runs) {
    return new StartResult(name, null, List.of(), List.of(runs));
  }

  private static final Comparison THREE =
      comparison(
          start(
              "he",
              run(1, "trained", 20L, 3, 1, 0.5),
              run(2, "trained", 30L, 5, 2, 0.6),
              run(3, "trained", 40L, 4, 3, 0.1)),
          start(
              "4/n",
              run(1, "diverged", null, 9, Double.POSITIVE_INFINITY),
              run(2, "diverged", null, 9),
              run(3, "trained", 90L, 9, 8, 7)),
          start("slow", run(1, "stalled", 200L, 9, 9, 9), run(2, "trained", null, 9, 9, 8)));

  @Test
  void medianLowestAndHighestOfTheSeedsStandAtEachEpoch() {
    Figure figure = TrainingFigures.curves(THREE, COLORS).orElseThrow();
    assertEquals(
        List.of("by epoch", "by step"), figure.views().stream().map(Figure.View::name).toList());
    XyChart loss = (XyChart) figure.views().get(1).charts().get(0);
    Series he = loss.series().get(0);
    assertEquals(List.of(10.0, 20.0, 30.0), he.x());
    assertEquals(List.of(4.0, 2.0, 0.5), he.y());
    assertEquals(List.of(3.0, 1.0, 0.1), he.low());
    assertEquals(List.of(5.0, 3.0, 0.6), he.high());
    assertTrue(he.notes().isEmpty());
    Series steep = loss.series().get(1);
    assertEquals(List.of(9.0, Double.POSITIVE_INFINITY, 7.0), steep.y());
    assertEquals(Arrays.asList("seed 2 diverged", "seed 1 diverged", null), steep.notes());
    assertEquals(
        "he ends at validation accuracy 0.950;"
            + " 4/n ends at validation accuracy 0.300, but diverged with 2 of 3 seeds;"
            + " slow ends at validation accuracy 0.150, but stalled with 1 of 2 seeds."
            + " Lines are medians over seeds, bands reach from the lowest to the highest.",
        figure.sentence());
    assertEquals(9, figure.table().rows().size());
  }

  @Test
  void stepsToTheTargetAreMediansOverAllSeeds() {
    Figure figure = TrainingFigures.steps(THREE, COLORS).orElseThrow();
    BarChart chart = (BarChart) figure.views().get(0).charts().get(0);
    assertEquals(new BarChart.Bar("he", 0, 30.0, 20.0, 40.0, null), chart.bars().get(0));
    assertEquals(
        new BarChart.Bar("4/n", 1, null, null, null, "not reached with 2 of 3 seeds"),
        chart.bars().get(1));
    assertNull(chart.bars().get(2).value());
    assertEquals(
        "he needs 30 steps to validation accuracy 0.900; 4/n gets to it with 1 of 3 seeds;"
            + " slow gets to it with 1 of 2 seeds.", // where it stalls afterwards
        figure.sentence());
  }

  @Test
  void oneRunThatDivergedAtOnceIsTaken() {
    Comparison one = comparison(start("4/n", run(7, "diverged", null, Double.NaN)));
    assertTrue(TrainingFigures.curves(one, COLORS).isEmpty());
    assertEquals("Trained, it diverged.", TrainedStart.of(one).get(0).sentence(0.9));
    assertTrue(TrainingFigures.steps(one, COLORS).isEmpty());
    assertTrue(TrainingFigures.curves(comparison(start("he")), COLORS).isEmpty());
  }
}
