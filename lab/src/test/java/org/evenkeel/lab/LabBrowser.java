// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.lab;

import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LoggingPreferences;

/** The lab's page in a Chromium without a window, opened from a file. */
final class LabBrowser {

  private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
  private static final Path DRIVER = Path.of("/usr/bin/chromedriver");

  final Path page;
  final ChromeDriver driver;

  private LabBrowser(Path page, ChromeDriver driver) {
    this.page = page;
    this.driver = driver;
  }

  /** Writes the page into a folder and starts a browser; skips the test where there is none. */
  static LabBrowser start(Path folder) throws IOException {
    boolean there = Files.isExecutable(CHROMIUM) && Files.isExecutable(DRIVER);
    if (!there) {
      assertNotEquals("required", System.getenv("CI_CHROMIUM"), "no chromium or chromedriver");
      System.out.println("lab's page not tested: no " + CHROMIUM + " or " + DRIVER);
    }
    assumeTrue(there, "no Chromium");
    Path page = folder.resolve("lab.html");
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
        "--hide-scrollbars",
        "--user-data-dir=" + folder.resolve("profile"));
    options.setCapability("goog:loggingPrefs", logs);
    ChromeDriver driver =
        new ChromeDriver(
            new ChromeDriverService.Builder()
                .usingDriverExecutable(new File(DRIVER.toString()))
                .usingAnyFreePort()
                .build(),
            options);
    driver.manage().timeouts().scriptTimeout(Duration.ofMinutes(2));
    return new LabBrowser(page, driver);
  }

  void open(String hash) {
    driver.get("about:blank");
    driver.get(page.toUri() + hash);
    until("return !!window.lab && lab.frames > 0");
  }

  void size(int width, int height) {
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 600));
  }

  /** Waits for a script to return true. */
  void until(String script) {
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

  WebElement at(String id) {
    return driver.findElement(By.id(id));
  }

  String text(String id) {
    return (String)
        driver.executeScript("return document.getElementById(arguments[0]).textContent", id);
  }

  /** What an expression is worth on the page. */
  String value(String expression) {
    return String.valueOf(driver.executeScript("return String(" + expression + ")"));
  }

  /** A touch by one finger, at a place between the left and the right end of an element. */
  void tap(String id, double along) {
    driver.executeScript(
        "document.getElementById(arguments[0]).scrollIntoView({block: 'center'})", id);
    String box = "document.getElementById('" + id + "').getBoundingClientRect()";
    double x =
        Double.parseDouble(value(box + ".x")) + along * Double.parseDouble(value(box + ".width"));
    double y =
        Double.parseDouble(value(box + ".y")) + Double.parseDouble(value(box + ".height")) / 2;
    List<Map<String, Double>> point = List.of(Map.of("x", x, "y", y));
    driver.executeCdpCommand("Emulation.setTouchEmulationEnabled", Map.of("enabled", true));
    driver.executeCdpCommand(
        "Input.dispatchTouchEvent", Map.of("type", "touchStart", "touchPoints", point));
    driver.executeCdpCommand(
        "Input.dispatchTouchEvent", Map.of("type", "touchEnd", "touchPoints", List.of()));
    driver.executeCdpCommand("Emulation.setTouchEmulationEnabled", Map.of("enabled", false));
  }

  /** What core says in the browser, on one of the page's threads. */
  String asked(String thread, String name, Object... values) {
    return (String)
        driver.executeAsyncScript(
            "const done = arguments[arguments.length - 1];"
                + "lab[arguments[0]].ask(arguments[1], ...arguments[2])"
                + ".then((found) => done(JSON.stringify(found)))",
            thread,
            name,
            List.of(values));
  }

  void stop() {
    driver.quit();
  }
}
