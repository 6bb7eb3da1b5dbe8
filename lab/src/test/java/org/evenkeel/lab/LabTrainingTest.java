// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.evenkeel.lab.browser.Lab;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;

/** Trainings on the lab's page, in a real browser. */
class LabTrainingTest {

  @TempDir static Path folder;
  private static LabBrowser browser;

  @BeforeAll
  static void start() throws IOException {
    browser = LabBrowser.start(folder);
  }

  @AfterAll
  static void stop() {
    if (browser != null) {
      browser.stop();
    }
  }

  @BeforeEach
  void open() {
    browser.size(1440, 900);
    open("");
  }

  /** Opens the page and goes to the training, whose thread is loaded then. */
  private static void open(String hash) {
    browser.open(hash);
    go("training");
    browser.until(
        "return lab.training.frames > 0 || document.querySelector('#t-wrong').textContent !== ''");
  }

  private static void go(String id) {
    browser.driver.executeScript(
        "document.getElementById(arguments[0]).scrollIntoView({block: 'center'})", id);
  }

  private static String losses() {
    return browser.driver.findElement(By.id("loss")).getAttribute("aria-label");
  }

  private static String stands() {
    return browser.value("[...document.querySelectorAll('.stands')].map((p) => p.textContent)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "data=circles f=relu",
        "data=spirals f=tanh width=16 start3=lecun",
        "data=digits f=gelu width=16 start2=he*4",
        "data=circles f=x*sigmoid(1.7x)"
      })
  void lossesAreThoseOfTheJvm(String controls) {
    String lines =
        (controls + " start1=zeros" + (controls.contains("start2") ? "" : " start2=normal(1)"))
            .replace(' ', '\n');
    Lab.train(lines);
    JsonObject expected = JsonParser.parseString(Lab.step(100, 0)).getAsJsonObject();
    browser.asked("quick", "train", lines);
    JsonObject found =
        JsonParser.parseString(browser.asked("quick", "step", 100, 0)).getAsJsonObject();
    assertEquals(100, found.get("steps").getAsInt());
    JsonArray runs = expected.getAsJsonArray("runs");
    for (int i = 0; i < runs.size(); i++) {
      JsonObject run = runs.get(i).getAsJsonObject();
      JsonObject here = found.getAsJsonArray("runs").get(i).getAsJsonObject();
      JsonArray losses = run.getAsJsonArray("loss");
      for (int e = 0; e < losses.size(); e++) {
        double loss = losses.get(e).getAsDouble();
        assertEquals(loss, here.getAsJsonArray("loss").get(e).getAsDouble(), 1e-9 * loss);
      }
      assertEquals(run.get("stepsToTarget"), here.get("stepsToTarget"));
      assertEquals(run.get("distinct"), here.get("distinct"));
    }
  }

  @Test
  void playPauseStepAndRewindByMouse() {
    String first = losses();
    browser.at("t-play").click();
    browser.until("return lab.training.steps > 60");
    assertEquals("Pause", browser.text("t-play"));
    browser.at("t-play").click();
    browser.until("return document.getElementById('t-said').textContent.startsWith('Paused')");
    String steps = browser.value("lab.training.steps");
    browser.at("t-step").click();
    browser.until("return lab.training.steps === " + steps + " + 1");
    assertNotEquals(first, losses());
    browser.at("t-rewind").click();
    browser.until("return lab.training.steps === 0");
    assertEquals(first, losses());
    assertTrue(stands().startsWith("Before the first step."), stands());
  }

  @Test
  void playStepAndRewindByKeyboard() {
    browser.at("t-step").sendKeys(Keys.ENTER);
    browser.until("return lab.training.steps === 1");
    browser.at("t-play").sendKeys(Keys.SPACE);
    browser.until("return lab.training.steps > 20");
    browser.at("t-play").sendKeys(Keys.SPACE);
    browser.until("return !lab.training.playing");
    browser.at("t-rewind").sendKeys(Keys.ENTER);
    browser.until("return lab.training.steps === 0");
    browser.at("t-depth").sendKeys(Keys.ARROW_RIGHT);
    browser.until("return lab.training.setting.depth === 4");
    browser.at("t-start3").sendKeys(Keys.chord(Keys.CONTROL, "a"), "orthogonal", Keys.TAB);
    browser.until("return document.querySelectorAll('#runs h3')[2].textContent === 'orthogonal'");
    assertTrue(browser.driver.getCurrentUrl().contains("t.start3=orthogonal"));
  }

  @Test
  void playStepAndRewindByTouch() {
    browser.tap("t-step", 0.5);
    browser.until("return lab.training.steps === 1");
    browser.tap("t-play", 0.5);
    browser.until("return lab.training.steps > 20");
    browser.tap("t-play", 0.5);
    browser.until("return !lab.training.playing");
    browser.tap("t-rewind", 0.5);
    browser.until("return lab.training.steps === 0");
    browser.tap("t-width", 0.9);
    browser.until("return lab.training.setting.width > 20");
    browser.tap("t-deviation", 0.02);
    browser.until("return lab.training.setting.start2 === 'normal(0.01)'");
  }

