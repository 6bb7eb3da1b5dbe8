package org.evenkeel.report.page;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LoggingPreferences;

/** A real browser without a window, which opens pages from files. */
final class Browser implements AutoCloseable {

  private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
  private static final Path DRIVER = Path.of("/usr/bin/chromedriver");

  final ChromeDriver driver;
  private final Path folder;

  private Browser(Path folder) {
    this.folder = folder;
    LoggingPreferences logs = new LoggingPreferences();
    logs.enable("browser", Level.ALL);
    logs.enable("performance", Level.ALL);
    ChromeOptions options = new ChromeOptions();
    options.setBinary(CHROMIUM.toString());
    options.addArguments(
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
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
  }

  /** Starts a browser; where there is none, the tests are skipped, unless they may not be. */
  static Browser start(Class<?> test, Path folder) {
    boolean there = Files.isExecutable(CHROMIUM) && Files.isExecutable(DRIVER);
    if (!there) {
      String missing =
          "%s or %s is missing; install chromium and chromium-driver".formatted(CHROMIUM, DRIVER);
      assertTrue(!"required".equals(System.getenv("CI_CHROMIUM")), missing);
      System.out.println(test.getSimpleName() + " skipped: " + missing);
    }
    assumeTrue(there, "no Chromium");
    return new Browser(folder);
  }

  /**
   * Opens a page in a window of a size, on light or dark ground; forgets what was logged before.
   */
  Path open(Page page, int width, int height, boolean dark) {
    Path file = folder.resolve("page.html");
    HtmlPage.write(page, file);
    size(width, height);
    ground(dark);
    driver.manage().logs().get("browser");
    driver.manage().logs().get("performance");
    driver.get(file.toUri().toString());
    return file;
  }

  void size(int width, int height) {
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
  }

  void ground(boolean dark) {
    driver.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of(
            "features",
            List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"))));
  }

  void scripts(boolean run) {
    driver.executeCdpCommand("Emulation.setScriptExecutionDisabled", Map.of("value", !run));
  }

  /** What a script returns, as JSON. */
  JsonElement json(String script) {
    return JsonParser.parseString((String) driver.executeScript(script));
  }

  Object run(String script, Object... arguments) {
    return driver.executeScript(script, arguments);
  }

  /** All that the console said. */
  List<String> console() {
    return driver.manage().logs().get("browser").getAll().stream()
        .map(LogEntry::getMessage)
        .toList();
  }

  /** The addresses of all requests. */
  List<String> requests() {
    return driver.manage().logs().get("performance").getAll().stream()
        .map(entry -> JsonParser.parseString(entry.getMessage()).getAsJsonObject())
        .map(entry -> entry.getAsJsonObject("message"))
        .filter(message -> message.get("method").getAsString().equals("Network.requestWillBeSent"))
        .map(message -> message.getAsJsonObject("params").getAsJsonObject("request"))
        .map((JsonObject request) -> request.get("url").getAsString())
        .toList();
  }

  /** A picture of the whole page. */
  byte[] picture() {
    Object height = run("return document.documentElement.scrollHeight");
    Object width = run("return document.documentElement.clientWidth");
    Map<String, Object> shot =
        driver.executeCdpCommand(
            "Page.captureScreenshot",
            Map.of(
                "format",
                "png",
                "captureBeyondViewport",
                true,
                "clip",
                Map.of("x", 0, "y", 0, "width", width, "height", height, "scale", 1)));
    return Base64.getDecoder().decode((String) shot.get("data"));
  }

  byte[] print() {
    Map<String, Object> printed =
        driver.executeCdpCommand("Page.printToPDF", Map.of("printBackground", true));
    return Base64.getDecoder().decode((String) printed.get("data"));
  }

  @Override
  public void close() {
    driver.quit();
  }
}
