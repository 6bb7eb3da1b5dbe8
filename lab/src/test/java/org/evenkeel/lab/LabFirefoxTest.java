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

/** What the other tests do in Chromium, in short in Firefox. */
class LabFirefoxTest {

  /** WebDriver's code of the key. */
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
  void aSliderMovesTheCurvesByKeyboardAndMouse() throws IOException, InterruptedException {
    String points = "document.querySelector('#signal .curve').getAttribute('points')";
    String first = firefox.value(points);
    firefox.value("document.getElementById('m').focus()");
    firefox.press(ARROW_RIGHT);
    firefox.until(points + " !== '" + first + "'");
    String second = firefox.value(points);
    firefox.click("m", 0.8);
    firefox.until("lab.setting.m > 2 && " + points + " !== '" + second + "'");
    assertTrue(firefox.value("location.hash").startsWith("#m="));
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