  /** Before the section comes near nothing is loaded, and while a slider moves nothing is ready. */
  @Test
  void buttonsWaitForTheirRuns() {
    browser.open("");
    browser.driver.executeScript(
        "window.failed = [];"
            + "addEventListener('unhandledrejection', (e) => failed.push(String(e.reason)));"
            + "for (const id of ['t-play', 't-step', 't-rewind'])"
            + " document.getElementById(id).click();");
    assertEquals(false, browser.at("t-play").isEnabled());
    go("training");
    browser.until("return !document.getElementById('t-play').disabled");
    browser.driver.executeScript(
        "const depth = document.getElementById('t-depth'); depth.value = 5;"
            + "depth.dispatchEvent(new Event('input'));"
            + "document.getElementById('t-play').click();"
            + "document.getElementById('t-play').click();");
    browser.until("return lab.training.playing && lab.training.steps > 20");
    browser.at("t-play").click();
    browser.until("return document.getElementById('t-said').textContent.startsWith('Paused')");
    assertEquals("", browser.value("failed"));
  }

  @Test
  void aRunAgainIsTheSameRun() {
    open("#t.epochs=20");
    browser.at("t-play").click();
    browser.until("return document.getElementById('t-said').textContent.startsWith('Done')");
    String losses = losses();
    String stands = stands();
    browser.at("t-play").click();
    browser.until("return lab.training.steps < 200");
    browser.until("return document.getElementById('t-said').textContent.startsWith('Done')");
    assertEquals(losses, losses());
    assertEquals(stands, stands());
  }

  @Test
  void zerosAreCopiesAndHeReachesTheTarget() {
    browser.at("t-play").click();
    browser.until("return document.getElementById('t-said').textContent.startsWith('Done')");
    String alike =
        browser.value("[...document.querySelectorAll('.alike')].map((p) => p.textContent)");
    assertTrue(alike.startsWith("All 10 units of the first layer compute the same."), alike);
    assertTrue(stands().endsWith("80 % after 510 steps: trained."), stands());
    assertTrue(stands().startsWith("Validation 50 %, not yet at 80 %: vanished."), stands());
  }

  @Test
  void digitsAreShownWithTheAnswers() {
    browser.driver.findElement(By.cssSelector("#t-presets [data-set^='data=digits']")).click();
    browser.until("return document.querySelectorAll('#runs .digits').length === 3");
    browser.at("t-play").click();
    browser.until("return document.querySelectorAll('.digits .right').length > 15");
  }

  /**
   * Long tasks are those that block the page for 50 ms and more. One in ten frames is allowed, as
   * other programs may have the processors; if the page itself trained, every frame had one.
   */
  @Test
  void thePageStaysSmoothWhileItTrains() {
    open("#t.epochs=100000");
    browser.driver.executeScript(
        "window.blocked = []; new PerformanceObserver((list) =>"
            + " list.getEntries().forEach((e) => blocked.push(e.duration)))"
            + ".observe({entryTypes: ['longtask']})");
    int before = Integer.parseInt(browser.value("lab.training.frames"));
    browser.at("t-play").click();
    browser.until("return lab.training.frames > " + before + " + 60");
    String blocked = browser.value("JSON.stringify(blocked)");
    assertTrue(Integer.parseInt(browser.value("blocked.length")) <= 6, blocked);
  }

  @Test
  void whatIsWrongIsSaidWhereItIsWrong() {
    browser.at("t-start2").sendKeys(Keys.chord(Keys.CONTROL, "a"), "hee", Keys.TAB);
    browser.until("return document.getElementById('t-wrong').textContent.includes('hee')");
    assertEquals(false, browser.at("t-play").isEnabled());
    browser.at("t-start2").sendKeys(Keys.chord(Keys.CONTROL, "a"), "he*2", Keys.TAB);
    browser.until("return document.getElementById('t-wrong').textContent === ''");
    browser.at("t-batch").sendKeys(Keys.chord(Keys.CONTROL, "a"), "0", Keys.TAB);
    browser.until("return document.getElementById('t-wrong').textContent.includes('batch')");
    open("#t.data=moon");
    assertTrue(browser.text("t-wrong").contains("circles, spirals or digits"));
    open("#t.rate=NaN");
    assertTrue(browser.text("t-wrong").contains("learning rate"), browser.text("t-wrong"));
  }

  @Test
  void theMultiplierIsBuiltUpPointByPoint() {
    open("#x.steps=50");
    browser.at("x-run").click();
    browser.until("return lab.multiplier.points.length >= 3");
    browser.at("x-run").sendKeys(Keys.SPACE);
    browser.until("return !lab.multiplier.running");
    browser.until("return document.querySelectorAll('#curve circle').length >= 3");
    assertTrue(browser.text("x-said").contains("Best so far"), browser.text("x-said"));
    browser.tap("x-run", 0.5);
    browser.until("return lab.multiplier.points.length === 51");
    browser.until("return !lab.multiplier.running");
    browser.at("x-m").sendKeys(Keys.ARROW_RIGHT);
    browser.until("return lab.multiplier.points.length === 52");
    browser.at("x-clear").click();
    assertEquals("0", browser.value("lab.multiplier.points.length"));
  }

  @Test
  void lessMotionIsAPictureASecond() {
    browser.driver.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of(
            "features",
            java.util.List.of(Map.of("name", "prefers-reduced-motion", "value", "reduce"))));
    try {
      open("");
      browser.at("t-play").click();
      browser.until("return !lab.training.playing");
      int frames = Integer.parseInt(browser.value("lab.training.frames"));
      assertTrue(frames < 30, "2,000 steps in " + frames + " pictures");
    } finally {
      browser.driver.executeCdpCommand(
          "Emulation.setEmulatedMedia", Map.of("features", java.util.List.of()));
    }
  }
}
