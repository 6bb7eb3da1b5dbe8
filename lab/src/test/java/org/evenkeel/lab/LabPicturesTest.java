// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.lab;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Makes the pictures of docs/lab from the page: {@code ./mvnw -pl lab -am test
 * -Dtest=LabPicturesTest -Dsurefire.failIfNoSpecifiedTests=false -Devenkeel.pictures=write}.
 */
@EnabledIfSystemProperty(named = "evenkeel.pictures", matches = "write")
class LabPicturesTest {

  private static final Path PICTURES = Path.of("").toAbsolutePath().getParent().resolve("docs/lab");
  private static final int MOST_BYTES = 70_000;

  @TempDir static Path folder;
  private static LabBrowser browser;

  @BeforeAll
  static void start() throws IOException {
    browser = LabBrowser.start(folder);
    browser.size(1150, 900);
    browser.open("");
  }

  @AfterAll
  static void stop() {
    if (browser != null) {
      browser.stop();
    }
  }

  private static void take(String name, String selector) throws IOException {
    String element = "document.querySelector('" + selector + "')";
    browser.driver.executeScript(element + ".scrollIntoView({block: 'center'})");
    browser.until(
        "return ![..."
            + element
            + ".querySelectorAll('svg:empty')].some((svg) => svg.getClientRects().length > 0)");
    Map<String, Object> clip = new HashMap<>();
    clip.put("x", number(element + ".getBoundingClientRect().x + scrollX"));
    clip.put("y", number(element + ".getBoundingClientRect().y + scrollY"));
    clip.put("width", number(element + ".getBoundingClientRect().width"));
    clip.put("height", number(element + ".getBoundingClientRect().height"));
    clip.put("scale", 1);
    Object data =
        browser
            .driver
            .executeCdpCommand(
                "Page.captureScreenshot", Map.of("captureBeyondViewport", true, "clip", clip))
            .get("data");
    byte[] picture = smaller(Base64.getDecoder().decode((String) data));
    assertTrue(picture.length <= MOST_BYTES, name + " has " + picture.length + " bytes");
    Files.write(PICTURES.resolve(name + ".png"), picture);
  }

  private static double number(String expression) {
    return Double.parseDouble(browser.value(expression));
  }

  /** The same picture in colours of 5 bits a channel, which take a third of the room. */
  private static byte[] smaller(byte[] png) throws IOException {
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));
    BufferedImage coarse =
        new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        int rgb = 0;
        for (int shift = 0; shift < 24; shift += 8) {
          long level = Math.round((image.getRGB(x, y) >> shift & 255) * 31 / 255.0);
          rgb |= (int) Math.round(level * 255 / 31.0) << shift;
        }
        coarse.setRGB(x, y, rgb);
      }
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(coarse, "png", out);
    return out.toByteArray();
  }

  private static void slide(String slider, String value) {
    browser.driver.executeScript(
        "const slider = document.getElementById(arguments[0]); slider.value = arguments[1];"
            + "slider.dispatchEvent(new Event('input'))",
        slider,
        value);
  }

  @Test
  void network() throws IOException {
    browser.until("return !!document.querySelector('#remedy button')");
    browser.until("return document.querySelectorAll('#plane rect').length > 10");
    take("network", "#network");
  }

  @Test
  void lecture() throws IOException {
    take("deep", "#deep .one");
    take("neuron", "#neuron-part .one");
    take("gaussian", "#gaussian .one");
    take("relu", "#relu .one");
    take("fans", "#fans-part .one");
    slide("tanh", "4");
    browser.until("return document.getElementById('tanh-said').textContent.startsWith('chaotic')");
    take("tanh", "#tanh-part .two");
  }

  @Test
  void training() throws IOException {
    browser.size(1000, 900);
    browser.driver.executeScript("document.getElementById('training').scrollIntoView()");
    browser.until("return lab.training.frames > 0");
    browser.at("t-play").click();
    browser.until("return document.getElementById('t-said').textContent.startsWith('Done')");
    take("training", "#training > div:last-child");
    browser.size(1150, 900);
  }

  @Test
  void multiplier() throws IOException {
    browser.at("x-run").click();
    browser.until("return lab.multiplier.points.length === 51");
    take("multiplier", "#multiplier .one");
  }
}
