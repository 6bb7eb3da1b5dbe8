// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.bench.labels;

import static org.evenkeel.signal.InputSignal.STANDARDIZED;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.evenkeel.bench.labels.LabelledNetwork.Part;
import org.evenkeel.data.Split;
import org.evenkeel.djl.train.TrainingSettings.OptimizerKind;
import org.evenkeel.experiment.NetworkSource;
import org.evenkeel.forecast.Forecast;
import org.evenkeel.signal.Verdict;
import org.junit.jupiter.api.Test;

/** The verdict of forecasts beside labels by training, on the parts that set no thresholds. */
class CalibrationTest {

  private static final List<TrainedLabel> LABELS = labels();

  private static final List<Judged> JUDGED = judged(Part.B);

  private static final List<Judged> RARE = judged(Part.C);

  /** Chosen by name before a verdict was seen. */
  private static final List<Judged> BLIND = judged(Part.D);

  private static List<TrainedLabel> labels() {
    try {
      return Labels.read(Path.of("results/labels.csv"));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Forecasts of the networks of a part that need no engine. */
  private static List<Judged> judged(Part part) {
    Split data = LabelTraining.DATA.read();
    return LabelledNetwork.all().stream()
        .filter(network -> network.part() == part)
        .filter(network -> !(network.source() instanceof NetworkSource.Factory))
        .flatMap(network -> judged(network, data))
        .toList();
  }

  private static Stream<Judged> judged(LabelledNetwork network, Split data) {
    return TrainedLabel.find(LABELS, network.id(), OptimizerKind.SGD).stream()
        .map(
            label -> {
              Verdict verdict =
                  network.start().followsRule()
                      ? network
                          .source()
                          .subject(data.training())
                          .network()
                          .map(read -> Forecast.of(read, network.start(), STANDARDIZED).verdict())
                          .orElse(null)
                      : null;
              return new Judged(network, label.label(), verdict);
            });
  }

  /** By the exit code, with which a verdict of "slow" passes; measured 95.0, 2.0 and 3.0 %. */
  @Test
  void exitCodesAgreeWithTraining() {
    assertAgreement(Agreement.of(JUDGED), 95, 0.945, 0.02, 0.03);
  }

  /** Without verdicts of "slow"; measured 96.6, 2.2 and 1.1 %. */
  @Test
  void clearVerdictsAgreeWithTraining() {
    assertAgreement(Agreement.of(clear(JUDGED)), 80, 0.96, 0.025, 0.015);
  }

  /** Measured 96.4, 0.0 and 3.6 %. */
  @Test
  void verdictsOnRareKindsStopNoNetworkThatTrains() {
    assertAgreement(Agreement.of(RARE), 50, 0.96, 0, 0.04);
  }

  /** Measured 90.0, 2.5 and 7.5 %. */
  @Test
  void blindVerdictsAgreeWithTraining() {
    assertAgreement(Agreement.of(BLIND), 38, 0.895, 0.03, 0.08);
  }

  /** Measured 94.1, 2.9 and 2.9 %. */
  @Test
  void clearBlindVerdictsAgreeWithTraining() {
    assertAgreement(Agreement.of(clear(BLIND)), 32, 0.935, 0.035, 0.035);
  }

  private static List<Judged> clear(List<Judged> judged) {
    return judged.stream().filter(one -> one.says() != Judged.Says.SLOWLY).toList();
  }

  private static void assertAgreement(
      Agreement agreement, int networks, double share, double falseAlarms, double misses) {
    assertTrue(agreement.all() >= networks, agreement::toString);
    assertTrue(agreement.share() >= share, agreement::toString);
    assertTrue(agreement.falseAlarmShare() <= falseAlarms, agreement::toString);
    assertTrue(agreement.missShare() <= misses, agreement::toString);
  }

  @Test
  void networksHaveNamesOfTheirOwnAndTwoHalvesOfOneSize() {
    List<LabelledNetwork> all = LabelledNetwork.all();
    assertEquals(all.size(), all.stream().map(LabelledNetwork::id).distinct().count());
    double inA = all.stream().filter(network -> network.part() == Part.A).count();
    double inB = all.stream().filter(network -> network.part() == Part.B).count();
    assertEquals(0.5, inA / (inA + inB), 0.06);
  }

  /** A label is what the recorded runs say; a line is read as it was written. */
  @Test
  void aLineIsReadAsItWasWritten() {
    for (TrainedLabel label : LABELS) {
      assertEquals(label.label(), TrainedLabel.parse(label.line()).label(), label::line);
    }
  }

  @Test
  void aRemedyIsReadAsItWasWritten() throws IOException {
    List<String> lines = Files.readAllLines(Path.of("results/remedies.csv"));
    List<RemedyResult> read = RemedyResult.read(Path.of("results/remedies.csv"));
    assertEquals(lines.size() - 1, read.size());
    for (int i = 0; i < read.size(); i++) {
      assertTrue(lines.get(i + 1).endsWith("\"" + read.get(i).remedy() + "\""), lines.get(i + 1));
    }
  }

  @Test
  void twoOfThreeSeedsSettleALabel() {
    assertEquals(Label.TRAINS, label("0.1@0=0.850/300 0.1@1=0.200/750 0.1@2=0.810/300"));
    assertEquals(Label.SLOWLY, label("0.1@0=0.700/1500 0.1@1=0.600/1500"));
    assertEquals(Label.SLOWLY, label("0.1@0=0.850/300 0.1@1=0.200/750 0.1@2=0.100/750"));
    assertEquals(Label.NOT, label("0.1@0=0.300/1500 0.1@1=0.100/750 0.3@0=0.700/300"));
  }

  private static Label label(String runs) {
    return TrainedLabel.parse("id,sgd,,,,,," + runs).label();
  }

  /** By hand: of four pairs, three have the larger value first and one is a tie. */
  @Test
  void theAreaUnderTheCurveCountsPairs() {
    assertEquals(3.5 / 4, Statistic.areaUnderCurve(List.of(3.0, 2.0), List.of(1.0, 2.0)), 1e-12);
  }
}
