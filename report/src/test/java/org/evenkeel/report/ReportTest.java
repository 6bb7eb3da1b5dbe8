package org.evenkeel.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.evenkeel.activation.Activation;
import org.evenkeel.activation.Activations;
import org.evenkeel.init.Start;
import org.evenkeel.meanfield.Forecast;
import org.evenkeel.network.Network;
import org.evenkeel.report.chart.Figure;
import org.evenkeel.report.page.Page;
import org.evenkeel.report.result.Comparison;
import org.evenkeel.report.result.Comparison.StartResult;
import org.evenkeel.report.result.Origin;
import org.evenkeel.report.result.PhaseResult;
import org.evenkeel.signal.InputSignal;
import org.junit.jupiter.api.Test;

class ReportTest {

  private static StartResult start(String name, Activation activation) {
    return new StartResult(
        name,
        Forecast.of(
            Network.perceptron("256,256x31,10", activation),
            Start.parse(name),
            InputSignal.STANDARDIZED),
        List.of(),
        List.of());
  }

  static Comparison comparison(Activation activation) {
    return new Comparison(
        Origin.UNKNOWN, List.of(start("he", activation), start("1/n", activation)), null);
  }

  @Test
  void aSecondFigureOfAKindIsToldApart() {
    Page page =
        Report.of(
                List.of(
                    comparison(Activations.RELU),
                    comparison(Activations.TANH),
                    new PhaseResult(Origin.UNKNOWN, Activations.GELU)))
            .page();
    page.figures().forEach(f -> System.out.println(f.id() + " | " + f.title() + " | " + f.sentence()));
    assertEquals(
        List.of(
            "depth", "correlation", "phases", "depth-2", "correlation-2", "phases-2", "phases-3"),
        page.figures().stream().map(Figure::id).toList());
  }
}
