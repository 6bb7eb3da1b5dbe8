// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.parameter;

import java.util.List;
import org.evenkeel.naming.Names;

/** The fan n that a variance is divided by. */
public enum FanMode {

  /** n_in, which preserves the second moment of the signal in the forward pass. */
  IN,

  /** n_out, which preserves the second moment of the gradient in the backward pass. */
  OUT,

  /** (n_in + n_out)/2, a compromise between the two. */
  AVERAGE,

  /** √(n_in·n_out), a compromise between their orders of magnitude. */
  GEOMETRIC;

  /**
   * The mode with the given name; case, hyphens, underscores and spaces are ignored.
   *
   * @param name the text of {@link #toString}, or {@code fan-in}, {@code fan-out}, {@code avg},
   *     {@code fan-avg}
   * @throws IllegalArgumentException if there is none; the message lists all modes
   */
  public static FanMode named(String name) {
    return Names.find("a fan mode", name, List.of(values()), FanMode::names);
  }

  /** The fan n of the given fans. */
  public double of(Fans fans) {
    return switch (this) {
      case IN -> fans.in();
      case OUT -> fans.out();
      case AVERAGE -> 0.5 * (fans.in() + fans.out());
      case GEOMETRIC -> Math.sqrt(fans.in()) * Math.sqrt(fans.out());
    };
  }

  /** The name, in lower case. */
  @Override
  public String toString() {
    return names().get(0);
  }

  private List<String> names() {
    return switch (this) {
      case IN -> List.of("in", "fan-in");
      case OUT -> List.of("out", "fan-out");
      case AVERAGE -> List.of("average", "avg", "fan-avg");
      case GEOMETRIC -> List.of("geometric", "geo", "geo-avg", "fan-geo-avg");
    };
  }
}
