// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.lab.browser;

import java.nio.FloatBuffer;
import java.util.Map;
import java.util.function.Supplier;
import org.evenkeel.activation.Activation;
import org.evenkeel.activation.Activations;
import org.evenkeel.random.Key;
import org.evenkeel.random.RandomFill;
import org.jspecify.annotations.Nullable;
import org.teavm.jso.JSExport;

/**
 * What the page calls. Settings are texts {@code name=value} with line ends between them, results
 * are JSON; what is wrong with a setting is told as {@code {"error": …}}.
 */
public final class Lab {

  /** The trainings of this thread. */
  private static @Nullable Lesson lesson;

  private Lab() {}

  /** The entry point that the compiler asks for. */
  public static void main(String[] arguments) {}

  /** The names of all activations. */
  @JSExport
  public static String activations() {
    return Json.of(Activations.all().stream().map(Activation::name).toList());
  }

  /** The forecast of a setting. */
  @JSExport
  public static String forecast(String controls) {
    return told(() -> Scene.of(Setting.of(Controls.of(controls))));
  }

  /** The remedy of a setting. */
  @JSExport
  public static String remedy(String controls) {
    return told(() -> Scene.remedy(Setting.of(Controls.of(controls))));
  }

  /** The phase diagram of an activation or formula. */
  @JSExport
  public static String phases(String activation) {
    return told(() -> Phases.of(Formula.activation(activation)));
  }

  /** A draw of a setting. */
  @JSExport
  public static String draw(String controls) {
    return told(() -> Draw.of(Setting.of(Controls.of(controls))));
  }

  /** One unit's histogram. */
  @JSExport
  public static String neuron(int inputs, double variance, int seed) {
    return told(() -> Neuron.of(inputs, variance, seed));
  }

  /** Weights as a Gaussian times √(1/n). */
  @JSExport
  public static String weights(int inputs, int seed) {
    return told(() -> Bell.of(inputs, seed));
  }

  /** What three rules do to a layer of so many inputs and units. */
  @JSExport
  public static String fans(int inputs, int units) {
    return told(() -> FanRules.of(inputs, units));
  }

  /** Begins trainings side by side, or the same ones again from the same first weights. */
  @JSExport
  public static String train(String controls) {
    return told(
        () -> {
          lesson = null;
          Lesson begun = new Lesson(Controls.of(controls));
          lesson = begun;
          return begun.beginning();
        });
  }

  /**
   * So many steps of all trainings, and how they stand.
   *
   * @param told the epochs that the page knows already
   */
  @JSExport
  public static String step(int count, int told) {
    return told(
        () -> {
          if (lesson == null) {
            throw new IllegalStateException("no training has begun");
          }
          lesson.step(count);
          return lesson.now(told);
        });
  }

  /** The loss after so many steps with a multiplier. */
  @JSExport
  public static String trial(String controls, double multiplier, int steps, int seed) {
    return told(() -> Trial.of(Controls.of(controls), multiplier, steps, seed));
  }

  /** A checksum of so many standard normal weights, as 32-bit FNV-1a over their bits. */
  @JSExport
  public static int checksum(int seed, String name, int count) {
    float[] values = new float[count];
    RandomFill.normal(Key.of(seed, name), 0, FloatBuffer.wrap(values), 1);
    int sum = 0x811c9dc5;
    for (float value : values) {
      int bits = Float.floatToRawIntBits(value);
      for (int shift = 0; shift < 32; shift += 8) {
        sum = (sum ^ (bits >>> shift & 0xff)) * 0x01000193;
      }
    }
    return sum;
  }

  /** A result, or the sentence that says what is wrong. */
  private static String told(Supplier<Map<String, Object>> result) {
    try {
      return Json.of(result.get());
    } catch (RuntimeException e) {
      String message = e.getMessage();
      return Json.of(Map.of("error", message == null ? e.getClass().getSimpleName() : message));
    }
  }
}
