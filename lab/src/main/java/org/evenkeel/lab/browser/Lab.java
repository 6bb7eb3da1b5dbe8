// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.lab.browser;

import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.evenkeel.activation.Activation;
import org.evenkeel.activation.Activations;
import org.evenkeel.random.Key;
import org.evenkeel.random.RandomFill;
import org.teavm.jso.JSExport;

/**
 * What the page calls. Settings are texts {@code name=value} with line ends between them, results
 * are JSON; what is wrong with a setting is told as {@code {"error": …}}.
 */
public final class Lab {

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
    return told(() -> Scene.of(setting(controls)));
  }

  /** The remedy of a setting. */
  @JSExport
  public static String remedy(String controls) {
    return told(() -> Scene.remedy(setting(controls)));
  }

  /** The phase diagram of an activation or formula. */
  @JSExport
  public static String phases(String activation) {
    return told(() -> Phases.of(Formula.activation(activation)));
  }

  /** A draw of a setting. */
  @JSExport
  public static String draw(String controls) {
    return told(() -> Draw.of(setting(controls)));
  }

  /** One unit's histogram. */
  @JSExport
  public static String neuron(int inputs, double variance, int seed) {
    return told(() -> Neuron.of(inputs, variance, seed));
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

  private static Setting setting(String controls) {
    Map<String, String> map = new LinkedHashMap<>();
    for (String line : controls.split("\n", -1)) {
      int equals = line.indexOf('=');
      if (equals > 0) {
        map.put(line.substring(0, equals), line.substring(equals + 1).strip());
      }
    }
    return Setting.of(map);
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
