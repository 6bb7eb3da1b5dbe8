// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.report.recipe;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.evenkeel.report.Report;
import org.evenkeel.report.export.MlflowFiles;
import org.evenkeel.report.export.TensorBoardFiles;
import org.evenkeel.report.figure.Studies;
import org.evenkeel.report.watch.StudyWatch;
import org.evenkeel.result.StudyResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Recipe: a study in other tools. */
class ExportRecipeTest {

  @TempDir Path folder;

  @Test
  void aStudyInOtherTools() {
    StudyResult study = Studies.bare(Studies.SPACE, Studies.trials(10));
    // recipe: a study for TensorBoard and MLflow, and a page that follows it
    // StudyResult study = (StudyResult) ResultFile.read(Path.of("study.jsonl"), null,
    // StudyPlan::read);
    TensorBoardFiles.write(study, folder.resolve("events"));
    MlflowFiles.write(study, "study.jsonl", folder.resolve("mlruns"));
    try (StudyWatch page = StudyWatch.start(0, () -> Report.of(List.of(study)).html())) {
      System.out.println("open " + page.address());
    }
    // end
    assertTrue(Files.isDirectory(folder.resolve("mlruns")));
    assertTrue(Files.isDirectory(folder.resolve("events/trial-0009")));
  }
}
