// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.lab.browser;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.evenkeel.forecast.Forecast;
import org.evenkeel.forecast.Remedies;
import org.evenkeel.init.Start;
import org.evenkeel.network.Network;
import org.evenkeel.signal.Change;
import org.evenkeel.signal.InputSignal;
import org.evenkeel.signal.LayerSignal;
import org.evenkeel.signal.Outlook;
import org.evenkeel.signal.Quantity;
import org.evenkeel.signal.Remedy;
import org.evenkeel.signal.SignalProfile;
import org.jspecify.annotations.Nullable;

/** The forecast of a setting as the page shows it. */
final class Scene {

  private Scene() {}

  /** Curves over the layers with their ranges, the verdict in words, and the outlook. */
  static Map<String, Object> of(Setting setting) {
    SignalProfile profile = forecast(setting);
    Map<String, Object> scene = new LinkedHashMap<>();
    scene.put("layers", profile.layers().stream().map(LayerSignal::name).toList());
    scene.put("signal", curve(profile, LayerSignal::forward));
    scene.put("gradient", curve(profile, LayerSignal::gradient));
    scene.put("correlation", curve(profile, LayerSignal::correlation));
    scene.put("state", profile.verdict().state().label());
    scene.put("verdict", profile.verdict().cause().toString());
    scene.put("outlook", outlook(profile));
    scene.put("variance", variance(profile));
    scene.put("command", setting.isNamed() ? setting.command() : null);
    scene.put("java", setting.isNamed() ? setting.java() : null);
    scene.put("yaml", setting.isNamed() ? setting.yaml() : null);
    return scene;
  }

  private static SignalProfile forecast(Setting setting) {
    return Forecast.of(setting.network(), setting.start(), InputSignal.STANDARDIZED);
  }

  /**
   * What is advised: words, and the controls that it sets; no controls where the page has none for
   * it. It is searched for, and takes longer than a frame.
   */
  static Map<String, Object> remedy(Setting setting) {
    Network network = setting.network();
    Start start = setting.start();
    SignalProfile profile = forecast(setting);
    Remedy remedy = Remedies.advise(network, start, profile).verdict().remedy();
    Map<String, Object> advice = new LinkedHashMap<>();
    advice.put("known", remedy != null && remedy.isKnown());
    advice.put("words", remedy == null ? "" : remedy.toString());
    advice.put("controls", remedy == null ? null : controls(remedy, setting));
    return advice;
  }

  private static @Nullable Map<String, Object> controls(Remedy remedy, Setting setting) {
    Map<String, Object> controls = new LinkedHashMap<>();
    for (Change change : remedy.changes()) {
      if (change instanceof Change.Redraw redraw) {
        controls.put("rule", word(redraw.rule()));
        controls.put("m", redraw.multiplier() == null ? setting.multiplier() : redraw.multiplier());
        if (redraw.biasVariance() != null) {
          controls.put("b", redraw.biasVariance());
        }
      } else if (change instanceof Change.Widen widen) {
        controls.put("width", setting.width() * widen.factor());
      } else if (change instanceof Change.Activate activate) {
        controls.put("f", activate.activation());
      } else {
        return null;
      }
    }
    return controls;
  }

  /** A rule as the page calls it. */
  private static String word(String rule) {
    return switch (rule) {
      case "lecun" -> "1/n";
      case "he" -> "2/n";
      default -> rule;
    };
  }

  private static Map<String, Object> curve(
      SignalProfile profile, Function<LayerSignal, Quantity> of) {
    List<@Nullable Double> middle = new ArrayList<>();
    List<@Nullable Double> low = new ArrayList<>();
    List<@Nullable Double> high = new ArrayList<>();
    for (LayerSignal layer : profile.layers()) {
      Quantity quantity = of.apply(layer);
      middle.add(quantity.predicted());
      low.add(quantity.low());
      high.add(quantity.high());
    }
    return Map.of("middle", middle, "low", low, "high", high);
  }

  /** n_in·Var(w) of the second layer, or of the only one. */
  private static double variance(SignalProfile profile) {
    LayerSignal layer = profile.layers().get(Math.min(1, profile.layers().size() - 1));
    return layer.start().variance() * layer.fans().in();
  }

  /** Where the layers in the middle tend to. */
  private static @Nullable Map<String, Object> outlook(SignalProfile profile) {
    Outlook outlook = profile.layers().get(profile.layers().size() / 2).outlook();
    if (outlook == null) {
      return null;
    }
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("weightVariance", outlook.weightVariance());
    all.put("biasVariance", outlook.biasVariance());
    all.put("q", outlook.fixedPoint());
    all.put("chi", outlook.chi());
    all.put("depth", outlook.correlationDepth());
    return all;
  }
}
