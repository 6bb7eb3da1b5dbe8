// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.recipe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.evenkeel.study.Minimum;
import org.evenkeel.study.Study;
import org.evenkeel.study.result.Best;
import org.evenkeel.study.space.Space;
import org.junit.jupiter.api.Test;

/** Recipe: any value of a setting. */
class MaximizeRecipeTest {

  private static double output(double temperature, String catalyst) {
    return (catalyst.equals("b") ? 0.9 : 0.8) - Math.pow((temperature - 60) / 100, 2);
  }

  @Test
  void anyValueOfASetting() {
    // recipe: minimize or maximize any value of a setting
    Space space = Space.parse("temperature=20..100,catalyst=a|b|c");
    Minimum best =
        Study.of(space)
            .withTrials(30)
            .withFirst(List.of(space.setting("temperature=50,catalyst=a")))
            .maximize( // or minimize
                (setting, monitor) ->
                    output(setting.number("temperature"), String.valueOf(setting.get("catalyst"))));
    Best found = best.best().orElseThrow();
    System.out.println(found.trial().setting() + " gives " + best.value().orElseThrow());
    // end
    assertEquals("b", found.trial().setting().get("catalyst"));
    assertTrue(best.value().orElseThrow() > 0.85);
  }
}
