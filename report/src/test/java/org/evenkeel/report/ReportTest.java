package org.evenkeel.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.evenkeel.activation.Activation;
import org.evenkeel.activation.Activations;
import org.evenkeel.forecast.Forecast;
import org.evenkeel.init.Start;
import org.evenkeel.network.Network;
import org.evenkeel.plan.PlannedParameter;
import org.evenkeel.report.chart.Figure;
import org.evenkeel.report.chart.Tone;
import org.evenkeel.report.figure.Studies;
import org.evenkeel.report.page.Page;
import org.evenkeel.report.page.Page.Headline;
import org.evenkeel.result.Comparison;
import org.evenkeel.result.Comparison.StartResult;
import org.evenkeel.result.Origin;
import org.evenkeel.result.PhaseResult;
import org.evenkeel.result.RulesResult;
import org.evenkeel.result.StudyResult;
import org.evenkeel.signal.InputSignal;
import org.evenkeel.signal.LayerSignal.LayerStart;
import org.evenkeel.signal.SignalProfile;
import org.evenkeel.study.result.Effect;
import org.evenkeel.study.result.Interval;
import org.evenkeel.study.trial.Trial;
import org.evenkeel.training.TrainingRun;
import org.junit.jupiter.api.Test;

class ReportTest {

  private static SignalProfile forecast(String start, Activation activation) {
    return Forecast.of(
        Network.perceptron("256,256x31,10", activation), Start.of(start), InputSignal.STANDARDIZED);
  }

  private static StartResult start(String name, Activation activation, TrainingRun... runs) {
    return new StartResult(name, forecast(name, activation), List.of(), List.of(runs));
  }

  private static Comparison comparison(Activation activation) {
    return new Comparison(
        Origin.UNKNOWN, List.of(start("he", activation), start("1/n", activation)), null);
  }

  private static TrainingRun run(String state, Long steps, double accuracy) {
    return new TrainingRun(
        1,
        TrainingRun.State.named(state),
        List.of(new TrainingRun.Epoch(1, 10L, 1, 1, accuracy)),
        steps);
  }

  private static List<String> ids(Page page) {
    return page.figures().stream().map(Figure::id).toList();
  }

  @Test
  void aSecondFigureOfAKindIsToldApart() {
    Page page =
        Report.of(
                List.of(
                    comparison(Activations.RELU),
                    comparison(Activations.TANH),
                    new PhaseResult(Origin.UNKNOWN, Activations.RELU)))
            .page();
    assertEquals(
        List.of(
            "depth", "correlation", "phases", "depth-2", "correlation-2", "phases-2", "phases-3"),
        ids(page));
    assertEquals("Signal and gradient over depth (2)", page.figures().get(3).title());
    assertEquals("Evenkeel report", page.title());
  }

  @Test
  void theVerdictIsReadFirstWithACommandThatHelps() {
    Origin origin =
        new Origin(
            "evenkeel predict --layers 256,256x31,10 --rule 1/n --report a.html",
            "0.1.0",
            3L,
            "a net",
            null,
            null,
            null);
    Comparison one = new Comparison(origin, List.of(start("1/n", Activations.RELU)), null);
    Page page = Report.of(List.of(one)).by("evenkeel report").page();
    Headline headline = page.headlines().get(0);
    assertEquals(Tone.BAD, headline.tone());
    assertEquals("vanishing", headline.state());
    assertEquals(
        "evenkeel predict --layers 256,256x31,10 --rule auto",
        headline.command(),
        headline.remedy());
    assertTrue(headline.sentence().startsWith("The signal's second moment shrinks"));
    assertEquals("Start 1/n", page.title());
    assertEquals(
        List.of(
            new Page.Fact("command", origin.command()),
            new Page.Fact("network", "a net"),
            new Page.Fact("seed", "3"),
            new Page.Fact("Evenkeel", "0.1.0")),
        page.origins().get(0));
    assertEquals(new Page.Fact("this page", "evenkeel report"), page.origins().get(1).get(0));
  }

