// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Model;
import ai.djl.nn.Block;
import ai.djl.nn.BlockFactory;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.evenkeel.data.DataSource;
import org.evenkeel.djl.train.TrainingSettings.OptimizerKind;
import org.evenkeel.experiment.NetworkSource.Perceptron;
import org.evenkeel.init.Start;
import org.evenkeel.network.RulebookTree;
import org.evenkeel.result.StudyResult;
import org.evenkeel.study.search.Budget;
import org.evenkeel.study.space.Setting;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A key that is searched has an effect, or is refused. */
class SearchedKeysTest {

  private static final DataSource DATA = DataSource.of("circles").withExamples(60);

  private static final Experiment SMALL =
      Experiment.of(new Perceptron(null, 8, 2, "relu"), DATA)
          .withTraining(Experiment.DEFAULT_TRAINING.withEpochs(1));

  /** A model of the user's with arguments. */
  public static final class Layered implements BlockFactory {
    private static final long serialVersionUID = 1;

    @Override
    public Block newBlock(Model model, Path path, Map<String, ?> arguments) {
      SequentialBlock block = new SequentialBlock();
      for (int i = 0; i < ((Number) arguments.get("layers")).intValue(); i++) {
        block.add(Linear.builder().setUnits(4).build());
      }
      return block.add(Linear.builder().setUnits(2).build());
    }
  }

  private static Experiment experiment(String network) {
    return switch (network) {
      case "perceptron" -> SMALL;
      case "adam" -> SMALL.withTraining(SMALL.training().withOptimizer(OptimizerKind.ADAM));
      case "layers" -> SMALL.withNetwork(new Perceptron("2,8,2", 64, 30, "relu"));
      case "linear" -> SMALL.withNetwork(new Perceptron("2,2", 64, 30, "relu"));
      case "zeros" -> SMALL.withStart(Start.of("zeros"));
      case "all given" ->
          SMALL.withStart(
              Start.of("he")
                  .withRulebook(
                      RulebookTree.read(
                          Map.of("rules", List.of(Map.of("name", "*", "rule", "normal(0.1)"))))));
      case "unbiased" ->
          SMALL.withNetwork(
              NetworkSource.Tree.of(
                  Map.of(
                      "input",
                      List.of(2),
                      "layers",
                      List.of(Map.of("dense", Map.of("units", 2, "bias", false))))));
      default -> SMALL.withNetwork(new NetworkSource.Factory(Layered.class.getName(), List.of()));
    };
  }

