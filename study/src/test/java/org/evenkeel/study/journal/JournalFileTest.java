// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whose fault it is when a line cannot be applied. */
class JournalFileTest {

  private static final String STUDY =
      "{\"op_code\":0,\"worker_id\":\"w\",\"study_name\":\"s\",\"directions\":[1]}\n";

  private static final String TRIAL = "{\"op_code\":4,\"worker_id\":\"w\",\"study_id\":0}\n";

  private static final String CHOICE =
      "{\"name\": \"CategoricalDistribution\", \"attributes\": {\"choices\": [\"a\"]}}";

  @TempDir Path folder;

  /** An error of ours is no damage: it passes as it is, and the line is read again. */
  @Test
  void anErrorOfOursDoesNotLookLikeADamagedLine() throws IOException {
    JournalFile file = new JournalFile(Files.writeString(folder.resolve("s"), STUDY + TRIAL));
    IllegalStateException ours = new IllegalStateException("a bug");
    assertSame(
        ours,
        assertThrows(
            IllegalStateException.class,
            () ->
                file.read(
                    operation -> {
                      throw ours;
                    })));
    AtomicInteger lines = new AtomicInteger();
    file.read(operation -> lines.incrementAndGet());
    assertEquals(2, lines.get());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "{\"op_code\":5,\"trial_id\":0,\"param_name\":\"x\",\"param_value_internal\":1.0,\"distribution\":CHOICE}",
        "{\"op_code\":5,\"trial_id\":0,\"param_name\":\"x\",\"param_value_internal\":0.0,\"distribution\":\"{\"}",
        "{\"op_code\":5,\"trial_id\":0,\"param_name\":\"x\",\"param_value_internal\":0.0,\"distribution\":\"{}\"}",
        "{\"op_code\":4,\"study_id\":0,\"params\":{\"x\":0.5}}",
        "{\"op_code\":4,\"study_id\":0,\"datetime_start\":\"yesterday\"}",
        "{\"op_code\":4,\"study_id\":0,\"intermediate_values\":{\"a\":1}}",
        "{\"op_code\":6,\"trial_id\":-1,\"state\":1}",
        "{\"op_code\":6,\"trial_id\":0}",
        "{\"op_code\":6,\"trial_id\":0,\"state\":1,\"values\":[]}",
        "{\"op_code\":7,\"trial_id\":0,\"step\":1,\"intermediate_value\":null}",
        "{\"op_code\":0,\"study_name\":\"t\",\"directions\":1}",
      })
  void aFieldThatIsMissingOrInvalidIsDamage(String line) throws IOException {
    String quoted = "\"" + CHOICE.replace("\"", "\\\"") + "\"";
    Path file =
        Files.writeString(
            folder.resolve("s"), STUDY + TRIAL + line.replace("CHOICE", quoted) + "\n" + TRIAL);
    assertEquals(
        "line 3 of %s is damaged; nothing was written: remove that line, or restore a copy"
            .formatted(file),
        assertThrows(IllegalArgumentException.class, () -> Journal.open(file, null)).getMessage());
  }
}
