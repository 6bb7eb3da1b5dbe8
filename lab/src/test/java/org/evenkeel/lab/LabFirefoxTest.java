// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import org.evenkeel.lab.browser.Lab;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the other tests do in Chromium, in short in Firefox. */
class LabFirefoxTest {

  /** WebDriver's codes of keys. */
  private static final String ARROW_LEFT = "\uE012";

  private static final String ARROW_RIGHT = "\uE014";

  @TempDir static Path folder;
  private static Firefox firefox;

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    firefox = Firefox.open(folder);
    firefox.until("window.lab && lab.frames > 0");
  }

  @AfterAll
  static void stop() {
    if (firefox != null) {
      firefox.close();
    }
  }

  @Test
  void weightsAreThoseOfTheJvm() throws InterruptedException {
    assertEquals(
        String.valueOf(Lab.checksum(7, "dense1.weight", 100_000)),
        firefox.value("lab.patient.ask('checksum', 7, 'dense1.weight', 100000)"));
  }

  @Test
  void aSliderMovesTheCurvesByKeyboardMouseAndTouch() throws IOException, InterruptedException {
    String points = "document.querySelector('#signal .curve').getAttribute('points')";
    String first = firefox.value(points);
    firefox.value("document.getElementById('m').focus()");
    firefox.press(ARROW_RIGHT);
    firefox.until(points + " !== '" + first + "'");
    String second = firefox.value(points);
    firefox.click("m", 0.8);
    firefox.until("lab.setting.m > 2 && " + points + " !== '" + second + "'");
    assertTrue(firefox.value("location.hash").startsWith("#m="));
    String third = firefox.value(points);
    firefox.tap("m", 0.3);
    firefox.until("lab.setting.m < 1 && " + points + " !== '" + third + "'");
  }

  /** The sliders and the figures of the lecture. */
  @ParameterizedTest
  @CsvSource({"power, power-curve", "v, neuron", "g, bell", "two, two-signal", "in, fans"})
  void aFigureFollowsItsSliderByKeyboardMouseAndTouch(String slider, String figure)
      throws IOException, InterruptedException {
    String lines = "document.getElementById('" + figure + "').innerHTML";
    String control = "document.getElementById('" + slider + "')";
    firefox.value(control + ".scrollIntoView({block: 'center'})");
    firefox.until("document.getElementById('" + figure + "').childElementCount > 1");
    firefox.value(control + ".focus()");
    moves(lines, () -> firefox.press(ARROW_LEFT));
    moves(lines, () -> firefox.click(slider, 0.2));
    moves(lines, () -> firefox.tap(slider, 0.8));
  }

  /** An action on the page. */
  private interface Action {
    void act() throws InterruptedException;
  }

  private static void moves(String lines, Action action) throws IOException, InterruptedException {
    firefox.value("(window.before = " + lines + ").length");
    action.act();
    firefox.until(lines + " !== window.before");
  }

  @Test
  void trainingHasTheLossesOfTheJvm() throws IOException, InterruptedException {
    firefox.value("document.getElementById('training').scrollIntoView()");
    firefox.until("lab.training.frames > 0 && !document.getElementById('t-step').disabled");
    for (int step = 1; step <= 20; step++) {
      firefox.click("t-step", 0.5);
      firefox.until("lab.training.steps === " + step);
    }
    String lines = "data=circles\nf=tanh\nstart1=zeros\nstart2=normal(1)\nstart3=he";
    Lab.train(lines);
    String asked = "lab.quick.ask('train', `" + lines + "`)";
    firefox.value(asked);
    String losses = ".runs.map((run) => run.batchLoss.toFixed(9))";
    String expected = Lab.step(20, 0);
    assertEquals(
        firefox.value("(" + expected + ")" + losses),
        firefox.value("lab.quick.ask('step', 20, 0).then((found) => found" + losses + ")"));
  }
}
