package org.evenkeel.report.figure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.evenkeel.activation.Activations;
import org.evenkeel.report.chart.Chart;
import org.evenkeel.report.chart.Chart.XyChart;
import org.evenkeel.report.chart.Figure;
import org.evenkeel.report.chart.Series;
import org.evenkeel.report.chart.StartColors;
import org.evenkeel.signal.LayerSignal;
import org.evenkeel.signal.SignalProfile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class DepthFigureTest {

  private static Figure figure(NamedProfile... profiles) {
    List<String> names = Stream.of(profiles).map(NamedProfile::name).toList();
    return DepthFigure.of(List.of(profiles), StartColors.of(names)).orElseThrow();
  }

  private static XyChart chart(Figure figure, int number) {
    List<Chart> charts = figure.views().get(0).charts();
    return (XyChart) charts.get(number);
  }

  @Test
  void chartsHoldTheNumbersOfTheProfiles() {
    SignalProfile he = Profiles.forecast("he");
    SignalProfile lecun = Profiles.forecast("1/n");
    Figure figure = figure(new NamedProfile("he", he), new NamedProfile("1/n", lecun));
    XyChart forward = chart(figure, 0);
    XyChart gradient = chart(figure, 1);
    assertEquals(List.of("he", "1/n"), forward.series().stream().map(Series::name).toList());
    assertEquals(List.of(0, 1), forward.series().stream().map(Series::color).toList());
    Series line = forward.series().get(1);
    for (int l = 0; l < 32; l++) {
      LayerSignal layer = lecun.layers().get(l);
      assertEquals(l + 1.0, line.x().get(l));
      assertEquals(layer.forward().predicted(), line.y().get(l));
      assertEquals(layer.forward().low(), line.low().get(l));
      assertEquals(layer.forward().high(), line.high().get(l));
      assertEquals(layer.gradient().predicted(), gradient.series().get(1).y().get(l));
    }
    assertEquals(1e-4, forward.y().low());
    assertEquals(1e4, forward.y().high());
    assertEquals(0.01, forward.zones().get(0).to());
    assertEquals(100, forward.zones().get(1).from());
    assertEquals(64, figure.table().rows().size());
    assertEquals("dense1", figure.table().rows().get(0).get(1));
  }

  /** A start whose verdict is healthy is drawn outside the zones, its output layer included. */
  @Test
  void zonesBeginBeyondAHealthyStartsChange() {
    SignalProfile shrinking = Profiles.forecast("1/n*0.1", "64,64x2,10", Activations.RELU);
    assertTrue(shrinking.verdict().healthy(), shrinking.toString());
    LayerSignal output = shrinking.layers().get(2);
    double signal = output.forward().predicted();
    double gradient = output.gradient().predicted();
    assertTrue(signal < 0.01 && gradient > 100, shrinking.toString());
    Figure figure = figure(new NamedProfile("1/n*0.1", shrinking));
    XyChart forward = chart(figure, 0);
    assertEquals(signal, forward.zones().get(0).to(), 1e-12);
    assertEquals(1 / signal, forward.zones().get(1).from(), 1e-9 / signal);
    assertEquals(gradient, chart(figure, 1).zones().get(1).from(), 1e-9 * gradient);
  }

  static Stream<Arguments> sentences() {
    SignalProfile he = Profiles.forecast("he");
    SignalProfile lecun = Profiles.forecast("1/n");
    Double[] none = new Double[3];
    return Stream.of(
        Arguments.of(
            new NamedProfile[] {new NamedProfile("he", he), new NamedProfile("1/n", lecun)},
            "he keeps signal and gradient within a factor 2.0 over 32 layers;"
                + " 1/n loses the signal by layer 8: it halves with every layer."
                + " All of it is predicted, nothing measured."),
        Arguments.of(
            new NamedProfile[] {
              new NamedProfile(
                  "a",
                  Profiles.measured(
                      new Double[] {1.0, null, Double.POSITIVE_INFINITY},
                      new Double[] {1.0, null, 1.0}))
            },
            "a blows the signal up by layer 3, where it overflows."
                + " All of it is measured, nothing predicted."),
        Arguments.of(
            new NamedProfile[] {
              new NamedProfile("<b>", Profiles.measured(new Double[] {1.0, 0.0, 0.0}, none))
            },
            "<b> loses the signal by layer 2, where it is 0."
                + " All of it is measured, nothing predicted."),
        Arguments.of(
            new NamedProfile[] {new NamedProfile("c", Profiles.measured(none, none))},
            "of c nothing is known."),
        Arguments.of(
            new NamedProfile[] {
              new NamedProfile(
                  "d",
                  Profiles.measured(
                      new Double[] {1.0, 1.0, 1.0, 1.0}, new Double[] {8e6, 4e4, 200.0, 1.0}))
            },
            "d keeps the signal but blows the gradient up on the way back by layer 3."
                + " All of it is measured, nothing predicted."),
        Arguments.of(
            new NamedProfile[] {
              new NamedProfile("one", Profiles.forecast("he", "64,10", Activations.RELU))
            },
            "one keeps signal and gradient within a factor 2.0 over 1 layer."
                + " All of it is predicted, nothing measured."));
  }

  @ParameterizedTest
  @MethodSource("sentences")
  void theSentenceSaysWhatIsSeen(NamedProfile[] profiles, String sentence) {
    assertEquals(sentence, figure(profiles).sentence());
  }

  @Test
  void whatWasNotMeasuredIsAGapAndExtremesStay() {
    Double[] forward = {1e-300, null, 0.0, Double.POSITIVE_INFINITY};
    Figure figure = figure(new NamedProfile("x", Profiles.measured(forward, new Double[4])));
    Series points = chart(figure, 0).series().get(0);
    assertEquals(Series.Style.POINTS, points.style());
    assertEquals(1e-300, points.y().get(0));
    assertNull(points.y().get(1));
    assertEquals(0.0, points.y().get(2));
    assertEquals(Double.POSITIVE_INFINITY, points.y().get(3));
    assertTrue(chart(figure, 1).series().isEmpty());
    assertEquals(List.of("1.00e-300", "-", "0", "∞"), column(figure, 5));
  }

  private static List<String> column(Figure figure, int number) {
    return figure.table().rows().stream().map(row -> row.get(number)).toList();
  }

  @Test
  void aThousandLayersAreTaken() {
    Double[] values = IntStream.range(0, 1000).mapToObj(l -> 1.0).toArray(Double[]::new);
    Figure figure = figure(new NamedProfile("deep", Profiles.measured(values, values)));
    assertEquals(1000, chart(figure, 0).x().names().size());
    assertEquals(
        "deep keeps signal and gradient within a factor 1.0 over 1,000 layers."
            + " All of it is measured, nothing predicted.",
        figure.sentence());
  }
}
