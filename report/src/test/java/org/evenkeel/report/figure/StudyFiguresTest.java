package org.evenkeel.report.figure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.evenkeel.report.chart.Chart.BarChart;
import org.evenkeel.report.chart.Chart.HeatMap;
import org.evenkeel.report.chart.Chart.ParallelChart;
import org.evenkeel.report.chart.Chart.XyChart;
import org.evenkeel.report.chart.ChartAxis;
import org.evenkeel.report.chart.Figure;
import org.evenkeel.report.chart.Series;
import org.evenkeel.report.chart.StartColors;
import org.evenkeel.report.chart.Tone;
import org.evenkeel.result.StudyResult;
import org.evenkeel.study.result.Effect;
import org.evenkeel.study.result.Interval;
import org.evenkeel.study.result.Surface;
import org.evenkeel.study.space.Space;
import org.evenkeel.study.trial.Trial;
import org.evenkeel.study.trial.TrialState;
import org.junit.jupiter.api.Test;

class StudyFiguresTest {

  private static final List<Trial> TRIALS = Studies.trials(24);

  private static final StudyResult STUDY =
      Studies.whole(
          TRIALS,
          TRIALS.get(6),
          TRIALS.get(5),
          new Effect(
              6, 0.1, null, 0.2, new Interval(0.1, 0.3, 0.95), 0, 0, 0.02, Effect.Answer.WORTH_IT));

  private static final StartColors COLORS =
      StartColors.of(
          Stream.concat(TrialLabels.finalists(STUDY), TrialLabels.outcomes(STUDY)).toList());

  private static XyChart xy(Figure figure) {
    return (XyChart) figure.views().get(0).charts().get(0);
  }

  @Test
  void theResponseIsTheSurfacesBesideTheTrialsAndTheory() {
    Figure figure = ResponseFigure.of(STUDY, COLORS).orElseThrow();
    XyChart chart = xy(figure);
    Series curve = chart.series().get(0);
    for (int i = 0; i < 13; i++) {
      assertEquals(STUDY.estimates().response().get(i).value(), curve.y().get(i));
      assertEquals(STUDY.estimates().response().get(i).interval().low(), curve.low().get(i));
    }
    assertEquals(ChartAxis.log("multiplier", 0.1, 10.0), chart.x());
    assertEquals(
        List.of(22, 1, 1), chart.series().stream().skip(1).map(s -> s.x().size()).toList());
    assertEquals(0.3, chart.zones().get(0).from());
    assertEquals(1, chart.marks().get(0).at());
    assertEquals(
        "The best multiplier lies between 0.46 and 0.62 (95 %); the curve is lowest at multiplier 0.46, with loss 0.206; theory says that 0.30 to 3.0 may work and takes 1.0 for best, which is more than what was found.",
        figure.sentence());
  }

  @Test
  void theMapHasRegionsWhereTrainingFails() {
    Figure figure = MapFigure.of(STUDY, COLORS).orElseThrow();
    HeatMap map = (HeatMap) figure.views().get(0).charts().get(0);
    assertEquals(13, map.xs().size());
    assertEquals(169, map.cells().size());
    assertEquals(
        STUDY.estimates().map().rows().get(2).get(5).value(), map.cells().get(2 * 13 + 5).value());
    assertEquals(
        "The loss is lowest next to multiplier 0.464 and learningRate 0.100; training diverges in 5 % of the map.",
        figure.sentence());
    assertEquals(2, map.over().size());
  }

  /** An interval as wide as the searched range agrees with everything. */
  @Test
  void anIntervalAsWideAsTheRangeIsUnknown() {
    StudyResult wide = withMultiplier(0.31, 2.95); // of 0.3 to 3, which theory leaves
    assertTrue(wide.isUnknown("multiplier"));
    String sentence = ResponseFigure.of(wide, COLORS).orElseThrow().sentence();
    assertTrue(sentence.startsWith("The best multiplier is unknown: its interval"), sentence);
    assertFalse(sentence.contains("agrees"), sentence);
    StudyResult narrow = withMultiplier(0.8, 1.25);
    assertFalse(narrow.isUnknown("multiplier"));
    sentence = ResponseFigure.of(narrow, COLORS).orElseThrow().sentence();
    assertTrue(sentence.endsWith(", which agrees."), sentence);
  }

  private static StudyResult withMultiplier(double low, double high) {
    Map<String, Surface.BestValue> bests = new LinkedHashMap<>(STUDY.estimates().bests());
    bests.put("multiplier", new Surface.BestValue("multiplier", 1.0, low, high, 0.95, Map.of(), 1));
    return new StudyResult(
        STUDY.origin(),
        STUDY.name(),
        STUDY.space(),
        STUDY.ending(),
        STUDY.theory(),
        STUDY.trials(),
        STUDY.finalists(),
        STUDY.confirmation(),
        new StudyResult.Estimates(
            bests,
            STUDY.estimates().response(),
            STUDY.estimates().map(),
            STUDY.estimates().importance()));
  }

