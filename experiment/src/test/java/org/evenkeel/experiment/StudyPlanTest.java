// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonParser;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.evenkeel.activation.Activations;
import org.evenkeel.data.DataSource;
import org.evenkeel.data.ReadingOptions;
import org.evenkeel.data.ReadingOptions.Missing;
import org.evenkeel.djl.train.Refinements;
import org.evenkeel.djl.train.TrainingSettings.OptimizerKind;
import org.evenkeel.init.Start;
import org.evenkeel.initializer.Distribution;
import org.evenkeel.network.Network;
import org.evenkeel.network.RulebookTree;
import org.evenkeel.parameter.FanMode;
import org.evenkeel.study.space.Setting;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class StudyPlanTest {

  private static final DataSource DATA = new DataSource("digits", null, 0.25, true, 400, 0.1, 8, 7);

  private static final NetworkSource.Perceptron SMALL =
      new NetworkSource.Perceptron(null, 16, 3, "tanh");

  static Stream<Experiment> experiments() {
    return Stream.of(
        Experiment.of(SMALL, DATA),
        Experiment.of(new NetworkSource.Perceptron("64,8x2,10", 64, 30, "relu"), DATA),
        Experiment.of(
            NetworkSource.Tree.of(
                Map.of(
                    "input",
                    List.of(64),
                    "layers",
                    List.of(
                        Map.of("dense", Map.of("units", 10)),
                        Map.of("dropout", 0.25),
                        "flatten",
                        Collections.singletonMap("flatten", null)))),
            DATA),
        Experiment.of(new NetworkSource.Factory("a.B", List.of(Path.of("x.jar"))), DATA),
        Experiment.of(SMALL, DATA)
            .withStart(
                Start.of("3/n")
                    .withDistribution(Distribution.named("uniform"))
                    .withFan(FanMode.named("average"))
                    .withBiasVariance(0.1)
                    .withSeed(5)
                    .withRulebook(
                        RulebookTree.read(
                            Map.of(
                                "rules",
                                List.of(
                                    Map.of("name", "a.*", "rule", "he*3", "fan", "out"),
                                    Map.of("kind", "bias", "rule", "constant(0.1)"))))))
            .withMultiplier(0.3)
            .withTraining(
                Experiment.DEFAULT_TRAINING
                    .withOptimizer(OptimizerKind.ADAM)
                    .withRefinements(Refinements.NONE.withClip(0.5).withWarmUp(0.25))),
        Experiment.of(SMALL.withDropout(0.25), DATA),
        Experiment.of(
            NetworkSource.Factory.of("a.B(layers=4,rate=0.5,mode=fast)", List.of(Path.of("x.jar"))),
            DATA),
        Experiment.of(
            SMALL,
            DataSource.of("a.csv")
                .withLabel("y")
                .withReading(new ReadingOptions(";", Missing.DROP, List.of("color", "3")))),
        Experiment.of(SMALL, DATA).withStart(Start.of("data(balanced)*2")),
        Experiment.of(SMALL, DATA).withStart(Start.of("djl").withSeed(3)));
  }

  @ParameterizedTest
  @MethodSource("experiments")
  void aPlanIsReadAsItWasWritten(Experiment experiment) {
    StudyPlan plan =
        new StudyPlan(
            experiment, "learningRate=log:0.1..10", 2, false, 9, 4, List.of("--width", "16"));
    StudyPlan read = StudyPlan.read(JsonParser.parseString(plan.json().toString()));
    assertEquals(plan, read);
    assertEquals(plan.json(), read.json());
    assertEquals(experiment.start().name(), read.experiment().start().name());
    assertTrue(plan.sameStudy(read));
  }

  @Test
  void theCommandLineIsOnlyANote() {
    StudyPlan plan = StudyPlan.of(Experiment.of(SMALL, DATA), "multiplier=log:0.1..10");
    StudyPlan typed =
        new StudyPlan(plan.experiment(), plan.search(), 3, true, 0, 6, List.of("--depth", "3"));
    assertTrue(plan.sameStudy(typed));
    assertFalse(plan.sameStudy(plan.withSeeds(2, 6)));
    assertEquals(3, plan.doublings());
    assertEquals(plan, StudyPlan.read(plan.json()));
    assertFalse(typed.json().has("doublings"), "as studies of before are");
    assertFalse(
        plan.sameStudy(
            StudyPlan.of(
                plan.experiment().withTraining(Experiment.DEFAULT_TRAINING.withLearningRate(0.1)),
                "multiplier=log:0.1..10")));
    assertFalse(
        plan.sameStudy(
            StudyPlan.of(
                plan.experiment().withStart(Start.of("auto*2")), "multiplier=log:0.1..10")));
  }

  /** What every trial replaces does not tell two studies apart; what only some replace does. */
  @Test
  void valuesThatTheSearchReplacesAreNotPartOfAStudy() {
    Experiment tripled = Experiment.of(SMALL, DATA).withMultiplier(3);
    String always = "optimizer=sgd|adam,multiplier=log:0.1..10";
    String sometimes = "optimizer=sgd|adam,multiplier=log:0.1..10 if optimizer=sgd";
    assertTrue(
        StudyPlan.of(tripled, always).sameStudy(StudyPlan.of(Experiment.of(SMALL, DATA), always)));
    assertFalse(
        StudyPlan.of(tripled, sometimes)
            .sameStudy(StudyPlan.of(Experiment.of(SMALL, DATA), sometimes)));
    Experiment fast = tripled.withTraining(Experiment.DEFAULT_TRAINING.withLearningRate(0.5));
    assertFalse(
        StudyPlan.of(tripled, "learningRate=log:0.001..1")
            .sameStudy(StudyPlan.of(fast, "learningRate=log:0.001..1")));
  }

  /** An option is not repeated, and one without an effect is left out: train refuses both. */
  @Test
  void theOptionsOfASettingReplaceThoseOfThePlan() {
    StudyPlan plan =
        new StudyPlan(
            Experiment.of(SMALL, DATA),
            "multiplier=log:0.1..10",
            3,
            true,
            0,
            6,
            List.of("--raw", "--learning-rate", "0.1", "--fan", "out", "--batch", "16"));
    assertEquals(
        List.of("--raw", "--fan", "out", "--batch", "16", "--learning-rate", "0.5"),
        plan.arguments(new Setting(Map.of("learningRate", 0.5))));
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("rule", "zeros");
    values.put("multiplier", 3.0);
    values.put("batch", 8L);
    assertEquals(
        List.of("--raw", "--learning-rate", "0.1", "--rule", "zeros", "--batch", "8"),
        plan.arguments(new Setting(values)));
  }

  @Test
  void whatIsInMemoryStaysInThisProcess() {
    Experiment experiment =
        Experiment.of(Network.perceptron("64,8,10", Activations.named("relu")), DATA);
    StudyPlan plan = StudyPlan.of(experiment, "multiplier=log:0.1..10");
    IllegalArgumentException e = assertThrows(IllegalArgumentException.class, plan::json);
    assertTrue(e.getMessage().contains("in memory"), e.getMessage());
  }

  @Test
  void everyHyperparameterHasItsEffect() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("rule", "he*4");
    values.put("width", 8L);
    values.put("depth", "2");
    values.put("activation", "gelu");
    values.put("distribution", "uniform");
    values.put("fan", "out");
    values.put("multiplier", 0.5);
    values.put("biasVariance", 0.25);
    values.put("batch", 64L);
    values.put("learningRate", 0.125);
    values.put("optimizer", "adam");
    values.put("dropout", 0.5);
    values.put("epochs", 7L);
    values.put("momentum", 0.75);
    values.put("weightDecay", 0.01);
    values.put("schedule", "cosine");
    values.put("warmUp", 0.125);
    values.put("clip", 2.0);
    values.put("labelSmoothing", 0.0625);
    Experiment before =
        Experiment.of(SMALL, DATA).withStart(Start.of("lecun").withSeed(4)).withMultiplier(3);
    Experiment experiment = Hyperparameters.apply(before, new Setting(values));
    Start start = experiment.multipliedStart();
    assertEquals(
        new NetworkSource.Perceptron(null, 8, 2, "gelu").withDropout(0.5), experiment.network());
    assertEquals(2, start.multiplier());
    assertEquals("he*4", start.name());
    assertEquals(Distribution.named("uniform"), start.options().distribution());
    assertEquals(FanMode.named("out"), start.options().fan());
    assertEquals(0.25, start.biasVariance());
    assertEquals(4, start.seed());
    assertEquals(
        Experiment.DEFAULT_TRAINING
            .withEpochs(7)
            .withBatch(64)
            .withLearningRate(0.125)
            .withOptimizer(OptimizerKind.ADAM)
            .withRefinements(
                new Refinements(0.01, 0.75, Refinements.Schedule.COSINE, 0.125, 2.0, 0.0625)),
        experiment.training());
    Experiment layers = Hyperparameters.apply(before, new Setting(Map.of("layers", "64,4,10")));
    assertEquals(new NetworkSource.Perceptron("64,4,10", 16, 3, "tanh"), layers.network());
    values.put("layers", "64,4,10");
    assertEquals(values.keySet(), new java.util.LinkedHashSet<>(Hyperparameters.names()));
  }

  @Test
  void aValueOutOfRangeIsNamed() {
    Experiment experiment = Experiment.of(SMALL, DATA);
    for (Map<String, Object> wrong :
        List.<Map<String, Object>>of(
            Map.of("batch", 2.5), Map.of("optimizer", "x"), Map.of("multiplier", "much"))) {
      IllegalArgumentException e =
          assertThrows(
              IllegalArgumentException.class,
              () -> Hyperparameters.apply(experiment, new Setting(wrong)));
      assertTrue(
          e.getMessage().contains(String.valueOf(wrong.values().iterator().next())),
          e.getMessage());
    }
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> StudyPlan.of(experiment, "seeds=int:1..9").space());
    assertTrue(e.getMessage().contains("\"seeds\""), e.getMessage());
  }
}
