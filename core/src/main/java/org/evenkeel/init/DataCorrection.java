// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.init;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.evenkeel.naming.Arguments;

/**
 * A correction of drawn weights from data: each layer's weights are scaled to a second moment of
 * its pre-activations.
 *
 * @param target the second moment E[z²]
 * @param balanced whether the scale is a compromise with the backward pass
 */
public record DataCorrection(double target, boolean balanced) {

  /** The word that stands for such a correction, after the rule {@code auto}. */
  public static final String RULE = "data";

  private static final String BALANCED = "(balanced)";

  private static final Pattern WORD =
      Pattern.compile(
          RULE + "\\s*(" + Pattern.quote(BALANCED) + ")?\\s*(?:\\*(.*))?",
          Pattern.CASE_INSENSITIVE);

  /** Throws {@link IllegalArgumentException} unless the target is positive and finite. */
  public DataCorrection {
    Arguments.positive("the second moment that data set", target, "write data*2");
  }

  /** The correction that a word asks for; empty if it is not of this kind. */
  static Optional<DataCorrection> parse(String word) {
    Matcher matcher = WORD.matcher(word);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    double target =
        matcher.group(2) == null
            ? 1
            : Arguments.parse("the second moment after data*", matcher.group(2), "write data*2");
    return Optional.of(new DataCorrection(target, matcher.group(1) != null));
  }

  /** The word, as in {@code data(balanced)*2}. */
  @Override
  public String toString() {
    return RULE + (balanced ? BALANCED : "") + (target == 1 ? "" : "*" + Arguments.text(target));
  }
}
