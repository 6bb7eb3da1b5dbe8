// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study;

import org.evenkeel.study.objective.Monitor;
import org.evenkeel.study.space.Setting;

/** A loss of one's own as a function of the setting, for {@link Study#minimize(Loss)}. */
@FunctionalInterface
public interface Loss {

  /**
   * The loss of one setting; infinite or NaN if the evaluation diverged.
   *
   * <p>Where {@link Monitor#report} answers false, the evaluation should return at once. The value
   * that it returns is then ignored.
   *
   * @param setting the value of each active hyperparameter
   * @param monitor receives intermediate losses and says whether to continue
   * @throws InterruptedException if the study is cancelled; the setting is then evaluated again
   *     when the study is resumed
   */
  double of(Setting setting, Monitor monitor) throws InterruptedException;
}
