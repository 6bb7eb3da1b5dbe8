// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.logging.Level;
import org.evenkeel.lab.browser.Lab;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LoggingPreferences;

/** The lab in a real browser, opened from a file. */
class LabPageTest {

  private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
  private static final Path DRIVER = Path.of("/usr/bin/chromedriver");

  @TempDir static Path folder;
  private static ChromeDriver driver;
  private static Path page;

  @BeforeAll
  static void start() throws IOException {
    boolean there = Files.isExecutable(CHROMIUM) && Files.isExecutable(DRIVER);
    if (!there) {
      assertNotEquals("required", System.getenv("CI_CHROMIUM"), "no chromium or chromedriver");
      System.out.println("LabPageTest skipped: no " + CHROMIUM + " or " + DRIVER);
    }
    assumeTrue(there, "no Chromium");
    page = folder.resolve("lab.html");
    Files.writeString(page, LabPage.html());
    LoggingPreferences logs = new LoggingPreferences();
    logs.enable("browser", Level.ALL);
    logs.enable("performance", Level.ALL);
    ChromeOptions options = new ChromeOptions();
    options.setBinary(CHROMIUM.toString());
    options.addArguments(
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-dev-shm-usage",
        "--user-data-dir=" + folder.resolve("profile"));
    options.setCapability("goog:loggingPrefs", logs);
    driver =
        new ChromeDriver(
            new ChromeDriverService.Builder()
                .usingDriverExecutable(new File(DRIVER.toString()))
                .usingAnyFreePort()
                .build(),
            options);
    driver.manage().timeouts().scriptTimeout(Duration.ofMinutes(2));
  }

  @AfterAll
  static void stop() {
    if (driver != null) {
      driver.quit();
    }
  }

  @BeforeEach
  void open() {
    size(1440, 900);
    open("");
  }

  private static void open(String hash) {
    driver.get("about:blank");
    driver.get(page.toUri() + hash);
    until("return !!window.lab && lab.frames > 0");
  }

  private static void size(int width, int height) {
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 600));
  }

  private static void until(String script) {
    long end = System.nanoTime() + Duration.ofMinutes(1).toNanos();
    while (!Boolean.TRUE.equals(driver.executeScript(script))) {
      assertTrue(System.nanoTime() < end, script);
      try {
        Thread.sleep(20);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private static WebElement at(String id) {
    return driver.findElement(By.id(id));
  }

  private static String text(String id) {
    return (String)
        driver.executeScript("return document.getElementById(arguments[0]).textContent", id);
  }

  /** What core says in the browser. */
  private static String asked(String thread, String name, Object... values) {
    return (String)
        driver.executeAsyncScript(
            "const done = arguments[arguments.length - 1];"
                + "lab[arguments[0]].ask(arguments[1], ...arguments[2])"
                + ".then((found) => done(JSON.stringify(found)))",
            thread,
            name,
            List.of(values));
  }

  @Test
  void itIsOneFileThatAsksForNothing() throws IOException {
    assertTrue(Files.size(page) <= 1_500_000, "the page has " + Files.size(page) + " bytes");
    driver.manage().logs().get("performance");
    open("");
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
        asked("patient", "checksum", 7, "dense1.weight", 1_000_000));
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
          JsonParser.parseString(asked("quick", "forecast", controls)),
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
    assertTrue(text("verdict").startsWith("vanishing"), text("verdict"));
    until("return !!document.querySelector('#remedy button')");
    driver.findElement(By.cssSelector("#remedy button")).click();
    until("return document.getElementById('verdict').textContent.startsWith('healthy')");
    assertEquals("auto", at("rule").getAttribute("value"));
    assertTrue(driver.getCurrentUrl().endsWith("#rule=auto"), driver.getCurrentUrl());
  }

  @Test
  void slidersMoveTheCurvesByKeyboardMouseAndTouch() {
    String before = curve();
    at("m").sendKeys(Keys.ARROW_RIGHT);
    until("return document.getElementById('variance').textContent !== '1/n'");
    until(
        "return document.querySelector('#signal .curve').getAttribute('points') !== '"
            + before
            + "'");
    new Actions(driver).moveToElement(at("m"), 60, 0).click().perform();
    until("return lab.setting.m > 2");
    String moved = curve();
    int y = at("m").getRect().getY() + at("m").getRect().getHeight() / 2;
    int x = at("m").getRect().getX() + 40;
    List<Map<String, Integer>> point = List.of(Map.of("x", x, "y", y));
    driver.executeCdpCommand("Emulation.setTouchEmulationEnabled", Map.of("enabled", true));
    driver.executeCdpCommand(
        "Input.dispatchTouchEvent", Map.of("type", "touchStart", "touchPoints", point));
    driver.executeCdpCommand(
        "Input.dispatchTouchEvent", Map.of("type", "touchEnd", "touchPoints", List.of()));
    driver.executeCdpCommand("Emulation.setTouchEmulationEnabled", Map.of("enabled", false));
    until("return lab.setting.m < 0.5");
    until(
        "return document.querySelector('#signal .curve').getAttribute('points') !== '"
            + moved
            + "'");
  }

  private static String curve() {
    return (String)
        driver.executeScript(
            "return document.querySelector('#signal .curve').getAttribute('points')");
  }

  @Test
  void aDrawFallsIntoTheRange() {
    at("draw").click();
    until("return document.querySelectorAll('#signal .drawn').length === 41");
    assertTrue(at("histogram").isDisplayed());
    at("layer").sendKeys(Keys.ARROW_RIGHT);
    assertTrue(text("layer-out").startsWith("dense2"), text("layer-out"));
    at("again").click();
    until(
        "return lab.setting.seed === 1 && document.querySelectorAll('#signal .drawn').length === 41");
  }

  @Test
  void whatIsWrongIsSaidWhereItIsWrong() {
    at("f").sendKeys(Keys.chord(Keys.CONTROL, "a"), "foo(x)");
    until("return document.getElementById('f-wrong').textContent.includes('foo')");
    at("f").sendKeys(Keys.chord(Keys.CONTROL, "a"), "tanh(2x)");
    until("return document.getElementById('f-wrong').textContent === ''");
    open("#depth=0");
    assertTrue(text("f-wrong").contains("depth from 1"), text("f-wrong"));
    open("#m=NaN");
    assertTrue(text("f-wrong").contains("multiplier is a number"), text("f-wrong"));
    at("depth").sendKeys(Keys.ARROW_RIGHT);
    at("m").sendKeys(Keys.ARROW_RIGHT);
    until("return document.getElementById('verdict').textContent !== ''");
  }

  @Test
  void theStateIsInTheAddress() {
    open("#f=tanh&m=4");
    assertEquals("4/n", text("variance"));
    until("return document.getElementById('verdict').textContent.startsWith('chaotic')");
    assertEquals(
        "evenkeel predict --layers 64,256x40,10 --activation tanh --rule 1/n --multiplier 4",
        text("command"));
  }

  @Test
  void nothingIsWiderThanThePhone() {
    size(390, 844);
    open("");
    assertEquals(
        390L,
        driver.executeScript("return document.documentElement.scrollWidth"),
        "scrolls sideways");
  }
}
