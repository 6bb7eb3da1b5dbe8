// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.experiment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Model;
import ai.djl.nn.Block;
import ai.djl.nn.BlockFactory;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.evenkeel.data.DataSource;
import org.evenkeel.result.ResultJson;
import org.evenkeel.result.StudyResult;
import org.evenkeel.study.search.Budget;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A study goes on with its own data and classes only. */
class StudyBelongsTest {

  @TempDir Path folder;

  /** A model of the user's. */
  public static final class Small implements BlockFactory {
    private static final long serialVersionUID = 1;

    @Override
    public Block newBlock(Model model, Path path, Map<String, ?> arguments) {
      return new SequentialBlock().add(Linear.builder().setUnits(3).build());
    }
  }

  private Path table(String name, int classes) throws IOException {
    String rows =
        IntStream.range(0, 60)
            .mapToObj(i -> "%d,%d,c%d".formatted(i % 7, i % 5, i % classes))
            .collect(Collectors.joining("\n", "a,b,class\n", "\n"));
    return Files.writeString(folder.resolve(name), rows);
  }

  private static StudyPlan plan(NetworkSource network, Path data) {
    return StudyPlan.of(
            Experiment.of(network, DataSource.of(data.toString()))
                .withTraining(Experiment.DEFAULT_TRAINING.withEpochs(1)),
            "multiplier=log:0.5..2")
        .withSeeds(1, 2);
  }

  private static void search(Tuning opened, int trials) {
    try (Tuning tuning = opened) {
      tuning.search(Budget.trials(trials), ProgressListener.NONE);
      assertEquals(trials, tuning.trials().size());
    }
  }

  private String refused(Path study, StudyPlan plan) throws IOException {
    byte[] before = Files.readAllBytes(study);
    String message =
        assertThrows(IllegalArgumentException.class, () -> Tuning.onDisk(study, null, plan).close())
            .getMessage();
    assertArrayEquals(before, Files.readAllBytes(study), "nothing is written");
    return message;
  }

  @Test
  void trialsOfOneTableAreNotMixedWithThoseOfAnother() throws IOException {
    Path data = table("data.csv", 3);
    Path study = folder.resolve("study.jsonl");
    StudyPlan plan = plan(new NetworkSource.Perceptron(null, 8, 2, "relu"), data);
    search(Tuning.onDisk(study, null, plan), 2);
    search(Tuning.onDisk(study, null, plan), 3);
    table("data.csv", 2);
    String message = refused(study, plan);
    assertTrue(message.contains("60 examples of shape [2] in 3 classes, SHA-256 "), message);
    assertTrue(message.contains("60 examples of shape [2] in 2 classes, SHA-256 "), message);
    assertThrows(
        IllegalArgumentException.class,
        () -> Tuning.join(study, null, null, null, null, StudyPlan::read).close());
  }

  @Test
  void aResultTellsOfTheDataThatItsTrialsWereTrainedOn() throws IOException {
    Path data = table("data.csv", 3);
    Path study = folder.resolve("study.jsonl");
    search(
        Tuning.onDisk(
            study, null, plan(new NetworkSource.Perceptron("2,8x2,3", 8, 2, "relu"), data)),
        2);
    StudyResult before = (StudyResult) ResultFile.read(study, null, StudyPlan::read);
    assertNull(before.origin().remark());
    table("data.csv", 5); // which the network has too few outputs for
    StudyResult after = (StudyResult) ResultFile.read(study, null, StudyPlan::read);
    String remark = after.origin().remark();
    assertTrue(remark.matches(".*have changed.* in 3 classes.* in 5 classes[^\\n]*"), remark);
    assertEquals(facts(before), facts(after));
    Files.delete(data);
    StudyResult gone = (StudyResult) ResultFile.read(study, null, StudyPlan::read);
    assertTrue(gone.origin().remark().contains("no longer be read"), gone.origin().remark());
    assertEquals(facts(before), facts(gone));
  }

  /** The result in JSON, without the remark on its data. */
  private static String facts(StudyResult result) {
    return ResultJson.write(result.withOrigin(result.origin().withRemark(null))).toString();
  }

  @Test
  void aWorkerFindsTheSameDataInAnotherPlace() throws IOException {
    Path data = table("data.csv", 3);
    Path study = folder.resolve("study.jsonl");
    Path relative = Path.of("").toAbsolutePath().relativize(data);
    StudyPlan plan = plan(new NetworkSource.Perceptron(null, 8, 2, "relu"), relative);
    search(Tuning.onDisk(study, null, plan), 2);
    assertTrue(Files.readString(study).contains("\"" + data + "\""), "the path is absolute");
    search(Tuning.onDisk(study, null, plan), 3);
    Path elsewhere = Files.move(data, folder.resolve("elsewhere.csv"));
    search(Tuning.join(study, null, null, null, elsewhere.toString(), StudyPlan::read), 4);
  }

  @Test
  void trialsOfOneModelAreNotMixedWithThoseOfAnother() throws IOException {
    Path data = table("data.csv", 3);
    Path study = folder.resolve("study.jsonl");
    Path classes = Files.createDirectory(folder.resolve("classes"));
    String file = Small.class.getName().replace('.', '/') + ".class";
    Files.createDirectories(classes.resolve(file).getParent());
    try (InputStream in = Small.class.getClassLoader().getResourceAsStream(file)) {
      Files.copy(in, classes.resolve(file));
    }
    NetworkSource model = new NetworkSource.Factory(Small.class.getName(), List.of(classes));
    search(Tuning.onDisk(study, null, plan(model, data)), 2);
    Files.writeString(classes.resolve("notes.txt"), "no class");
    search(Tuning.onDisk(study, null, plan(model, data)), 3);
    Files.write(classes.resolve("Helper.class"), new byte[] {1});
    String message = refused(study, plan(model, data));
    assertTrue(message.contains("another model"), message);
  }
}