  /** A map of two of three hyperparameters shows the trials near the third's best value. */
  @Test
  void aMapIsASliceAtTheBestOfTheOthers() {
    Space space = Space.parse("multiplier=log:0.1..10,learningRate=log:1e-3..1,batch=int:10..110");
    List<Trial> trials = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      double multiplier = Math.pow(10, -1 + 2 * ((i * 0.618) % 1));
      double rate = Math.pow(10, -3 + 3 * ((i * 0.414) % 1));
      long batch = 10 + (i * 37L) % 101;
      double off =
          Math.pow(Math.log(multiplier / 0.5), 2)
              + Math.pow(Math.log(rate / 0.1), 2)
              + Math.pow((batch - 60) / 20.0, 2);
      trials.add(
          Studies.trial(
              space, i, TrialState.COMPLETE, "done", 0.2 + off / 20, multiplier, rate, batch));
    }
    Surface surface = Surface.of(space, trials, 1);
    Map<String, Object> held = surface.held("multiplier", "learningRate");
    assertEquals(Set.of("batch"), held.keySet());
    long best = (Long) held.get("batch");
    assertTrue(Math.abs(best - 60) < 10, held::toString);
    StudyResult study =
        new StudyResult(
            STUDY.origin(),
            null,
            space,
            "trials",
            null,
            trials,
            null,
            null,
            new StudyResult.Estimates(
                Map.of(),
                List.of(),
                new StudyResult.LossMap(
                    "learningRate", surface.map("multiplier", "learningRate", 5), held),
                List.of()));
    Figure figure = MapFigure.of(study, COLORS).orElseThrow();
    assertTrue(
        figure
            .sentence()
            .startsWith("The other hyperparameters stand at their best values, batch " + best),
        figure.sentence());
    HeatMap map = (HeatMap) figure.views().get(0).charts().get(0);
    long near =
        trials.stream().filter(one -> Math.abs(one.setting().number("batch") - best) <= 10).count();
    assertEquals(near, map.over().get(0).x().size());
    assertTrue(near < 20, near + " of 40");
  }

  @Test
  void importanceStandsWithItsInterval() {
    Figure figure = StudyFigures.importance(STUDY).orElseThrow();
    BarChart chart = (BarChart) figure.views().get(0).charts().get(0);
    assertTrue(chart.bars().get(0).value() >= chart.bars().get(1).value());
    assertEquals(
        "learningRate explains 80 % of how the loss varies over the space; multiplier explains 19 %; 1 % is not explained.",
        figure.sentence());
  }

  @Test
  void theHistoryTellsOutcomesApart() {
    Figure figure = StudyFigures.history(STUDY, COLORS).orElseThrow();
    assertEquals(
        List.of("best so far", "complete", "diverged"),
        xy(figure).series().stream().map(Series::name).toList());
    assertEquals(Double.POSITIVE_INFINITY, xy(figure).series().get(2).y().get(0));
    assertEquals(
        "24 trials: 21 complete, 3 diverged; the lowest value, 0.216, is that of trial 4, partly by luck; the winner is trial 6.",
        figure.sentence());
    assertEquals(24, figure.table().rows().size());
  }

  @Test
  void theWinnerIsTheLastOfTheLines() {
    Figure figure = StudyFigures.parallel(STUDY).orElseThrow();
    ParallelChart chart = (ParallelChart) figure.views().get(0).charts().get(0);
    assertEquals(24, chart.lines().size());
    ParallelChart.Line last = chart.lines().get(23);
    assertEquals(Tone.GOOD, last.tone());
    assertEquals(TRIALS.get(6).value(), last.values().get(2));
    assertEquals(3, chart.lines().stream().filter(line -> line.tone() == Tone.BAD).count());
    assertEquals(
        "The winner is trial 6, with multiplier 2.61, learningRate 0.0283; 3 of 24 trials failed.",
        figure.sentence());
  }

  @Test
  void aStudyWithoutAValueOrAMultiplierIsTaken() {
    Space space = Space.parse("width=int:16..64,kind=a|b,momentum=0.5..0.9 if kind=b");
    StudyResult bare =
        Studies.bare(
            space,
            List.of(
                Studies.trial(space, 0, TrialState.FAIL, null, null, 16L, "a"),
                Studies.trial(space, 1, TrialState.RUNNING, null, null, 32L, "b", 0.7)));
    assertTrue(ResponseFigure.of(bare, COLORS).isEmpty());
    assertTrue(MapFigure.of(bare, COLORS).isEmpty());
    assertTrue(StudyFigures.importance(bare).isEmpty());
    assertEquals(
        "2 trials: 1 failed, 1 running; none has a value.",
        StudyFigures.history(bare, COLORS).orElseThrow().sentence());
    ParallelChart chart =
        (ParallelChart) StudyFigures.parallel(bare).orElseThrow().views().get(0).charts().get(0);
    assertEquals(List.of("a", "b"), chart.axes().get(1).names());
    assertEquals(1.0, chart.lines().get(0).values().get(1));
    StudyResult none = Studies.bare(space, List.of());
    assertTrue(StudyFigures.history(none, COLORS).isEmpty());
    assertTrue(StudyFigures.parallel(none).isEmpty());
  }

  @Test
  void fiveHundredTrialsAreTaken() {
    StudyResult many = Studies.bare(Studies.SPACE, Studies.trials(500));
    assertEquals(500, StudyFigures.history(many, COLORS).orElseThrow().table().rows().size());
    assertEquals(
        "The trials are shown without a curve through them.",
        ResponseFigure.of(many, COLORS).orElseThrow().sentence());
  }
}
