// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.logging.Level;
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
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.interactions.Actions;

/** The lab in a real browser, opened from a file. */
class LabPageTest {

  @TempDir static Path folder;
  private static LabBrowser browser;
  private static ChromeDriver driver;

  @BeforeAll
  static void start() throws IOException {
    browser = LabBrowser.start(folder);
    driver = browser.driver;
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

  @Test
  void itIsOneFileThatAsksForNothing() throws IOException {
    assertTrue(
        Files.size(browser.page) <= 1_500_000,
        "the page has " + Files.size(browser.page) + " bytes");
    driver.manage().logs().get("performance");
    browser.open("");
    long requests =
        driver.manage().logs().get("performance").getAll().stream()
            .map(entry -> entry.getMessage())
            .filter(message -> message.contains("Network.requestWillBeSent\""))
            .filter(message -> message.contains("\"url\":\"http"))
            .count();
    assertEquals(0, requests);
    assertEquals(
        List.of(),
        driver.manage().logs().get("browser").getAll().stream()
            .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
            .map(entry -> entry.getMessage())
            .toList());
  }

  /** The same bits: 64 bits of hash would collide by chance with probability 2^-32. */
  @Test
  void aMillionWeightsAreThoseOfTheJvm() {
    assertEquals(
        String.valueOf(Lab.checksum(7, "dense1.weight", 1_000_000)),
        browser.asked("patient", "checksum", 7, "dense1.weight", 1_000_000));
  }

  @Test
  void forecastsAreThoseOfTheJvm() {
    List<String> functions =
        List.of(
            "relu",
            "tanh",
            "gelu",
            "silu",
            "sigmoid",
            "softplus",
            "mish",
            "erf",
            "x*sigmoid(1.7x)");
    List<String> rules = List.of("1/n", "2/n", "glorot", "orthogonal", "auto");
    List<String> forms = List.of("plain", "normalized", "residual");
    Random random = new Random(1);
    for (int i = 0; i < 50; i++) {
      String controls =
          "f=%s\nrule=%s\nform=%s\nm=%s\nb=%s\ndepth=%d\nwidth=%d"
              .formatted(
                  functions.get(random.nextInt(functions.size())),
                  rules.get(random.nextInt(rules.size())),
                  forms.get(random.nextInt(10) < 8 ? 0 : 1 + random.nextInt(2)),
                  Math.exp(2 * random.nextDouble() - 1),
                  random.nextBoolean() ? 0 : random.nextDouble() / 4,
                  1 + random.nextInt(30),
                  32 << random.nextInt(4));
      assertAlike(
          JsonParser.parseString(Lab.forecast(controls)),
          JsonParser.parseString(browser.asked("quick", "forecast", controls)),
          controls.replace('\n', ' '));
    }
  }

  private static void assertAlike(JsonElement expected, JsonElement found, String where) {
    if (expected.isJsonObject()) {
      JsonObject object = found.getAsJsonObject();
      assertEquals(expected.getAsJsonObject().keySet(), object.keySet(), where);
      expected
          .getAsJsonObject()
          .entrySet()
          .forEach(
              one ->
                  assertAlike(
                      one.getValue(), object.get(one.getKey()), where + ", " + one.getKey()));
    } else if (expected.isJsonArray()) {
      assertEquals(expected.getAsJsonArray().size(), found.getAsJsonArray().size(), where);
      for (int i = 0; i < expected.getAsJsonArray().size(); i++) {
        assertAlike(
            expected.getAsJsonArray().get(i), found.getAsJsonArray().get(i), where + " " + i);
      }
    } else if (expected.isJsonPrimitive() && expected.getAsJsonPrimitive().isNumber()) {
      double value = expected.getAsDouble();
      assertEquals(value, found.getAsDouble(), 1e-12 + 1e-9 * Math.abs(value), where);
    } else {
      assertEquals(expected, found, where);
    }
  }

  @Test
  void itBeginsWithANetworkThatDiesAndTheRemedyIsAButton() {
    assertTrue(browser.text("verdict").startsWith("vanishing"), browser.text("verdict"));
    browser.until("return !!document.querySelector('#remedy button')");
    driver.findElement(By.cssSelector("#remedy button")).click();
    browser.until("return document.getElementById('verdict').textContent.startsWith('healthy')");
    assertEquals("auto", browser.at("rule").getAttribute("value"));
    assertTrue(driver.getCurrentUrl().endsWith("#rule=auto"), driver.getCurrentUrl());
  }

  @Test
  void slidersMoveTheCurvesByKeyboardMouseAndTouch() {
    String before = curve();
    browser.at("m").sendKeys(Keys.ARROW_RIGHT);
    browser.until("return document.getElementById('variance').textContent !== '1/n'");
    browser.until(
        "return document.querySelector('#signal .curve').getAttribute('points') !== '"
            + before
            + "'");
    new Actions(driver).moveToElement(browser.at("m"), 60, 0).click().perform();
    browser.until("return lab.setting.m > 2");
    String moved = curve();
    browser.tap("m", 0.15);
    browser.until("return lab.setting.m < 0.5");
    browser.until(
        "return document.querySelector('#signal .curve').getAttribute('points') !== '"
            + moved
            + "'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"depth", "width", "b"})
  void everySliderIsMovedByKeyboardMouseAndTouch(String slider) {
    String setting = "String(lab.setting." + slider + ")";
    WebElement element = browser.at(slider);
    String first = browser.value(setting);
    element.sendKeys(Keys.ARROW_RIGHT);
    browser.until("return " + setting + " !== '" + first + "'");
    String second = browser.value(setting);
    new Actions(driver).moveToElement(element, 100, 0).click().perform();
    browser.until("return " + setting + " !== '" + second + "'");
    String third = browser.value(setting);
    browser.tap(slider, 0.3);
    browser.until("return " + setting + " !== '" + third + "'");
    browser.until("return document.getElementById('command').textContent !== ''");
    assertTrue(driver.getCurrentUrl().contains(slider + "="), driver.getCurrentUrl());
  }

  @Test
  void listsAndButtonsTakeKeysAndTouch() {
    browser.at("rule").sendKeys("2/n");
    browser.until("return lab.setting.rule === '2/n'");
    browser.tap("draw", 0.5);
    browser.until("return document.querySelectorAll('#signal .drawn').length === 41");
    browser.at("again").sendKeys(Keys.ENTER);
    browser.until("return lab.setting.seed === 1");
    browser.until("return document.querySelectorAll('#signal .drawn').length === 41");
    String layer = browser.text("layer-out");
    browser.tap("layer", 0.7);
    browser.until("return document.getElementById('layer-out').textContent !== '" + layer + "'");
    browser.at("form").sendKeys("residual");
    browser.until(
        "return lab.setting.form === 'residual' && document.getElementById('draw').disabled");
    String ground = browser.value("document.documentElement.dataset.ground");
    browser.tap("ground", 0.5);
    browser.until("return document.documentElement.dataset.ground !== '" + ground + "'");
    browser.at("ground").sendKeys(Keys.SPACE);
    browser.until("return document.documentElement.dataset.ground === '" + ground + "'");
    browser
        .driver
        .findElement(By.cssSelector("#presets [data-set*='sigmoid']"))
        .sendKeys(Keys.ENTER);
    browser.until("return lab.setting.f === 'sigmoid'");
  }

  private static String curve() {
    return (String)
        driver.executeScript(
            "return document.querySelector('#signal .curve').getAttribute('points')");
  }

  @Test
  void aDrawFallsIntoTheRange() {
    browser.at("draw").click();
    browser.until("return document.querySelectorAll('#signal .drawn').length === 41");
    assertTrue(browser.at("histogram").isDisplayed());
    browser.at("layer").sendKeys(Keys.ARROW_RIGHT);
    assertTrue(browser.text("layer-out").startsWith("dense2"), browser.text("layer-out"));
    browser.at("again").click();
    browser.until(
        "return lab.setting.seed === 1 && document.querySelectorAll('#signal .drawn').length === 41");
  }

  @Test
  void whatIsWrongIsSaidWhereItIsWrong() {
    browser.at("f").sendKeys(Keys.chord(Keys.CONTROL, "a"), "foo(x)");
    browser.until("return document.getElementById('f-wrong').textContent.includes('foo')");
    browser.at("f").sendKeys(Keys.chord(Keys.CONTROL, "a"), "tanh(2x)");
    browser.until("return document.getElementById('f-wrong').textContent === ''");
    browser.open("#depth=0");
    assertTrue(browser.text("f-wrong").contains("depth from 1"), browser.text("f-wrong"));
    browser.open("#m=NaN");
    assertTrue(browser.text("f-wrong").contains("multiplier is a number"), browser.text("f-wrong"));
    browser.at("depth").sendKeys(Keys.ARROW_RIGHT);
    browser.at("m").sendKeys(Keys.ARROW_RIGHT);
    browser.until("return document.getElementById('verdict').textContent !== ''");
  }

  /** sin(1000 x) would need more nodes than anyone waits for; what comes after it does not wait. */
  @Test
  void whatTakesTooLongIsGivenUp() {
    browser.at("f").sendKeys(Keys.chord(Keys.CONTROL, "a"), "sin(1000x)");
    browser.at("f").sendKeys(Keys.chord(Keys.CONTROL, "a"), "sin(x)");
    browser.until("return document.getElementById('f-wrong').textContent === ''");
    browser.until("return lab.setting.f === 'sin(x)' && document.querySelector('.stale') === null");
    browser.at("m").sendKeys(Keys.ARROW_RIGHT);
    browser.until("return document.getElementById('verdict').textContent !== ''");
  }

  @Test
  void theStateIsInTheAddress() {
    browser.open("#f=tanh&m=4");
    assertEquals("4/n", browser.text("variance"));
    browser.until("return document.getElementById('verdict').textContent.startsWith('chaotic')");
    assertEquals(
        "evenkeel predict --layers 64,256x40,10 --activation tanh --rule 1/n --multiplier 4",
        browser.text("command"));
  }

  @Test
  void nothingIsWiderThanThePhone() {
    browser.size(390, 844);
    browser.open("");
    assertEquals(
        390L,
        driver.executeScript("return document.documentElement.scrollWidth"),
        "scrolls sideways");
  }
}