  @ParameterizedTest
  @CsvSource({
    "factory, width=int:4..8, multilayer perceptron",
    "factory, dropout=0..0.5, multilayer perceptron",
    "unbiased, activation=relu|tanh, multilayer perceptron",
    "layers, width=int:4..8, beside layers",
    "layers, depth=int:1..3, beside layers",
    "linear, activation=relu|tanh, on this network",
    "linear, dropout=0..0.5, on this network",
    "unbiased, biasVariance=0..1, on this network",
    "all given, rule=lecun|he, on this network",
    "zeros, multiplier=log:0.1..10, on the rule zeros",
    "perceptron, momentum=0.5..0.9, on the optimizer sgd",
    "adam, momentum=0.5..0.9, on the optimizer adam",
    "perceptron, layers=int:4..8, must have choices",
    "perceptron, seeds=int:4..8, is not one",
  })
  void aKeyWithoutEffectIsRefused(String network, String search, String why) {
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> StudyPlan.of(experiment(network), search).space())
            .getMessage();
    assertTrue(message.contains(why), message);
    assertTrue(message.contains(search.substring(0, search.indexOf('='))), message);
  }

  @ParameterizedTest
  @CsvSource({
    "perceptron, 'optimizer=sgd|momentum,momentum=0.5..0.9 if optimizer=momentum'",
    "perceptron, 'rule=zeros|he,multiplier=log:0.1..10'",
    "perceptron, 'weightDecay=log:1e-4..0.1,clip=log:0.1..10,labelSmoothing=0..0.3'",
    "perceptron, 'schedule=constant|linear|cosine,warmUp=0..0.5,epochs=int:1..3'",
    "layers, 'dropout=0..0.5,activation=relu|tanh'",
  })
  void aKeyWithAnEffectIsSearched(String network, String search) {
    assertEquals(search, StudyPlan.of(experiment(network), search).space().toString());
  }

  @Test
  void aConditionThatMeetsOnlyOtherOptimizersIsRefused() {
    assertThrows(
        IllegalArgumentException.class,
        () ->
            StudyPlan.of(SMALL, "optimizer=sgd|momentum,momentum=0.5..0.9 if optimizer=sgd")
                .space());
  }

  @ParameterizedTest
  @ValueSource(strings = {"momentum=0.5..0.9", "momentum=0.5..0.9 if optimizer=sgd|momentum"})
  void momentumBesideAnotherOptimizerIsACondition(String momentum) {
    StudyPlan plan = StudyPlan.of(SMALL, "optimizer=sgd|momentum," + momentum);
    String message = assertThrows(IllegalArgumentException.class, plan::space).getMessage();
    assertTrue(message.endsWith("write momentum=0.5..0.9 if optimizer=momentum"), message);
  }

  @Test
  void aBatchBeyondTheExamplesIsRefused() {
    StudyPlan plan = StudyPlan.of(SMALL, "batch=int:100..200");
    String message =
        assertThrows(IllegalArgumentException.class, () -> Tuning.inMemory(plan).close())
            .getMessage();
    assertTrue(message.contains("on 48 examples"), message);
  }

  @Test
  void trialsOfManyEpochsAndOfFewAreOneStudy() {
    StudyPlan plan = StudyPlan.of(SMALL, "epochs=int:1..3,dropout=0..0.5").withSeeds(2, 2);
    assertEquals(3, plan.epochs());
    StudyResult result = plan.run(Budget.trials(4));
    assertTrue(
        result.trials().stream()
            .filter(one -> one.hasValue())
            .allMatch(one -> one.intermediate().lastKey() == 6),
        result.trials().toString());
  }

  /** Trials with other arguments train other models, and the winner names its own. */
  @Test
  void theArgumentsOfABlockFactoryAreSearched() {
    NetworkSource.Factory ranged =
        NetworkSource.Factory.of(Layered.class.getName() + "(layers=int:1..3)", List.of());
    StudyPlan plan =
        StudyPlan.of(SMALL.withNetwork(ranged), "learningRate=log:0.01..0.1")
            .withSeeds(1, 2)
            .withArguments(List.of("--block-factory", "Layered(layers=int:1..3)", "--raw"));
    assertEquals("learningRate=log:0.01..0.1,layers=int:1..3", plan.space().toString());
    assertEquals(
        List.of(
            "--block-factory",
            Layered.class.getName() + "(layers=2)",
            "--raw",
            "--learning-rate",
            "0.5"),
        plan.arguments(new Setting(Map.of("layers", 2L)).with("learningRate", 0.5)));
    StudyResult result = plan.run(Budget.trials(4));
    assertTrue(
        result.trials().stream().map(one -> one.setting().get("layers")).distinct().count() > 1,
        result.trials().toString());
  }

  @ParameterizedTest
  @CsvSource({
    "(layers=2;depth=4), depth=4 has no effect",
    "(layers=1..3), is a range",
    "(layers), must be a name and its value",
    "(layers=1;layers=2), must be a name and its value",
  })
  void anArgumentWithoutEffectIsRefused(String arguments, String why) {
    String text = Layered.class.getName() + arguments.replace(';', ',');
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> NetworkSource.Factory.of(text, List.of()).subject(DATA.read().training()))
            .getMessage();
    assertTrue(message.contains(why), message);
  }
}
