package org.evenkeel.report.figure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.evenkeel.activation.Activations;
import org.evenkeel.parameter.Fans;
import org.evenkeel.report.chart.Chart.HeatMap;
import org.evenkeel.report.chart.Chart.RidgeChart;
import org.evenkeel.report.chart.Chart.XyChart;
import org.evenkeel.report.chart.Figure;
import org.evenkeel.report.chart.Series;
import org.evenkeel.report.chart.StartColors;
import org.evenkeel.result.Origin;
import org.evenkeel.result.PhaseResult;
import org.evenkeel.signal.Histogram;
import org.evenkeel.signal.InputSignal;
import org.evenkeel.signal.LayerHistograms;
import org.evenkeel.signal.LayerSignal;
import org.evenkeel.signal.Quantity;
import org.evenkeel.signal.SignalProfile;
import org.junit.jupiter.api.Test;

class TheoryFiguresTest {

  private static final List<NamedProfile> STARTS =
      List.of(
          new NamedProfile("he", Profiles.forecast("he")),
          new NamedProfile("1/n", Profiles.forecast("1/n")),
          new NamedProfile("glorot", Profiles.forecast("glorot")));

  private static final StartColors COLORS = StartColors.of(List.of("he", "1/n", "glorot"));

  @Test
  void startsThatDoTheSameShareAClause() {
    assertEquals(
        "he keeps signal and gradient within a factor 2.0 over 32 layers;"
            + " 1/n and glorot lose the signal by layer 8: it halves with every layer."
            + " All of it is predicted, nothing measured.",
        DepthFigure.of(STARTS, COLORS).orElseThrow().sentence());
  }

  @Test
  void sixDepthScalesAreMarkedWhereTheyLieWithinTheDepth() {
    Figure figure = CorrelationFigure.of(STARTS, COLORS).orElseThrow();
    XyChart chart = (XyChart) figure.views().get(0).charts().get(0);
    assertEquals(
        List.of("6 ξ_c of 1/n", "6 ξ_c of glorot"),
        chart.marks().stream().map(XyChart.Mark::name).toList());
    assertEquals(6 / Math.log(2), chart.marks().get(0).at(), 1e-9);
    assertEquals(
        "he, 1/n and glorot take the correlation of two inputs from 0.00 to 0.98 over 31 hidden"
            + " layers; 6 ξ_c is infinite, so that correlations set no limit to the depth, with he;"
            + " 6 ξ_c is 8 layers, so that deeper layers can hardly be trained, with 1/n and glorot.",
        figure.sentence());
  }

  @Test
  void eachDistinctPlaceIsAPointInThePhases() {
    Figure figure = PhaseFigure.of(STARTS, COLORS).orElseThrow();
    HeatMap map = (HeatMap) figure.views().get(0).charts().get(0);
    assertEquals(
        List.of("critical", "he", "1/n", "glorot"), map.over().stream().map(Series::name).toList());
    assertEquals(List.of(2.0), map.over().get(1).x());
    assertEquals(
        List.of("dense1 to dense31 (31 layers): χ₁ 1.00, ξ_c ∞"), map.over().get(1).notes());
    assertEquals(map.xs().size() * map.ys().size(), map.cells().size());
    assertEquals(
        "he lies on the edge of chaos (σ_w² 2.00, σ_b² 0); 1/n and glorot lie in the ordered phase,"
            + " where gradients vanish (σ_w² 1.00, σ_b² 0, χ₁ 0.500).",
        figure.sentence());
    assertEquals(
        "tanh is critical at σ_w² 1.00 with σ_b² 0, and at σ_w² 2.84 with σ_b² 0.500.",
        PhaseFigure.of(new PhaseResult(Origin.UNKNOWN, Activations.TANH)).sentence());
  }

  @Test
  void histogramsAreThoseOfTheLayers() {
    Histogram one = Histogram.of(new float[] {-1, 0, 1, 1});
    Histogram small = one.times(1e-3);
    SignalProfile profile =
        SignalProfile.of(1L, InputSignal.STANDARDIZED, List.of(layer(1, one), layer(2, small)));
    Figure figure =
        HistogramFigure.of(List.of(new NamedProfile("he", profile)), COLORS).orElseThrow();
    assertEquals(List.of("activations"), figure.views().stream().map(Figure.View::name).toList());
    RidgeChart chart = (RidgeChart) figure.views().get(0).charts().get(0);
    assertEquals(one.counts(), chart.rows().get(0).counts());
    assertEquals(small.low(), chart.rows().get(1).low());
    assertEquals("dead units 20.0 %", chart.rows().get(1).note());
    assertEquals(
        "From the first layer to the last the activations' root mean square goes from 0.87 to"
            + " 8.7e-04 with he; up to 20.0 % of a layer's units are dead, in layer2 of he.",
        figure.sentence());
    assertTrue(HistogramFigure.of(STARTS, COLORS).isEmpty());
  }

  private static LayerSignal layer(int number, Histogram activations) {
    return LayerSignal.of("layer" + number, "dense", new Fans(4, 4), "relu")
        .withMoments(Quantity.measured(1), Quantity.UNKNOWN, Quantity.measured(1), Quantity.UNKNOWN)
        .withUnits(number / 10.0, null, false)
        .withHistograms(new LayerHistograms(null, activations, null));
  }
}
