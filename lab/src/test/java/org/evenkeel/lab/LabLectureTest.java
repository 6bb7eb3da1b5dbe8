// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.interactions.Actions;

/** The lecture on the lab's page, in a real browser. */
class LabLectureTest {

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
    browser.open("");
  }

  private static String drawn(String figure) {
    return browser.value("document.getElementById('" + figure + "').innerHTML");
  }

  /** Moves a slider and waits for another figure. */
  private static void moves(String figure, Runnable slider) {
    String before = drawn(figure);
    slider.run();
    browser.driver.executeScript("window.before = arguments[0]", before);
    browser.until("return document.getElementById('" + figure + "').innerHTML !== window.before");
  }

  @ParameterizedTest
  @CsvSource({
    "power, power-curve",
    "n, neuron",
    "v, neuron",
    "g, bell",
    "two, two-signal",
    "tanh, tanh-gradient",
    "in, fans",
    "out, fans"
  })
  void aFigureFollowsItsSliderByKeyboardMouseAndTouch(String slider, String figure) {
    WebElement element = browser.at(slider);
    browser.driver.executeScript("arguments[0].scrollIntoView({block: 'center'})", element);
    browser.until("return document.getElementById('" + figure + "').childElementCount > 1");
    moves(figure, () -> element.sendKeys(Keys.ARROW_LEFT));
    int quarter = element.getSize().getWidth() / 4;
    moves(
        figure,
        () -> new Actions(browser.driver).moveToElement(element, -quarter, 0).click().perform());
    moves(figure, () -> browser.tap(slider, 0.9));
  }

  /**
   * A control that moves while it is pointed at is missed: a click fell beside it, on its label.
   */
  @ParameterizedTest
  @ValueSource(ints = {1440, 1050, 390})
  void noControlMovesWhileFiguresAndWordsCome(int width) {
    Map<String, Object> script =
        browser.driver.executeCdpCommand(
            "Page.addScriptToEvaluateOnNewDocument",
            Map.of(
                "source",
                """
                window.places = () => Object.fromEntries(
                  [...document.querySelectorAll('main input, main select, main .main, #presets > *')]
                    .filter((e) => e.getClientRects().length > 0)
                    .map((e, i) => [e.id || i, e.getBoundingClientRect().top + scrollY]));
                window.moved = () => Object.entries(places())
                  .filter(([id, y]) => Math.abs(y - first[id]) > 2)
                  .map(([id, y]) => `${id} from ${first[id]} to ${y}`).join(', ');
                addEventListener('DOMContentLoaded', () => { window.first = places(); });"""));
    try {
      browser.size(width, 900);
      browser.open("");
      assertEquals("", browser.value("moved()"), "at the beginning");
      for (String part : List.of("deep", "neuron-part", "relu", "tanh-part", "training")) {
        browser.driver.executeScript(
            "document.getElementById(arguments[0]).scrollIntoView({block: 'center'})", part);
        browser.until(
            "return [...document.querySelectorAll('#' + '"
                + part
                + " figure svg')].every((figure) => figure.childElementCount > 1)");
      }
      assertEquals("", browser.value("moved()"), "with all figures");
      for (String slider : List.of("m", "v", "g", "two", "tanh", "in", "t-width", "x-m")) {
        browser.driver.executeScript(
            "const slider = document.getElementById(arguments[0]); slider.value = slider.min;"
                + "slider.dispatchEvent(new Event('input'))",
            slider);
      }
      browser.until("return lab.quick.waiting.size + lab.patient.waiting.size === 0");
      assertEquals("", browser.value("moved()"), "with all sliders at their least");
    } finally {
      browser.driver.executeCdpCommand("Page.removeScriptToEvaluateOnNewDocument", script);
    }
  }

  /** What core cannot answer is said where it was asked, and the figure goes on. */
  @Test
  void aFigureWithoutAnswerSaysWhy() {
    browser.driver.executeScript("document.getElementById('two').scrollIntoView()");
    browser.until("return document.getElementById('two-signal').childElementCount > 1");
    String wrong = "document.querySelector('#relu .wrong').textContent";
    browser.driver.executeScript(
        "const put = lab.quick.put; lab.quick.put = (message, patience) =>"
            + " put.call(lab.quick, { ...message, name: 'nothing' }, patience);"
            + "const slider = document.getElementById('two'); slider.value = 1;"
            + "slider.dispatchEvent(new Event('input')); lab.quick.put = put;");
    browser.until("return " + wrong + " !== ''");
    assertTrue(browser.value(wrong).startsWith("this could not be computed"), browser.value(wrong));
    browser.at("two").sendKeys(Keys.ARROW_RIGHT);
    browser.until("return " + wrong + " === ''");
  }

  @Test
  void theNumbersAreThoseOfTheSentences() {
    browser.driver.executeScript("document.getElementById('power').scrollIntoView()");
    browser.until("return document.querySelectorAll('#power-curve .curve').length > 0");
    String label = browser.at("power-curve").getAttribute("aria-label");
    // 1.5^61 squared, of inputs of second moment 63/64 = 0.98, as data of 64 values standardized
    double expected = Math.pow(1.5, 122);
    double found = Double.parseDouble(label.replaceAll("E\\[z²]: (\\S+) at layer 61", "$1"));
    assertEquals(1, found / expected, 0.02, label);
    browser.driver.executeScript("document.getElementById('in').scrollIntoView()");
    browser.until("return document.querySelectorAll('#fans circle').length === 4");
    assertEquals(
        "1/n_in: forward ×1, backward ×4; 2/(n_in + n_out): forward ×0.4, backward ×1.6",
        browser.at("fans").getAttribute("aria-label"));
  }

  @Test
  void termsAreExplainedWherePointerOrFocusRests() {
    WebElement term = browser.driver.findElement(By.cssSelector("#network .term"));
    WebElement tip = browser.driver.findElement(By.cssSelector(".tip"));
    assertFalse(tip.isDisplayed());
    new Actions(browser.driver).moveToElement(term).perform();
    assertTrue(tip.isDisplayed());
    assertTrue(tip.getText().startsWith("E[z²], the signal"), tip.getText());
    new Actions(browser.driver).sendKeys(Keys.ESCAPE).perform();
    assertFalse(tip.isDisplayed());
    for (WebElement each : browser.driver.findElements(By.className("term"))) {
      browser.driver.executeScript("arguments[0].focus()", each);
      assertTrue(tip.isDisplayed());
      assertTrue(tip.getText().length() > 30, each.getText());
    }
  }

  @Test
  void linksLeadToTheirPartsAndKeepTheState() {
    browser.open("#f=tanh");
    for (WebElement link : browser.driver.findElements(By.cssSelector("nav a"))) {
      link.sendKeys(Keys.ENTER);
      String place = link.getDomAttribute("href").substring(1);
      double top =
          Double.parseDouble(
              browser.value(
                  "document.getElementById('" + place + "').getBoundingClientRect().top"));
      assertTrue(top < 900, place + " at " + top);
    }
    assertTrue(browser.driver.getCurrentUrl().endsWith("#f=tanh"));
    assertEquals("tanh", browser.value("lab.setting.f"));
  }

  /** A module that no engine takes stands for an engine that does not take ours. */
  @Test
  void withoutWebAssemblyThereAreTheTextAndThePictures() {
    Map<String, Object> script =
        browser.driver.executeCdpCommand(
            "Page.addScriptToEvaluateOnNewDocument",
            Map.of(
                "source",
                "const Real = Worker; Worker = class extends Real { postMessage(message) {"
                    + " super.postMessage(message.bytes"
                    + " ? {...message, bytes: new ArrayBuffer(8)} : message); } };"));
    try {
      browser.driver.get("about:blank");
      browser.driver.get(browser.page.toUri().toString());
      browser.until("return document.documentElement.dataset.core === 'missing'");
      WebElement note = browser.driver.findElement(By.cssSelector(".missing"));
      assertTrue(note.isDisplayed());
      assertTrue(note.getText().contains("WebAssembly"));
      assertFalse(browser.at("network").isDisplayed());
      assertFalse(browser.at("training").isDisplayed());
      for (WebElement picture : browser.driver.findElements(By.className("picture"))) {
        assertTrue(picture.isDisplayed());
        assertTrue(picture.getSize().getWidth() > 300, picture.getDomAttribute("alt"));
        assertTrue(picture.getDomAttribute("alt").length() > 20);
      }
      assertTrue(browser.driver.findElement(By.cssSelector("#zeros p em")).isDisplayed());
    } finally {
      browser.driver.executeCdpCommand("Page.removeScriptToEvaluateOnNewDocument", script);
    }
  }

  /** Every control has a name that is read out. */
  @Test
  void controlsHaveNames() {
    assertEquals(
        "",
        browser.value(
            "[...document.querySelectorAll('input, select, button')]"
                + ".filter((e) => !(e.labels && e.labels.length) && !e.textContent.trim())"
                + ".map((e) => e.id).join(' ')"));
  }
}
