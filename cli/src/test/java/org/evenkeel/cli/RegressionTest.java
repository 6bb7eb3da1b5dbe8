package org.evenkeel.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Numbers to be told, from the command line. */
class RegressionTest {

  @TempDir private Path folder;

  private Path table;

  @BeforeEach
  void write() throws IOException {
    SplittableRandom random = new SplittableRandom(3);
    table =
        Files.writeString(
            folder.resolve("t.csv"),
            IntStream.range(0, 150)
                .mapToObj(
                    i -> {
                      double a = random.nextGaussian();
                      double b = random.nextGaussian();
                      return String.format(Locale.ROOT, "%.4f,%.4f,%.4f", a, b, 3 * a - b);
                    })
                .collect(Collectors.joining("\n", "a,b,price\n", "\n")));
  }

  private Runs.Result run(String command, String... more) {
    String line =
        command
            + " --data "
            + table
            + " --regression --width 8 --depth 1 --epochs 2 --optimizer adam "
            + String.join(" ", more);
    return Runs.evenkeel(line.strip().split(" +"));
  }

  @Test
  void aTrainingTellsItsLossAndThatOfTheTestPart() {
    Runs.Result trained = run("train", "--test", "0.2");
    assertEquals(0, trained.code(), trained.err());
    assertTrue(trained.out().contains("24 to validate, 30 to test once, target price"));
    assertTrue(trained.out().matches("(?s).*: validation loss 0\\.[0-9]{4}.*"), trained.out());
    assertTrue(trained.out().contains("Test examples: test loss 0."), trained.out());
    assertFalse(trained.out().contains("accuracy"), trained.out());
    assertTrue(
        trained.out().matches("(?s).*: validation loss .*, R² [-0-9.]+\\n.*"), trained.out());
    Runs.Result compared = run("compare", "--starts", "he,glorot");
    assertEquals(0, compared.code(), compared.err());
    assertTrue(compared.out().contains("R²"), compared.out());
    assertFalse(compared.out().contains("accuracy"), compared.out());
    assertFalse(compared.out().contains("none reaches"), compared.out());
  }

  /** The loss of training and validation is the absolute error, which the metric measures too. */
  @Test
  void theLossMayBeTheAbsoluteError() {
    Runs.Result trained =
        run("train", "--loss", "absolute", "--metric", "absolute-error", "--format", "json");
    assertEquals(0, trained.code(), trained.err());
    JsonObject json = JsonParser.parseString(trained.out()).getAsJsonObject();
    assertEquals("absolute error", json.get("metric").getAsString());
    for (var epoch :
        json.getAsJsonArray("runs").get(0).getAsJsonObject().getAsJsonArray("epochs")) {
      assertEquals(
          epoch.getAsJsonObject().get("validationLoss").getAsDouble(),
          epoch.getAsJsonObject().get("metric").getAsDouble(),
          1e-5);
    }
    Runs.Result refused = Runs.evenkeel("train", "--loss", "absolute");
    assertEquals(2, refused.code());
    assertTrue(refused.err().contains("without --regression"), refused.err());
    Runs.Result wrong = run("compare", "--metric", "f1");
    assertEquals(2, wrong.code());
    assertTrue(wrong.err().contains("one of classes"), wrong.err());
  }

  @Test
  void aSearchMinimizesOneLessR2() {
    Runs.Result tuned =
        run(
            "tune",
            "--metric",
            "r2",
            "--trials",
            "3",
            "--seeds",
            "1",
            "--confirm",
            "2",
            "--workers",
            "1",
            "--format",
            "json");
    assertEquals(0, tuned.code(), tuned.err());
    JsonObject json = JsonParser.parseString(tuned.out()).getAsJsonObject();
    assertEquals("1 - R²", json.get("measure").getAsString());
    assertEquals(
        json.getAsJsonObject("winner").get("number"), json.getAsJsonObject("best").get("number"));
    Runs.Result wrong = run("tune", "--metric", "accuracy", "--trials", "1");
    assertEquals(2, wrong.code());
    assertTrue(wrong.err().contains("one of classes"), wrong.err());
    assertEquals(1, wrong.err().strip().lines().filter(l -> l.startsWith("evenkeel:")).count());
  }

  @Test
  void whatNeedsClassesIsRefused() {
    for (String option : new String[] {"--target-accuracy 0.5", "--label-smoothing 0.1"}) {
      Runs.Result refused = run("train", option.split(" "));
      assertEquals(2, refused.code());
      assertTrue(refused.err().contains("beside --regression"), refused.err());
    }
  }
}