  @Test
  void aComparisonSaysWhoTrainsBestFirst() {
    Comparison trained =
        new Comparison(
            Origin.UNKNOWN,
            List.of(
                start("1/n", Activations.RELU, run("stalled", null, 0.1)),
                start("he", Activations.RELU, run("trained", 120L, 0.97))),
            0.9);
    List<Headline> headlines = Report.of(List.of(trained)).page().headlines();
    assertEquals(
        new Headline(
            "",
            Tone.GOOD,
            "he trains best",
            "he needs 120 steps to validation accuracy 0.900; 1/n does not reach it."
                + " With one seed each, the order may be chance.",
            null,
            null),
        headlines.get(0));
    assertTrue(
        headlines.get(1).sentence().endsWith(" Trained, it stalled."), headlines.get(1).sentence());
    assertTrue(
        headlines
            .get(2)
            .sentence()
            .endsWith(
                " Trained, it ends at validation accuracy 0.970; it needs 120 steps to validation accuracy 0.900."),
        headlines.get(2).sentence());
  }

  @Test
  void aStudySaysWhatItIsWorth() {
    List<Trial> trials = Studies.trials(24);
    Effect effect =
        new Effect(
            6,
            0.02,
            new Interval(0.01, 0.03, 0.95),
            0.08,
            new Interval(0.04, 0.12, 0.95),
            0,
            0,
            0.02,
            Effect.Answer.WORTH_IT);
    StudyResult study = Studies.whole(trials, trials.get(4), trials.get(5), effect);
    Page page = Report.of(List.of(study)).page();
    Headline headline = page.headlines().get(0);
    assertEquals("worth it", headline.state());
    assertEquals(
        "Over 6 fresh seeds the validation loss with multiplier 0.879 is 8.0 % less than with 1 at"
            + " its own best setting (95 %: 4.0 to 12.0 % less).",
        headline.sentence());
    assertEquals("evenkeel train --rule 'he*0.5' --net 'a b'", headline.command());
    assertEquals(List.of("response", "map", "importance", "history", "parallel"), ids(page));
    assertEquals(
        "No trial has a value: nothing trained to its end.",
        Report.of(List.of(Studies.bare(Studies.SPACE, List.of())))
            .page()
            .headlines()
            .get(0)
            .sentence());
  }

  @Test
  void referencesAreThoseOfTheRulesUsed() {
    List<String> papers = Report.of(List.of(comparison(Activations.RELU))).page().references();
    assertEquals(1, papers.stream().filter(paper -> paper.startsWith("He, Zhang")).count());
    assertEquals(1, papers.stream().filter(paper -> paper.startsWith("LeCun")).count());
    assertEquals(1, papers.stream().filter(paper -> paper.startsWith("Hanin")).count());
    assertFalse(papers.stream().anyMatch(paper -> paper.startsWith("Glorot")));
    Page rules = Report.of(List.of(new RulesResult(Origin.UNKNOWN))).page();
    assertEquals(3, rules.appendices().size());
    assertTrue(rules.references().stream().anyMatch(paper -> paper.startsWith("Glorot")));
    assertTrue(rules.figures().isEmpty());
  }

  @Test
  void parametersThatDifferInNameAloneShareARow() {
    List<PlannedParameter> plan =
        IntStream.rangeClosed(1, 6)
            .boxed()
            .flatMap(
                l ->
                    Stream.of(
                        parameter("dense" + l + ".weight", l == 1 ? "glorot" : "he"),
                        parameter("dense" + l + ".bias", "zeros")))
            .toList();
    Comparison planned =
        new Comparison(Origin.UNKNOWN, List.of(new StartResult("he", null, plan, List.of())), null);
    Page page = Report.of(List.of(planned)).page();
    assertEquals(
        List.of(
            "dense1.weight",
            "dense1.bias",
            "dense2.weight … dense6.weight (5)",
            "dense2.bias … dense6.bias (5)"),
        page.appendices().get(0).table().rows().stream().map(row -> row.get(0)).toList());
    assertEquals(
        "12 parameters, drawn by glorot, zeros and he.", page.headlines().get(0).sentence());
  }

  private static PlannedParameter parameter(String name, String rule) {
    return new PlannedParameter(
        name,
        null,
        "dense",
        List.of(4L, 4L),
        null,
        new LayerStart(rule, null, 1, 0.5),
        1.0,
        null,
        new PlannedParameter.Reason(List.of(), null));
  }

  @Test
  void anEmptyReportIsAPage() {
    assertTrue(Report.of(List.of()).page().figures().isEmpty());
    assertTrue(
        Report.of(List.of(new Comparison(Origin.UNKNOWN, List.of(), null)))
            .page()
            .figures()
            .isEmpty());
  }
}
