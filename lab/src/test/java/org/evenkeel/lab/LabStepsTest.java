// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.lab;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.evenkeel.activation.Activation;
import org.evenkeel.activation.Activations;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Prints how long steps of a slider and pictures of a training take, for docs/lab.md; to be run on
 * a quiet machine: {@code ./mvnw -pl lab -am test -Dtest=LabStepsTest
 * -Dsurefire.failIfNoSpecifiedTests=false -Devenkeel.measure=lab}.
 */
@EnabledIfSystemProperty(named = "evenkeel.measure", matches = "lab")
class LabStepsTest {

  /** Sixty steps of m from 0.25 to 3.8: the time of each from its event to the curves. */
  private static final String STEPS =
      """
      const [f, done] = arguments;
      const at = (id) => document.getElementById(id);
      const later = (ms) => new Promise((r) => setTimeout(r, ms));
      const set = (id, value) => { at(id).value = value; at(id).dispatchEvent(new Event('input', { bubbles: true })); };
      (async () => {
        set('f', f);
        await later(700);
        const times = [];
        for (let i = 0; i < 60; i++) {
          const frames = lab.frames, from = performance.now();
          set('m', -0.6 + 0.02 * i);
          while (lab.frames === frames) await later(0);
          times.push(performance.now() - from);
          await later(60);
        }
        times.sort((a, b) => a - b);
        done([30, 54, 59].map((i) => times[i].toFixed(1)).join(' '));
      })();
      """;

  /** Ten seconds of training: pictures, and what blocked the page for more than 50 ms. */
  private static final String TRAINING =
      """
      const done = arguments[0];
      const blocked = [];
      new PerformanceObserver((list) => list.getEntries().forEach((e) => blocked.push(Math.round(e.duration)))).observe({ entryTypes: ['longtask'] });
      const before = lab.training.frames;
      document.getElementById('t-play').click();
      setTimeout(() => done(`${lab.training.frames - before} pictures, tasks of more than 50 ms: ${blocked.length ? blocked : 'none'}`), 10000);
      """;

  @TempDir static Path folder;
  private static LabBrowser browser;

  @BeforeAll
  static void start() throws IOException {
    browser = LabBrowser.start(folder);
    browser.size(1440, 1000);
    browser.open("");
  }

  @AfterAll
  static void stop() {
    if (browser != null) {
      browser.stop();
    }
  }

  @Test
  void sliders() {
    System.out.println("ms from the event of a slider to the curves: median, 90 %, most");
    for (Activation f : Activations.all()) {
      steps(f.name());
    }
    steps("x * sigmoid(1.7x)");
    steps("x * tanh(log(1 + exp(x)))");
  }

  private static void steps(String f) {
    System.out.printf("%-26s %s%n", f, browser.driver.executeAsyncScript(STEPS, f));
  }

  @Test
  void training() {
    for (String data : List.of("circles", "spirals", "digits")) {
      browser.open("#t.epochs=100000&t.data=" + data);
      browser.driver.executeScript("document.getElementById('training').scrollIntoView()");
      browser.until("return lab.training.frames > 0");
      System.out.println(data + ": " + browser.driver.executeAsyncScript(TRAINING));
    }
  }

  @Test
  void opening() {
    for (String hash : List.of("", "#f=mish&m=3&depth=200")) {
      browser.open(hash);
      System.out.println(
          "first curves " + hash + ": " + browser.value("Math.round(lab.first)") + " ms");
    }
  }
}
