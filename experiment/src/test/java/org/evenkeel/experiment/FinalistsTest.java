// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.evenkeel.study.Study;
import org.evenkeel.study.result.Surface;
import org.evenkeel.study.space.Setting;
import org.evenkeel.study.space.Space;
import org.evenkeel.study.trial.Trial;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The settings that a surface proposes to compare. */
class FinalistsTest {

  /**
   * The standard has multiplier 1 to the last bit, by which its trial is known. In the first space
   * the surface itself has 0.9999999999999999, and a study said that nothing had trained with 1.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "log:0.38638241086510194..7.43457438171814",
        "log:0.1..10",
        "log:0.3..7",
        "0.2..3"
      })
  void theStandardHasMultiplierOneExactly(String multipliers) {
    Space space = Space.parse("multiplier=" + multipliers + ",learningRate=log:1e-3..1");
    List<Trial> trials =
        Study.of(space)
            .withTrials(12)
            .minimize(
                (setting, reports) ->
                    1
                        + Math.pow(Math.log(setting.number("multiplier") / 2), 2)
                        + Math.pow(Math.log(setting.number("learningRate") / 0.05), 2))
            .trials();
    List<Setting> proposed = Finalists.proposed(Surface.of(space, trials, 0), space);
    assertEquals(2, proposed.size());
    Setting standard = proposed.get(1);
    assertEquals(1.0, standard.number("multiplier"));
    assertTrue(space.contains(standard), standard.toString());
  }
}
